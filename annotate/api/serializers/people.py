"""People, collections, members, tokens."""

from __future__ import annotations

from rest_framework import serializers

from annotate.api.serializers.base import Sparse, Strict
from annotate.models import ApiToken, Role


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


class Joining(Strict):
    link = serializers.CharField(max_length=2000, help_text="As `invitations` gave it.")


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
