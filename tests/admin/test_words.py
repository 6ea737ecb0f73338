"""The admin speaks the reader's language: no code where there is a word, times of the house, one name for one thing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

from annotate import auditing, governing
from annotate.forms import BaseField
from annotate.models import AuditEvent, Job, Reason, TakeDown
from annotate.reviewing import adjudicating, finishing, judging
from annotate.templatetags.lead import DEEDS
from tests.admin.conftest import form_of, page
from tests.admin.test_records import a_row_of_each

__all__ = ["a_row_of_each"]
ROOT = Path(__file__).resolve().parents[2]
CODES = re.compile(r">\s*(\w+\.\w+|previous_year|year_inferred|accesslink|conflictmark)\s*<")


def read(client, address, language="zh-hans", **asked):
    answer = client.get(address, asked, headers={"accept-language": language})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_every_deed_has_words():
    """What the program writes into the audit, found in its text, is told by the table of deeds."""
    text = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "annotate").rglob("*.py")))
    written = set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', text)) | set(re.findall(r'if change else "([a-z_]+\.[a-z_]+)"', text))
    assert len(written) > 40
    assert sorted(written - DEEDS.keys()) == []


@pytest.mark.parametrize(("language", "deed", "thing"), [("en", "froze a release", "release"), ("zh-hans", "冻结了发布版", "发布版")])
def test_the_audit_tells_deeds_and_things_in_words(root, a_row_of_each, at_admin, language, deed, thing):
    client = at_admin(root)
    html = read(client, page("auditevent"), language)
    assert deed in html
    assert CODES.findall(html) == []
    event = AuditEvent.objects.get(action="release.freeze")
    html = read(client, page("auditevent", "change", event.pk), language)
    assert deed in html
    assert f">{thing}<" in html
    assert "{&quot;" not in html, "before and after stand in lines, not as JSON"
    assert (
        deed
        not in re.sub(r"(?s)<nav.*?</nav>", "", read(client, page("auditevent"), language, action="note.write")).split("result_list")[-1]
    )


def test_reasons_and_bases_are_filtered_by_their_words(root, make_document, alice, at_admin):
    from annotate import queueing
    from tests.conftest import PARAGRAPH, proposal

    document = make_document(facts=[proposal(PARAGRAPH, "5.4%", measure="growth", base="previous_year"), "1.25万户"])
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    why = Reason.objects.filter(kind="rejection").first()
    judging.judge(fact=document.facts.first(), reading=reading, state="rejected", reason=why.code, actor=alice, door="page")
    client = at_admin(root)
    html = read(client, page("review"), "en")
    assert "By reason" in html
    assert why.label_en in html
    assert "By code" not in html
    assert "1 result" in read(client, page("review"), "en", reason__code=why.code)
    html = read(client, page("candidate"), "en")
    assert "By base of comparison" in html
    assert ">the year before<" in html
    assert "compared with" not in html.split("changelist-filter")[-1].split("<form")[0]
    assert "1 result" in read(client, page("candidate"), "en", base="previous_year")


def test_flags_rules_and_bases_are_told_in_words_on_the_facts_form(alice, make_document, at_admin):
    from tests.conftest import PARAGRAPH, proposal

    growth = proposal(PARAGRAPH, "5.4%", measure="growth", base="previous_year") | {"flags": ["year_inferred"]}
    growth |= {"evidence": {"region": {"spans": [[5, 8]], "rule": "governs_article"}}}
    fact = make_document(facts=[growth]).facts.get()
    html = read(at_admin(alice), page("fact", "change", fact.pk))
    assert "年份为推断" in html
    assert "管全文" in html
    assert 'value="上年同期"' in html
    assert not re.search("year_inferred|governs_article|previous_year", html)


@pytest.mark.parametrize("typed", ["上年同期", "the year before", "previous_year"])
def test_a_base_is_read_in_every_language_and_kept_as_its_code(alice, facts, at_admin, typed):
    client = at_admin(alice)
    assert client.post(page("fact", "change", facts[0].pk), form_of(facts[0], measure="growth", base=typed)).status_code == 302
    assert facts[0].reviews.get().base == "previous_year"


def test_a_base_that_is_no_word_stays_what_was_typed():
    assert BaseField(required=False, empty_value=None).clean("2020") == "2020"
    assert BaseField(required=False, empty_value=None).clean("") is None


def test_names_of_jobs_bear_the_time_of_the_house(collection, maria):
    job = Job.objects.create(kind="export", collection=collection, owner=maria)
    Job.objects.filter(pk=job.pk).update(created_at=datetime(2024, 12, 31, 20, 30, tzinfo=UTC))
    job.refresh_from_db()
    with translation.override("en"):
        assert str(job) == "export 2025-01-01 04:30"


def test_the_audit_names_things_in_one_language_whoever_acts(collection, maria):
    job = Job.objects.create(kind="export", collection=collection, owner=maria)
    said = set()
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said.add(auditing.record(action="job.export", actor=maria, door="page", target=job, collection=collection).target_label)
    assert len(said) == 1
    assert said.pop().startswith("导出")


def test_what_a_token_may_do_and_what_a_take_down_erased_is_told_in_words(root, maria, document, at_admin):
    _token, _secret = governing.make_token(user=maria, name="key", scopes=["read", "manage"], actor=maria, door="page")
    taken = TakeDown.objects.create(
        document=document, reason="law", taken_by=maria, taken_at=document.created_at, erased={"candidate": 3, "note": 0}
    )
    client = at_admin(root)
    assert "read, manage" in read(client, page("apitoken"), "en")
    assert "3 proposals: mention and findings" in read(client, page("takedown", "change", taken.pk), "en")


def test_a_text_taken_down_has_a_short_name_in_the_readers_language(document):
    document.state = "taken_down"
    for language, name in (("en", "text taken down "), ("zh-hans", "已清除的文档 ")):
        with translation.override(language):
            assert str(document) == name + str(document.uuid)[:8]


def test_what_is_made_with_a_collection_is_not_shown_before_it_is_made(maria, at_admin):
    html = read(at_admin(maria), page("collection", "add"), "en")
    assert "readings_required" in html
    assert "Uuid" not in html
    assert "Created" not in html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_help_about_passwords_is_in_the_readers_language(root, maria, at_admin, language):
    client = at_admin(root)
    for address in (page("user", "add"), f"/admin/annotate/user/{maria.pk}/password/"):
        html = read(client, address, language)
        assert "LDAP" not in html
        assert ("entered by a link" in html) == (language == "en")


def test_a_deed_that_did_nothing_does_not_say_done(alice, bob, document, at_admin):
    from annotate import queueing

    reading = queueing.open_reading(document=document, annotator=bob, door="page")
    answer = at_admin(alice).post(page("reading"), {"action": "finish", "_selected_action": [reading.pk]}, follow=True)
    assert "已完成 0" not in answer.content.decode()
    assert 'class="warning"' in answer.content.decode(), "why it was refused"


def test_deciding_and_judging_send_the_same_fields(alice, bob, carol, collection, document, at_admin):
    """One form, two doors: the decision shows what stands, and saves under its revision."""
    from annotate import queueing

    fact = document.facts.first()
    for reader, state in ((alice, "accepted"), (bob, "rejected")):
        governing.change_collection(collection=collection, changes={"readings_required": 2}, actor=collection.created_by, door="page")
        reading = queueing.open_reading(document=document, annotator=reader, door="page")
        for each in document.facts.all():
            kind = state if each == fact else "accepted"
            why = Reason.objects.filter(kind="rejection").first().code if kind == "rejected" else None
            judging.judge(fact=each, reading=reading, state=kind, reason=why, actor=reader, door="page")
        finishing.finish(reading=reading, actor=reader, door="page")
    decision = adjudicating.adjudicate(fact=fact, state="accepted", comment="按指南", actor=carol, door="page")
    html = read(at_admin(carol), page("adjudication", "change", decision.pk), "en")
    assert "按指南" in html
    assert 'name="revision" value="1"' in html
    assert str(fact.uuid) in html
