"""What people type, before it reaches a doer. A form knows the shape of its fields; every rule stays with the doers."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from annotate import proposing
from annotate.errors import HeshiError
from annotate.importing import Said
from annotate.imports.reading import ENDINGS
from annotate.models import ApiToken, Collection, Document, Role
from annotate.models.fact_fields import BASES

PASSWORD_RULES = _("At least 10 characters, and none that everybody uses.")


class Told(forms.Form):
    """A form that can tell what a doer refused, beside the field it concerns."""

    def refuse(self, error: HeshiError) -> None:
        self.add_error(error.field if error.field in self.fields else None, error.message)


class BaseField(forms.CharField):
    """Compared with what: shown in words and read from them, kept as a code; a year, or a code that somebody types, stays what it is."""

    def prepare_value(self, value: Any) -> Any:
        return str(dict(BASES)[value]) if value in dict(BASES) else value

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return _codes_of_bases().get(typed or "", typed)


@cache
def _codes_of_bases() -> dict[str, str]:
    """By the word in each language: a form may be sent after its reader has changed theirs."""
    codes: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            codes |= {str(word): code for code, word in BASES}
    return codes


class LoginForm(AuthenticationForm):
    pass


class _TwicePassword(Told):
    password = forms.CharField(
        label=_("Password"), strip=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_RULES,
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same password again"), strip=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ."))
        return data


class JoinForm(_TwicePassword):
    username = forms.CharField(label=_("User name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"}))
    field_order = ["username", "password", "again"]


class NewPasswordForm(_TwicePassword):
    pass


class FirstPasswordForm(SetPasswordForm):
    """One of several forms of its page: it takes no focus, and says the rules in one line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = PASSWORD_RULES
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)


class OwnPasswordForm(FirstPasswordForm, PasswordChangeForm):
    """The same with the old password asked first."""


class TokenForm(Told):
    name = forms.CharField(label=_("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), widget=forms.CheckboxSelectMultiple, initial=["read"],
        choices=list(zip(ApiToken.SCOPES, [_("read"), _("review"), _("manage")], strict=True)),
    )  # fmt: skip


class CollectionForm(Told):
    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class SettingsForm(CollectionForm):
    """Shares are asked in per cent and kept as parts of one. The form remembers what it showed and tells only what was changed in it, so that an
    old form does not take back what somebody else saved meanwhile."""

    readings_required = forms.IntegerField(
        label=_("Readings a document gets"), min_value=1, max_value=3,
        help_text=_("How many people read each document from beginning to end."),
    )  # fmt: skip
    second_share = forms.FloatField(
        label=_("Share with a second reading (%)"), min_value=0, max_value=100,
        help_text=_("Where one reading is required: the share of documents, drawn by lot, that a second person reads too."),
    )  # fmt: skip
    unaided_share = forms.FloatField(
        label=_("Share read without candidates (%)"), min_value=0, max_value=100,
        help_text=_("Shows how much the machine's proposals sway the readers."),
    )  # fmt: skip
    blind = forms.BooleanField(
        label=_("Blind: readers do not see each other's judgements"), required=False,
        help_text=_("Judgements become visible to adjudicators when a reading is finished."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    @classmethod
    def of(cls, collection: Collection) -> SettingsForm:
        values = {name: getattr(collection, name) for name in cls.base_fields}
        return cls(initial={**values, "second_share": 100 * collection.second_share, "unaided_share": 100 * collection.unaided_share})

    def changes(self) -> dict[str, Any]:
        shares = ("second_share", "unaided_share")
        return {name: self.cleaned_data[name] / 100 if name in shares else self.cleaned_data[name] for name in self.changed_data}


class InviteForm(Told):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.ANNOTATOR)


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


ENCODINGS = [
    ("", _("find out; ask where it is not certain")),
    *((name, name) for name in ("utf-8", "gb18030", "big5", "utf-16le", "utf-16be")),
]


class ImportForm(Told):
    """Pasted text and what holds for all of the files; the files themselves are read from the request."""

    file = forms.FileField(label=_("Choose files or drop them here"), required=False, widget=ManyFiles(attrs={"accept": ",".join(ENDINGS)}))
    text = forms.CharField(label=_("Or paste a text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6}))
    published = forms.CharField(
        label=_("Date of publication"), required=False, max_length=10, widget=forms.TextInput(attrs={"placeholder": "2024-11-28"}),
        help_text=_("A day or a month, for texts that do not bring their own; otherwise it is looked for in the text."),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Web address"), required=False, max_length=2000, widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Where the text was published, if you know it."),
    )  # fmt: skip
    encoding = forms.ChoiceField(label=_("Encoding of texts and CSV"), required=False, choices=ENCODINGS)
    purpose = forms.ChoiceField(
        label=_("Facts in the files are"), required=False, widget=forms.RadioSelect, initial=proposing.CANDIDATES,
        choices=[
            (proposing.CANDIDATES, _("another model's candidates: reviewed at the desk like ours")),
            (proposing.REFERENCE, _("a reference, such as gold made elsewhere: only compared with, shown to no reader")),
        ],
    )  # fmt: skip
    producer = forms.CharField(
        label=_("Who found them"), required=False, max_length=60, help_text=_("A model's name, for lines that do not say it themselves.")
    )
    version = forms.CharField(label=_("Version"), required=False, max_length=40)

    def said(self) -> Said:
        told = {name: self.cleaned_data[name].strip() for name in ("published", "encoding", "producer", "version", "purpose")}
        return Said(
            told["published"] or None, told["encoding"] or None, told["producer"], told["version"], told["purpose"] or proposing.CANDIDATES
        )


class DocumentFilter(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *Document.State.choices])
    q = forms.CharField(label=_("Title or file name"), required=False, max_length=100, widget=forms.SearchInput)


class ReleaseForm(Told):
    """``number``: what the preview said that the release would be called."""

    number = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    notes = forms.CharField(label=_("Notes"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))


class WithdrawForm(Told):
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class TakeDownForm(Told):
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    confirm = forms.CharField(label=_("To confirm"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"}))
