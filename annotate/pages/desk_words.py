"""What the desk's page says in the reader's language, as one JSON object, so that every string is translated where all others are."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from annotate.models.fact_fields import BASES, Measure, Qualifier, Status
from annotate.rule_words import RULES


def words() -> dict[str, Any]:
    """In the language of the request; put together once a process for each."""
    return _words(get_language())


@cache
def _words(_language: str | None) -> dict[str, Any]:
    return {
        "fields": _fields(),
        "choices": {
            "measure": [[value, str(label)] for value, label in Measure.choices],
            "status": [[value, str(label)] for value, label in Status.choices],
            "qualifier": [[value, str(label)] for value, label in Qualifier.choices],
            "base": [["", _("nothing")], *([value, str(label)] for value, label in BASES)],
        },
        "states": {
            "proposed": _("proposed"),
            "accepted": _("accepted"),
            "corrected": _("corrected"),
            "rejected": _("rejected"),
            "draft": _("not saved yet"),
            "open": _("open"),
            "dismissed": _("not a fact"),
            "advance": _("dismissed in advance"),
        },
        "flags": {
            "damaged": _("damaged: characters are lost"),
            "repaired": _("repaired: characters were read again"),
            "year_inferred": _("the year was inferred"),
            "region_ambiguous": _("the region's name is ambiguous"),
        },
        "rules": {name: str(said) for name, said in RULES.items()},
        "notFacts": _not_facts(),
        "distance": {
            "title": _("in the title"),
            "clauses": _("{count} clauses before"),
            "clause": _("one clause before"),
            "behind": _("further on"),
        },
        "status": {
            "saved": _("saved"),
            "saving": _("saving {count}"),
            "away": _("not saved: {count}, trying again"),
            "login": _("not saved: {count}, you are logged out"),
        },
        "say": _messages(),
        "help": _help(),
    }


def _fields() -> dict[str, str]:
    return {
        "indicator": _("indicator"),
        "value": _("value"),
        "unit": _("unit"),
        "measure": _("measure"),
        "base": _("compared with"),
        "subject": _("subject"),
        "region": _("region"),
        "place": _("place"),
        "period": _("period"),
        "status": _("status"),
        "qualifier": _("qualifier"),
        "mention": _("mention"),
        "judgement": _("judgement"),
    }


def _not_facts() -> dict[str, str]:
    return {
        "date": _("date"),
        "clock": _("clock time"),
        "duration": _("duration"),
        "age": _("age"),
        "anniversary": _("anniversary"),
        "streak": _("streak"),
        "ordinal": _("ordinal"),
        "edition": _("edition"),
        "name": _("part of a name"),
        "code": _("code or number of something"),
        "class_word": _("threshold inside a name"),
        "ratio": _("ratio"),
        "small_count": _("small count that only names"),
        "slogan": _("slogan"),
        "version": _("version"),
        "bare_number": _("bare number"),
        "base": _("only compared with"),
    }


def _messages() -> dict[str, str]:
    return {
        "accepted": _("Accepted: {what}"),
        "corrected": _("Corrected: {what}"),
        "rejected": _("Rejected: {what}"),
        "added": _("Added: {what}"),
        "dismissed": _("Not a fact ({reason}): {what}"),
        "undone": _("Taken back: {what}"),
        "redone": _("Done again: {what}"),
        "nothingToUndo": _("Nothing to take back."),
        "nothingToRedo": _("Nothing to do again."),
        "progress": _("{done} of {all}"),
        "numeralsOpen": _("{count} numerals open"),
        "allDone": _("Nothing is open. Press n to finish and go on."),
        "openBefore": _("The end. {count} still open further up: n goes there."),
        "stillOpen": _("Still open: {count}."),
        "finished": _("Finished."),
        "finishedReading": _("This reading is finished. Press n for the next document."),
        "waitSaving": _("Saving first …"),
        "skipped": _("Given back."),
        "numeral": _("No fact covers this numeral."),
        "makeFact": _("Make it a fact"),
        "notFact": _("Not a fact"),
        "onlyNumerals": _("d is for numerals; x rejects a fact."),
        "onlyFacts": _("This is a numeral: Enter makes it a fact, d says that it is none."),
        "chooseReason": _("Why is it no fact? A digit rejects."),
        "chooseDismissal": _("A digit gives another reason."),
        "selectFirst": _("Mark the figure: arrows move, Shift with arrows marks, Enter takes it, Escape leaves."),
        "noFigure": _("No figure was found there: fill in the fields."),
        "draftHint": _("Enter saves this fact, a letter changes a field, Escape drops it."),
        "missing": _("Still empty: {field}"),
        "reading": _("reading …"),
        "unreadable": _("This cannot be read while the server is away: write 5.4, or 2024-01..2024-09."),
        "none": _("none"),
        "insist": _("{message} Press Enter again to keep yours."),
        "refused": _("Not saved: {message}"),
        "merged": _("Saved elsewhere in between; both changes were kept: {fields}"),
        "takenTheirs": _("Saved elsewhere in between: {fields}"),
        "reload": _("The server does not know this page any more: reload it. What is unsaved is kept."),
        "loggedOut": _("You are logged out. Log in in another tab; what is unsaved is kept and sent then."),
        "login": _("Log in"),
        "away": _("The server cannot be reached. Your work is kept here and sent as soon as it is back."),
        "back": _("The server is back; everything is saved."),
        "otherUser": _("Unsaved work of another person in this tab was left alone."),
        "readOnly": _("This reading is finished: nothing is changed. Just finished, it is opened again by z; later by a manager."),
        "raw": _("raw text"),
        "clean": _("cleaned text"),
        "others": _("{who}: {state}"),
        "whose": _("proposed by {who}"),
        "rival": _("{who} says: {what}"),
        "rivalAgrees": _("the same"),
        "low": _("unsure: {share}"),
        "damaged": _("damaged"),
        "causeApplied": _("Corrected the cause; {count} facts follow."),
        "groupAccepted": _("Accepted {count} facts."),
        "noteSaved": _("Note written."),
        "noGrid": _("There is no paired list here."),
        "gridSaved": _("Paired anew: {count} facts."),
        "guideline": _("guideline"),
        "searchGuideline": _("Search the guideline"),
        "edit": _("Change {field}"),
        "mentionTaken": _("The mention is now: {what}"),
        "loadFailed": _("The document could not be opened: {message}"),
        "note": _("Note"),
        "accept": _("Accept"),
        "reject": _("Reject"),
        "save": _("Save"),
        "drop": _("Drop"),
        "close": _("Close"),
        "apply": _("Apply"),
        "cancel": _("Cancel"),
        "mine": _("yours"),
        "theirs": _("saved elsewhere"),
        "conflict": _("Both changed the same field"),
        "conflictHint": _("1 takes yours, 2 takes the other, Enter saves."),
        "acceptAll": _("Accept all that is left"),
        "threshold": _("Confidence at least"),
        "willAccept": _("{count} of {all} open facts will be accepted; figures that are damaged or have findings stay open."),
        "cause": _("Correct the cause once"),
        "causeKind": _("What is wrong?"),
        "causeNew": _("What is right?"),
        "causePublished": _("date of publication"),
        "causeShared": _("{count} facts share it"),
        "causeAlone": _("one fact has it"),
        "causeFollows": _("{count} open facts follow:"),
        "causeStays": _("{count} judged facts stay as they are:"),
        "causeNone": _("No fact would change."),
        "causePreview": _("Enter shows what follows; Enter again corrects."),
        "grid": _("Pair names and figures"),
        "gridHint": _("s shifts the names down, Shift+s up, w swaps a name with the next, arrows move, Enter saves."),
        "gridFigure": _("figure"),
        "gridName": _("name"),
        "comment": _("Comment"),
        "commentHint": _("Say it in a few words; Enter rejects, Escape goes back."),
        "draftRestored": _("What you had typed is here again; it is not saved yet."),
        "nothingLeft": _("Finished. Nothing is left to review; z takes back."),
        "toCollections": _("To the collections"),
        "practice": _("Practice"),
        "practiceIntro": _(
            "Every answer here is known. Read the marked sentence and the card: Enter where all fields are right, a field's letter where one is wrong, "
            "x where it is no fact. After each judgement this line says whether it was right, and why. Nothing here counts."
        ),
        "practiceCount": _("{right} right, {wrong} to look at again"),
        "practiceWrong": _("look again"),
        "practiceSome": _("{right} of {all} are right. These are worth another look:"),
        "practiceAll": _("All {all} are right. You are ready for real documents."),
        "practiceLook": _("Look at the first"),
        "practiceEnd": _("Finish, to the next document"),
        "practiceAgain": _("Practise once more"),
        "practiceDocument": _("Practice document"),
        "noteHint": _("A remark on this fact, for a colleague."),
        "helpTitle": _("Keys"),
    }


def _help() -> list[list[Any]]:
    """Groups of keys for the overview; the same keys are handled in desk_keys.js."""
    return [
        [
            _("Judge"),
            [
                ["Enter", _("accept and go on; on a numeral: make it a fact")],
                ["x 1–9", _("reject with a reason; 9 asks for a word")],
                ["e", _("change the first doubtful field")],
                ["i v u m b j r p s q", _("change indicator, value, unit, measure, base, subject, region, period, status, qualifier")],
                ["Tab Shift+Tab", _("next or previous field while changing; arrows choose from a list")],
                ["d", _("numeral: not a fact; a digit gives another reason")],
                ["a", _("add a fact from the marked text; without a mark: mark with the arrows")],
                ["← → ↑ ↓ Shift", _("while marking: move character by character or by lines, with Shift mark; Enter takes it")],
                ["Shift+V", _("the marked text is this fact's mention")],
            ],
        ],
        [
            _("Move"),
            [
                ["↓ l", _("next")],
                ["↑ k", _("previous")],
                ["Shift+L Shift+K", _("next, previous that is open")],
                ["Home End", _("first, last")],
                ["n", _("finish and next document; with something open: go there")],
                ["Shift+N", _("skip: give the document back")],
            ],
        ],
        [
            _("Bigger deeds"),
            [
                ["z Shift+Z", _("take back, do again: every deed of this sitting, across documents; Ctrl+Z and Ctrl+Y too")],
                ["Shift+A", _("accept all that is left above a confidence")],
                ["o", _("correct a date, region or period once for all")],
                ["g", _("pair names and figures of a list (分别)")],
                ["w", _("write a note for a colleague")],
            ],
        ],
        [
            _("See"),
            [
                ["t", _("raw or cleaned text")],
                ["h", _("guideline")],
                ["?", _("these keys")],
                ["Esc", _("leave what is open")],
            ],
        ],
    ]
