"""Who asks, with which tokens; who else is in a collection."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import governing, inviting, permissions
from annotate.api import serializers
from annotate.api.endpoint import Endpoint, ListEndpoint
from annotate.api.idempotent import idempotent
from annotate.api.revisions import IF_UNCHANGED, require_unchanged, with_tag
from annotate.errors import NotFound
from annotate.models import AccessLink, ApiToken, Collection, Membership, User
from annotate.models.audit import Door


class Me(Endpoint):
    serializer_class = serializers.Me
    scope = None

    def get(self, request: Request) -> Response:
        """Who asks, and with which roles."""
        user: Any = self.user
        user.scopes = request.auth.scopes if isinstance(request.auth, ApiToken) else None
        user.roles = {str(key): role for key, role in Membership.objects.filter(user=user).values_list("collection__uuid", "role")}
        return self.shown(user)


class Tokens(ListEndpoint):
    """One's own tokens. They are made and revoked by a person who is logged in, never by a token."""

    serializer_class = serializers.Token
    scope = None
    model = ApiToken
    tag = "me"

    def get(self, request: Request) -> Response:
        """One's own tokens, without their secrets."""
        return self.listed(self.user.api_tokens.all())

    @extend_schema(request=serializers.NewToken, responses={201: serializers.MadeToken})
    @idempotent(shown_once="secret")
    def post(self, request: Request) -> Response:
        """Make a token; its secret is shown this once."""
        asked = self.read(serializers.NewToken)
        token, secret = governing.make_token(user=self.user, actor=self.user, door=Door.API, **asked)
        setattr(token, "secret", secret)  # noqa: B010  shown this once, kept nowhere
        return self.shown(token, serializers.MadeToken, status=201, Cache_Control="no-store")


class Token(Endpoint):
    serializer_class = serializers.Token
    scope = None
    tag = "me"

    def delete(self, request: Request, pk: int) -> Response:
        """Revoke one of one's own tokens."""
        token = self.user.api_tokens.filter(pk=pk).first()
        if token is None:
            raise NotFound(_("Nothing of that name is here."))
        governing.revoke_token(token=token, actor=self.user, door=Door.API)
        return Response(status=204)


class Members(ListEndpoint):
    serializer_class = serializers.Member
    model = Membership
    tag = "collections"

    def get(self, request: Request, uuid: UUID) -> Response:
        """The members of a collection with their roles."""
        collection = permissions.find(Collection, self.user, uuid=uuid)
        return self.listed(collection.memberships.select_related("user"))


class Member(Endpoint):
    serializer_class: Any = serializers.Member
    tag = "collections"

    def get(self, request: Request, uuid: UUID, user: UUID) -> Response:
        """One member and the role."""
        return with_tag(self.shown(self.member(permissions.find(Collection, self.user, uuid=uuid), user)))

    @extend_schema(
        request=serializers.NewRole,
        responses=serializers.Member,
        parameters=[IF_UNCHANGED],
        examples=[OpenApiExample("make her an adjudicator", {"role": "adjudicator"}, request_only=True)],
    )
    @transaction.atomic
    def put(self, request: Request, uuid: UUID, user: UUID) -> Response:
        """Give or change a person's role. Whom no collection of yours knows yet, you invite."""
        collection, person = self.locked(uuid), self.known(user)
        role = self.read(serializers.NewRole)["role"]
        self.require_unchanged(collection, user, {"role": role})
        membership = governing.set_role(collection=collection, user=person, role=role, actor=self.user, door=Door.API)
        return with_tag(self.shown(membership))

    @extend_schema(parameters=[IF_UNCHANGED])
    @transaction.atomic
    def delete(self, request: Request, uuid: UUID, user: UUID) -> Response:
        """Take a person's role away."""
        collection, person = self.locked(uuid), self.known(user)
        self.require_unchanged(collection, user, None)
        governing.set_role(collection=collection, user=person, role=None, actor=self.user, door=Door.API)
        return Response(status=204)

    def locked(self, uuid: UUID) -> Collection:
        return permissions.find(Collection.objects.select_for_update(of=("self",)), self.user, "manage", uuid=uuid)

    def member(self, collection: Collection, user: UUID) -> Membership:
        return permissions.find(collection.memberships.select_related("user"), self.user, user__uuid=user)

    def require_unchanged(self, collection: Collection, user: UUID, yours: Any) -> None:
        if "If-Match" in self.request.headers:
            standing = collection.memberships.select_related("user").filter(user__uuid=user).first()
            require_unchanged(self.request, self.shown(standing).data if standing else None, yours)

    def known(self, uuid: UUID) -> User:
        """A person with whom the caller shares a collection: ids of others tell nothing."""
        membership = permissions.visible(Membership, self.user).select_related("user").filter(user__uuid=uuid).first()
        if membership is None:
            raise NotFound(_("You share no collection with a person of this id: invite whom you do not know yet."))
        return membership.user


class Invitations(Endpoint):
    serializer_class = serializers.Invitation
    tag = "collections"

    @extend_schema(request=serializers.NewRole, responses={201: serializers.Invitation})
    @idempotent(shown_once="link")
    def post(self, request: Request, uuid: UUID) -> Response:
        """Make a link by which one person joins the collection with a role."""
        collection = permissions.find(Collection, self.user, "manage", uuid=uuid)
        role = self.read(serializers.NewRole)["role"]
        secret = inviting.invite(collection=collection, role=role, actor=self.user, door=Door.API)
        return self.shown(
            {"link": request.build_absolute_uri(reverse("join", args=[secret])), "role": role}, status=201, Cache_Control="no-store"
        )


class Join(Endpoint):
    serializer_class = serializers.Collection
    tag = "me"

    @extend_schema(request=serializers.Joining, responses={201: serializers.Collection})
    @idempotent
    def post(self, request: Request) -> Response:
        """Join a collection by a link that one was sent; the link works once."""
        secret = self.read(serializers.Joining)["link"].rstrip("/").rpartition("/")[2]
        collection = inviting.find_link(secret=secret, kind=AccessLink.Kind.INVITE).collection
        inviting.join(secret=secret, actor=self.user, door=Door.API)
        return self.shown(collection, status=201)


class PasswordLink(Member):
    serializer_class = serializers.Link

    @extend_schema(request=None, responses={201: serializers.Link})
    @idempotent(shown_once="link")
    def post(self, request: Request, uuid: UUID, user: UUID) -> Response:
        """Make a link by which a member who forgot the password sets a new one; refused where others than you manage that person too."""
        collection = permissions.find(Collection, self.user, "manage", uuid=uuid)
        person = self.member(collection, user).user
        secret = inviting.reset_link(user=person, actor=self.user, door=Door.API)
        link = request.build_absolute_uri(reverse("set_password", args=[secret]))
        return self.shown({"link": link}, status=201, Cache_Control="no-store")

    http_method_names = ["post", "options"]
