"""Documents, and texts that are taken down."""

from __future__ import annotations

from rest_framework import serializers

from annotate.api.serializers.base import Sparse, Strict
from annotate.api.serializers.people import Person
from annotate.models import Document


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
