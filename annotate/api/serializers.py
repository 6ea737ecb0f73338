"""What goes in and out, field by field. Nothing enters that is not declared here, and a field that is not is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotate.errors import BadInput
from annotate.exports.columns import COLUMNS
from annotate.exports.rows import TAKEN_DOWN
from annotate.models import ApiToken, Candidate, ConflictMark, Document, Fact, Job, Override, Reading, Reason, Review, Role
from annotate.models.audit import Door
from annotate.models.fact_fields import EDITABLE_FIELDS, VALUE_FIELDS
from annotate.models.review import JudgementState
from annotate.standing import STATES

FLAGS = ("damaged", "repaired", "year_inferred", "region_ambiguous")


class Strict(serializers.Serializer):
    """Refuses what it does not know, and what is only read."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := sorted(str(name) for name in set(data) - writable):
                path = f"{self.field_name}.{unknown[0]}" if self.field_name else unknown[0]
                raise BadInput(_("There is no such field to write."), field=path, expected=sorted(writable))
        return super().to_internal_value(data)


class Sparse(serializers.Serializer):
    """Shows only the fields that the address asks for (``?fields=id,state``)."""

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        only = self.context.get("only")
        outermost = self.parent is None or (isinstance(self.parent, serializers.ListSerializer) and self.parent.parent is None)
        if only is None or not outermost:
            return fields
        if unknown := sorted(set(only) - set(fields)):
            raise BadInput(_("There is no such field."), field="fields", unknown=unknown, expected=sorted(fields))
        return {name: field for name, field in fields.items() if name in only}


def expected(serializer: Any, error: serializers.ValidationError) -> Any:
    """What would have been right in the first refused field: its choices, else the kind of value; None where it cannot be said."""
    field, detail = serializer, cast(Any, error.detail)
    while isinstance(detail, dict) and detail:
        name, detail = next(iter(detail.items()))
        field = getattr(field, "fields", {}).get(name) or getattr(field, "child", None)
    if isinstance(field, serializers.ChoiceField):
        return list(field.choices)
    return next((kind for cls, kind in KINDS.items() if isinstance(field, cls)), None) or str(getattr(field, "help_text", "") or "") or None


KINDS = {
    serializers.UUIDField: "uuid", serializers.BooleanField: "boolean", serializers.IntegerField: "integer", serializers.FloatField: "number",
}  # fmt: skip


class Person(serializers.Serializer):
    id = serializers.UUIDField(source="uuid")
    username = serializers.CharField()
    name = serializers.CharField(source="__str__")


class Me(Sparse):
    """Who asks, by which means, with which roles."""

    id = serializers.UUIDField(source="uuid")
    username = serializers.CharField()
    name = serializers.CharField(source="__str__")
    language = serializers.CharField()
    scopes = serializers.ListField(
        child=serializers.ChoiceField(ApiToken.SCOPES), allow_null=True, help_text="The token's; null in a browser."
    )
    roles = serializers.DictField(child=serializers.ChoiceField(Role.choices), help_text="Role by collection id.")


class Collection(Sparse):
    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    description = serializers.CharField()
    readings_required = serializers.IntegerField()
    second_share = serializers.FloatField()
    blind = serializers.BooleanField()
    unaided_share = serializers.FloatField()
    created_at = serializers.DateTimeField()


class NewCollection(Strict):
    name = serializers.CharField(max_length=120)
    description = serializers.CharField(required=False, allow_blank=True, default="")


class CollectionChanges(Strict):
    name = serializers.CharField(max_length=120, required=False)
    description = serializers.CharField(required=False, allow_blank=True)
    readings_required = serializers.IntegerField(min_value=1, max_value=3, required=False)
    second_share = serializers.FloatField(min_value=0, max_value=1, required=False)
    blind = serializers.BooleanField(required=False)
    unaided_share = serializers.FloatField(min_value=0, max_value=1, required=False)


class Member(Sparse):
    user = Person()
    role = serializers.ChoiceField(Role.choices)
    created_at = serializers.DateTimeField()


class NewRole(Strict):
    role = serializers.ChoiceField(Role.choices)


class Invitation(serializers.Serializer):
    link = serializers.CharField(allow_null=True, help_text="Works once; shown this once.")
    role = serializers.ChoiceField(Role.choices)


class Link(serializers.Serializer):
    link = serializers.CharField(allow_null=True, help_text="Works once; shown this once.")


class Token(Sparse):
    id = serializers.IntegerField()
    name = serializers.CharField()
    hint = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(ApiToken.SCOPES))
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class NewToken(Strict):
    name = serializers.CharField(max_length=80)
    scopes = serializers.ListField(child=serializers.ChoiceField(ApiToken.SCOPES), allow_empty=False)


class MadeToken(Token):
    secret = serializers.CharField(allow_null=True, help_text="Shown this once.")


class TakeDownSerializer(serializers.Serializer):
    """A text that was erased for ever; digests and values stay."""

    id = serializers.UUIDField(source="uuid")
    document = serializers.UUIDField(source="document.uuid")
    sha256 = serializers.CharField(source="document.sha256", help_text="Of the text that stood there.")
    reason = serializers.CharField()
    taken_by = Person()
    taken_at = serializers.DateTimeField()


class DocumentRow(Sparse):
    """A document without its text."""

    id = serializers.UUIDField(source="uuid")
    collection = serializers.UUIDField(source="collection.uuid")
    title = serializers.CharField()
    source_name = serializers.CharField()
    published = serializers.CharField(allow_null=True)
    published_known = serializers.ChoiceField(Document.Known.choices, allow_null=True)
    state = serializers.ChoiceField(Document.State.choices)
    failure = serializers.CharField()
    length = serializers.IntegerField()
    sha256 = serializers.CharField()
    encoding = serializers.CharField()
    file_name = serializers.CharField(source="source.file_name")
    address = serializers.CharField(source="source.address")
    external_id = serializers.CharField(source="source.external_id")
    created_at = serializers.DateTimeField()
    facts_count = serializers.IntegerField()
    judged_count = serializers.IntegerField()
    readings_open = serializers.IntegerField()
    readings_finished = serializers.IntegerField()


class DocumentText(DocumentRow):
    """A document with its raw text, into which all offsets point (Unicode code points)."""

    raw = serializers.CharField(trim_whitespace=False, help_text="Empty where the state is `taken_down`.")
    take_down = TakeDownSerializer(allow_null=True, help_text="Who erased the text, and why.")


class NewDocument(Strict):
    """Either ``file`` (multipart) or ``text``."""

    collection = serializers.UUIDField()
    file = serializers.FileField(required=False, allow_empty_file=True, max_length=300)
    text = serializers.CharField(required=False, trim_whitespace=False, allow_blank=True)
    file_name = serializers.CharField(required=False, allow_blank=True, default="", max_length=255)
    encoding = serializers.CharField(required=False, allow_null=True, default=None, max_length=20)
    published = serializers.CharField(required=False, allow_null=True, default=None, help_text="2024-11-28 or 2024-11")
    address = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    external_id = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class Values(serializers.ModelSerializer):
    """The values of a fact, as in every record and file."""

    class Meta:
        model = Candidate
        fields = VALUE_FIELDS


class NewValues(Strict, serializers.ModelSerializer):
    """What a person may say of a fact; ``text`` follows from the span, ``value_base`` and ``unit_base`` from value and unit."""

    value = serializers.CharField(max_length=40, help_text="A decimal as a string: 5.4, -9.7")
    value_max = serializers.CharField(max_length=40, allow_null=True, required=False, help_text="A decimal as a string: 5.4, -9.7")

    class Meta:
        model = Review
        fields = EDITABLE_FIELDS
        extra_kwargs = {
            "period_start": {"help_text": "2024-09"},
            "period_end": {"help_text": "2024-09"},
            "region_code": {"help_text": "370283"},
            "base": {"help_text": "previous_year, previous_period, year_end, elsewhere, plan, or a year such as 2020"},
        }


class SomeValues(NewValues):
    """Those values that differ; the others stay as proposed."""

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


@extend_schema_field({"type": "object", "additionalProperties": {"type": "number"}, "examples": [{"fact": 0.93, "period": 0.71}]})
class Confidence(serializers.JSONField):
    pass


@extend_schema_field(
    {"type": "object", "additionalProperties": {"type": "object"}, "examples": [{"period": {"spans": [[3, 7]], "rule": None}}]}
)
class Evidence(serializers.JSONField):
    pass


@extend_schema_field({"type": "array", "items": {"type": "object"}, "examples": [[{"check": "sum", "says": "…", "spans": [[3, 7]]}]]})
class Findings(serializers.JSONField):
    pass


class CandidateSerializer(serializers.Serializer):
    values = Values(source="*")
    confidence = Confidence()
    evidence = Evidence()
    findings = Findings()
    flags = serializers.ListField(child=serializers.ChoiceField(FLAGS))
    producer = serializers.CharField()
    producer_version = serializers.CharField()
    created_at = serializers.DateTimeField()


class ReviewSerializer(Sparse):
    """One reader's judgement of one fact."""

    fact = serializers.UUIDField(source="fact.uuid")
    reading = serializers.UUIDField(source="reading.uuid")
    annotator = Person(source="reading.annotator")
    state = serializers.ChoiceField(JudgementState.choices)
    values = Values(source="*")
    corrected = serializers.ListField(child=serializers.CharField(), help_text="Fields that differ from the candidate seen.")
    reason = serializers.CharField(source="reason.code", allow_null=True, default=None)
    comment = serializers.CharField()
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class NewReview(Strict):
    state = serializers.ChoiceField(JudgementState.choices)
    values = SomeValues(required=False)
    reason = serializers.SlugField(required=False, allow_null=True, default=None, help_text="A code from /reasons; needed to reject.")
    comment = serializers.CharField(required=False, allow_blank=True, default="", trim_whitespace=False)
    revision = serializers.IntegerField(
        required=False, min_value=0, help_text="The revision you saw; 0 where there was none. Or send If-Match."
    )
    insist = serializers.BooleanField(required=False, default=False, help_text="Accept although a check objects.")


class AddedFact(Strict):
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)
    values = SomeValues(required=False)
    insist = serializers.BooleanField(required=False, default=False)
    key = serializers.UUIDField(required=False, help_text="The fact's id, chosen by you: the same request sent again then adds nothing.")


class AdjudicationSerializer(serializers.Serializer):
    adjudicator = Person()
    state = serializers.ChoiceField(JudgementState.choices)
    values = Values(source="*")
    reason = serializers.CharField(source="reason.code", allow_null=True, default=None)
    comment = serializers.CharField()
    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class FactSerializer(Sparse):
    """A fact: what was proposed, and the judgements that the person who asks may see."""

    id = serializers.UUIDField(source="uuid")
    document = serializers.UUIDField(source="document.uuid")
    collection = serializers.UUIDField(source="document.collection.uuid")
    origin = serializers.ChoiceField(Fact.Origin.choices)
    created_at = serializers.DateTimeField()
    state = serializers.ChoiceField(STATES, help_text="How it stands for you.")
    values = Values(source="standing", allow_null=True, help_text="What stands for you: decided, else judged, else proposed.")
    candidates = CandidateSerializer(many=True, source="shown_candidates", help_text="Newest first.")
    reviews = ReviewSerializer(many=True, source="shown_reviews")
    adjudication = AdjudicationSerializer(allow_null=True, source="shown_adjudication")


class NoteSerializer(Sparse):
    author = Person()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()


class NewNote(Strict):
    text = serializers.CharField(max_length=5000)


class ReadingSerializer(Sparse):
    """One person's pass over one document."""

    id = serializers.UUIDField(source="uuid")
    document = serializers.UUIDField(source="document.uuid")
    collection = serializers.UUIDField(source="document.collection.uuid")
    annotator = Person()
    state = serializers.ChoiceField(Reading.State.choices)
    aided = serializers.BooleanField(help_text="Whether candidates are shown.")
    assigned = serializers.BooleanField()
    guideline_version = serializers.CharField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    leased_until = serializers.DateTimeField(allow_null=True)


class NewReading(Strict):
    """A document, to open one's reading of it; else the next in the queue, of one collection or of all."""

    document = serializers.UUIDField(required=False)
    collection = serializers.UUIDField(required=False)


class Reopening(Strict):
    reason = serializers.CharField(required=False, default="", allow_blank=True, help_text="Needed, once one may.")


class Card(serializers.Serializer):
    """One fact as its reader sees it."""

    fact = serializers.UUIDField(source="fact.uuid")
    origin = serializers.ChoiceField(Fact.Origin.choices, source="fact.origin")
    state = serializers.ChoiceField(STATES)
    values = serializers.DictField()
    candidate = CandidateSerializer(allow_null=True)
    review = ReviewSerializer(allow_null=True)
    others = ReviewSerializer(many=True)
    adjudication = AdjudicationSerializer(allow_null=True)


class Numeral(serializers.Serializer):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    state = serializers.ChoiceField(["covered", "dismissed", "in_advance", "open"])
    reason = serializers.CharField(allow_null=True)


class Desk(serializers.Serializer):
    """A reading with its facts in reading order, and what became of every numeral of the text."""

    reading = ReadingSerializer()
    facts = Card(many=True)
    numerals = Numeral(many=True)


class NewDismissal(Strict):
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)
    reason = serializers.SlugField(help_text="A code from /reasons?kind=dismissal")


class DismissalSerializer(serializers.Serializer):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    reason = serializers.CharField(source="reason.code")
    created_at = serializers.DateTimeField()


class Threshold(Strict):
    threshold = serializers.FloatField(min_value=0, max_value=1, help_text="The least confidence.")
    group = serializers.UUIDField(required=False, help_text="Chosen by you: sent again it does nothing new, and it takes all back.")


class Group(Strict):
    group = serializers.UUIDField()


class Accepted(serializers.Serializer):
    group = serializers.UUIDField()
    facts = serializers.ListField(child=serializers.UUIDField())


class Span(Strict):
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)


class Proposal(serializers.Serializer):
    """What the machine reads at a span: null where it finds no figure."""

    values = serializers.DictField(allow_null=True)
    confidence = Confidence(allow_null=True)
    evidence = Evidence(allow_null=True)
    findings = Findings(allow_null=True)
    flags = serializers.ListField(child=serializers.ChoiceField(FLAGS), allow_null=True)


class NewCause(Strict):
    """A date, region or period that was misread: facts still open follow, what was judged stays."""

    kind = serializers.ChoiceField(Override.Kind.choices)
    new = serializers.CharField(max_length=40, help_text="2024-11, 370283, or 前三季度, by kind")
    start = serializers.IntegerField(min_value=0, required=False, allow_null=True, help_text="Of the stretch; null for the document.")
    end = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    old = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class Cause(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Override.Kind.choices)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    old = serializers.CharField()
    new = serializers.CharField()
    created_at = serializers.DateTimeField()


class SentBack(Strict):
    reading = serializers.UUIDField()
    reason = serializers.CharField(max_length=2000)


class DisputeSerializer(serializers.Serializer):
    """One fact on which the readers differ."""

    fact = serializers.UUIDField(source="fact.uuid")
    document = serializers.UUIDField(source="fact.document.uuid")
    sides = ReviewSerializer(many=True)
    silent = serializers.ListField(child=serializers.UUIDField(), help_text="Readings that did not find it.")
    differs_in = serializers.ListField(child=serializers.CharField(), help_text="Fields in which accepted sides differ.")


class JobSerializer(Sparse):
    """Long work: only its owner and the collection's managers see it."""

    id = serializers.UUIDField(source="uuid")
    kind = serializers.ChoiceField(Job.Kind.choices)
    collection = serializers.UUIDField(source="collection.uuid")
    owner = Person()
    state = serializers.ChoiceField(Job.State.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)
    options = serializers.DictField()
    refusals = serializers.ListField(
        source="first_refusals", child=serializers.DictField(), help_text="The first 100 of what was refused; all of it under `refusals`."
    )
    failure = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class NewImport(Strict):
    collection = serializers.UUIDField()
    file = serializers.FileField(allow_empty_file=True, max_length=300)
    published = serializers.CharField(required=False, allow_null=True, default=None, help_text="For documents that do not say their date.")
    encoding = serializers.ChoiceField(["utf-8", "gb18030", "big5", "utf-16le", "utf-16be"], required=False, allow_null=True, default=None)
    producer = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=60, help_text="Of facts that do not name theirs."
    )
    version = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    purpose = serializers.ChoiceField(["candidates", "reference"], default="candidates", help_text="As what facts in the file come in.")


class AgreementSerializer(serializers.Serializer):
    field = serializers.CharField()
    units = serializers.IntegerField(help_text="Facts that at least two readers judged.")
    plain = serializers.FloatField(allow_null=True)
    alpha = serializers.FloatField(allow_null=True, help_text="Krippendorff's.")


class Comparison(serializers.Serializer):
    about = serializers.CharField(source="label", help_text="The pair or the month; empty for all.")
    documents = serializers.IntegerField()
    fact = AgreementSerializer(help_text="Whether a figure is a fact at all; missed facts count.")
    by_field = AgreementSerializer(many=True, source="fields")


class AgreementReport(serializers.Serializer):
    """How far the readers agree, computed from their finished readings."""

    overall = Comparison()
    aided = Comparison()
    unaided = Comparison()
    pairs = Comparison(many=True)
    months = Comparison(many=True)
    whole = serializers.BooleanField(help_text="Whether no document was left out.")


class ConflictSerializer(serializers.Serializer):
    """One observation for which facts give values that cannot all hold."""

    observation_id = serializers.CharField()
    facts = serializers.ListField(child=serializers.DictField())
    kind = serializers.ChoiceField(ConflictMark.Kind.choices, allow_null=True)
    comment = serializers.CharField(allow_null=True)


class NewExplanation(Strict):
    kind = serializers.ChoiceField(ConflictMark.Kind.choices)
    comment = serializers.CharField(required=False, allow_blank=True, default="")


class CorrectionSerializer(serializers.Serializer):
    """One field in which a reader's value differs from the machine's."""

    def get_fields(self) -> dict[str, Any]:
        names = ("fact_id", "document_id", "mention", "field", "from", "to", "cues", "rule", "extractor_version", "reason")
        return {name: serializers.CharField() for name in names}


class AccuracySerializer(serializers.Serializer):
    version = serializers.CharField()
    judged = serializers.IntegerField()
    accepted = serializers.IntegerField()
    by_field = serializers.DictField(child=serializers.FloatField(), source="fields", help_text="The share left as it was.")


class NewAdjudication(Strict):
    state = serializers.ChoiceField(JudgementState.choices)
    values = SomeValues(required=False)
    reason = serializers.SlugField(required=False, allow_null=True, default=None)
    comment = serializers.CharField(required=False, allow_blank=True, default="", trim_whitespace=False)
    revision = serializers.IntegerField(required=False, min_value=0)


class TakenDown(TakeDownSerializer):
    facts = serializers.IntegerField(help_text="Gold facts that lost title, sentence and mention.")


class TextToErase(serializers.Serializer):
    """What a take-down would erase."""

    rows = serializers.DictField(child=serializers.IntegerField(), help_text="Rows that hold words of the text, by kind.")
    releases = serializers.ListField(child=serializers.UUIDField())
    open = serializers.IntegerField(help_text="Readings that it ends.")
    elsewhere = serializers.ListField(
        child=serializers.UUIDField(), help_text="The same text in other collections of yours: it stays there."
    )
    confirm = serializers.CharField(help_text="What has to be sent to confirm.")


class NewTakeDown(Strict):
    reason = serializers.CharField(max_length=2000)
    confirm = serializers.CharField(max_length=64, help_text="The first 8 or more characters of the document's SHA-256.")


class ReleaseSerializer(Sparse):
    """A frozen, numbered state of a collection's gold."""

    id = serializers.UUIDField(source="uuid")
    collection = serializers.UUIDField(source="collection.uuid")
    number = serializers.CharField()
    notes = serializers.CharField()
    coverage = serializers.DictField()
    digests = serializers.DictField(help_text="SHA-256 by file.")
    extractor_version = serializers.CharField()
    tables_digest = serializers.CharField()
    guideline_version = serializers.CharField()
    created_by = Person()
    created_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawn_by = Person(allow_null=True)
    withdrawn_reason = serializers.CharField()

    taken_down = TakenDown(many=True, source="take_downs", help_text="Documents whose text was erased from it since.")


class NewRelease(Strict):
    collection = serializers.UUIDField()
    notes = serializers.CharField(required=False, allow_blank=True, default="", trim_whitespace=False)
    admit = serializers.DictField(
        child=serializers.CharField(max_length=500), required=False, default=dict,
        help_text="Settled facts that rest on damaged text: the fact's id and why it may be trusted.",
    )  # fmt: skip


class Withdrawal(Strict):
    reason = serializers.CharField()


class GoldValues(serializers.ModelSerializer):
    class Meta:
        model = Candidate
        fields = VALUE_FIELDS


@extend_schema_field({"type": "array", "items": {"type": "string", "enum": [*FLAGS, TAKEN_DOWN]}})
class GoldFlags(serializers.Field):
    """As in the files: ``taken_down`` where the words are gone."""

    def to_representation(self, gold: Any) -> list[str]:
        return [*gold.flags, TAKEN_DOWN] if gold.take_down_id else gold.flags


class GoldFactSerializer(Sparse):
    """A gold fact, with the names of the columns of the CSV."""

    def get_fields(self) -> dict[str, Any]:
        self._declared_fields = _gold_fields()
        return super().get_fields()


def _gold_fields() -> dict[str, Any]:
    special = {
        "fact_id": serializers.UUIDField(source="fact_uuid"),
        "document_id": serializers.UUIDField(source="document_uuid"),
        "title": serializers.CharField(),
        "address": serializers.CharField(),
        "published": serializers.CharField(allow_null=True),
        "sentence": serializers.CharField(),
        "flags": GoldFlags(source="*"),
        "release": serializers.CharField(source="release.number"),
    }
    values = GoldValues().get_fields()
    return {column.name: special.get(column.name) or values.get(column.name) or serializers.CharField() for column in COLUMNS}


class ReasonSerializer(Sparse):
    code = serializers.CharField()
    kind = serializers.ChoiceField(Reason.Kind.choices)
    digit = serializers.IntegerField(allow_null=True)
    label_zh = serializers.CharField()
    label_en = serializers.CharField()
    paragraph = serializers.CharField(help_text="Of the guideline.")


class Guideline(serializers.Serializer):
    version = serializers.CharField()
    language = serializers.ChoiceField(["zh", "en"])
    markdown = serializers.CharField()


@extend_schema_field({"type": ["object", "null"]})
class Details(serializers.JSONField):
    pass


class AuditEventSerializer(Sparse):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = serializers.CharField(source="actor_name")
    action = serializers.CharField()
    door = serializers.ChoiceField(Door.choices)
    collection = serializers.UUIDField(source="collection_uuid", allow_null=True)
    target_type = serializers.CharField()
    target_id = serializers.CharField()
    target_label = serializers.CharField()
    before = Details()
    after = Details()
    reason = serializers.CharField()
    group = serializers.UUIDField(allow_null=True)
