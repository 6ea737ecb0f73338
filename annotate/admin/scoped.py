"""What all record pages of the admin have in common: whose rows they show, and who may change them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from annotate import permissions
from annotate.admin.paginating import Bounded
from annotate.admin.values_filter import VALUE, ValuesFilter
from annotate.errors import HeshiError
from annotate.models import Collection, User
from annotate.models.fact_fields import VALUE_FIELDS

# What may follow a declared filter in an address: nothing that reaches into another record.
SUFFIXES = ("exact", "isnull", "gte", "lt", "id__exact")


def person(request: HttpRequest) -> User:
    """Who works here: the admin has let in members of the staff alone."""
    return cast(User, request.user)


class Scoped(admin.ModelAdmin):
    """Rows of the person's own collections; a superuser sees all. Read-only unless ``right`` names what changing one takes.

    ``addressed``: fields that links filter by, too many-valued to be listed beside the rows.
    """

    right: str | None = None
    addressed: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False
    paginator = Bounded
    change_list_template = "admin/annotate/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else self.scope(rows, request)

    def scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return permissions.visible(rows, person(request))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only declared filters: no address asks for other columns, letter by letter."""
        named = (shown[0] if isinstance(shown, tuple) else shown for shown in self.list_filter)
        declared = [*(name for name in named if isinstance(name, str)), *self.addressed]
        own = [shown.parameter_name for shown in self.list_filter if isinstance(shown, type) and issubclass(shown, admin.SimpleListFilter)]
        if lookup.startswith(VALUE) and any(isinstance(shown, type) and issubclass(shown, ValuesFilter) for shown in self.list_filter):
            return lookup.removeprefix(VALUE) in VALUE_FIELDS
        return lookup in (*declared, *own) or any(lookup == f"{name}__{suffix}" for name in declared for suffix in SUFFIXES)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.right is None or not self.staff(request):
            return False
        if obj is None:
            return anywhere(request, self.right)
        return permissions.may(person(request), self.right, permissions.collection_of(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_annotate_permission(self, request: HttpRequest) -> bool:
        """Asked by actions: whether the person may annotate anywhere at all; the doer asks again for each row."""
        return self.staff(request) and anywhere(request, "annotate")

    def has_adjudicate_permission(self, request: HttpRequest) -> bool:
        return self.staff(request) and anywhere(request, "adjudicate")

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return self.staff(request) and anywhere(request, "manage")

    def log_addition(self, *args: Any, **kwargs: Any) -> Any:
        """The doers write the audit; the admin's own log would keep words of texts beside it, out of reach of a take-down."""

    def log_change(self, *args: Any, **kwargs: Any) -> Any:
        """As ``log_addition``."""

    @staticmethod
    def staff(request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The record's story is the audit's, where blindness is kept."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return cast(HttpResponse, self._get_obj_does_not_exist_redirect(request, self.opts, object_id))  # type: ignore[attr-defined]
        return HttpResponseRedirect(audit_address(obj))


def anywhere(request: HttpRequest, right: str) -> bool:
    """Whether the person has the right in any collection; asked once a request, since every link and action of a page asks."""
    known: dict[str, bool] = request.__dict__.setdefault("heshi_rights", {})
    if right not in known:
        known[right] = permissions.collections(person(request), right).exists()
    return known[right]


def audit_address(obj: Model) -> str:
    what = {"target_type": obj._meta.model_name, "target_id": str(getattr(obj, "uuid", obj.pk))}
    return f"{reverse('admin:annotate_auditevent_changelist')}?{urlencode(what)}"


class Seen(forms.ModelForm):
    """A form that remembers what it showed. What is changed in it is told where somebody saved another value meanwhile: sent again, it is a decision.
    What is not changed in it stays as it stands by now."""

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.show_hidden_initial = not field.disabled and (not self.is_bound or self._shown(name) is not None)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if not self.instance.pk or name not in told or name not in self.initial:
                continue
            stands, shown = self.initial[name], self._shown(name)
            if name not in self.changed_data:
                told[name] = getattr(self.instance, name)
            elif shown is not None and field.has_changed(stands, shown) and field.has_changed(stands, self[name].data):
                self.data = self.data.copy()
                self.data[self.add_initial_prefix(name)] = "" if stands is None else str(stands)
                self.add_error(name, _("Somebody saved this meanwhile: %(value)s. Saving again keeps yours.") % {"value": stands})
        return told

    def _shown(self, name: str) -> Any:
        """What the form showed in a field, as it comes back with it; None where it does not."""
        key = self.add_initial_prefix(name)
        return self.data.get(key)


class Refusing(Scoped):
    """A form whose refusal by a doer is shown in the form: the deed is tried, and where it is refused the form comes back and says why."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except HeshiError as error:
            request.refusal = error  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        whom = person(request)
        refusal: HeshiError | None = getattr(request, "refusal", None)

        class Told(form):  # type: ignore[misc, valid-type]
            person = whom

            def clean(self) -> dict[str, Any]:
                data: dict[str, Any] = super().clean() or self.cleaned_data
                if refusal is not None:
                    self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
                return data

        return Told


class MyCollections(admin.SimpleListFilter):
    """A filter by collection which names only those the person belongs to. ``path`` leads from the row to its collection."""

    title = _("collection")
    parameter_name = "in"
    path = "collection"

    @classmethod
    def along(cls, path: str) -> type[MyCollections]:
        return type("MyCollections", (cls,), {"path": path})

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        seen = Collection.objects.all() if request.user.is_superuser else permissions.collections(person(request))
        return [(str(uuid), name) for uuid, name in seen.order_by("name").values_list("uuid", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = dict(self.lookup_choices)
        return queryset.filter(**{f"{self.path}__uuid": self.value()}) if self.value() in asked else queryset


def in_turn(request: HttpRequest, rows: Any, deed: Callable[[Any], Any]) -> int:
    """Does the deed for each row; what is refused is told by name and the rest goes on. Returns how many were done."""
    done = 0
    for row in rows:
        try:
            deed(row)
        except HeshiError as error:
            messages.warning(request, format_html("{}: {}", str(row), error.message))
        else:
            done += 1
    return done


def link(obj: Model | None) -> str:
    """A link to a record's page in the admin."""
    if obj is None:
        return "-"
    return format_html('<a href="{}">{}</a>', reverse(f"admin:annotate_{obj._meta.model_name}_change", args=[obj.pk]), _short(obj))


def _short(obj: Model) -> str:
    """What a link says: a name, or the beginning of an id."""
    said = str(obj) or str(obj.pk)
    return said[:8] if said == str(getattr(obj, "uuid", "")) else said


def linked(field: str, label: Any, order: str | None = None) -> Callable[[Any], str]:
    """A column that links to a related record."""
    show = partial(lambda field, row: link(getattr(row, field)), field)
    show.short_description, show.__name__ = label, f"{field}_link"  # type: ignore[attr-defined]
    if order:
        show.admin_order_field = order  # type: ignore[attr-defined]
    return show
