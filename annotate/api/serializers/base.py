"""What all serializers have in common: sparse answers, strict requests, and what a refusal says was expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.utils.translation import gettext as _
from rest_framework import serializers

from annotate.errors import BadInput

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
        if name == "non_field_errors":
            break
        field = getattr(field, "fields", {}).get(name) or getattr(field, "child", None)
    if isinstance(field, serializers.ChoiceField):
        return list(field.choices)
    said = str(getattr(field, "help_text", "") or "")
    return _kind(field, KINDS) or said or _kind(field, WIDE_KINDS)


def _kind(field: Any, kinds: dict[Any, str]) -> str | None:
    return next((kind for cls, kind in kinds.items() if isinstance(field, cls)), None)


KINDS = {
    serializers.UUIDField: "uuid", serializers.BooleanField: "boolean", serializers.IntegerField: "integer", serializers.FloatField: "number",
}  # fmt: skip
# Told where the field says nothing more exact of itself.
WIDE_KINDS: dict[Any, str] = {
    serializers.CharField: "string", serializers.FileField: "file", serializers.ListField: "list", serializers.DictField: "object",
    serializers.Serializer: "object",
}  # fmt: skip
