"""Programs log in by ``Authorization: Bearer <token>``. A token never stands in an address, so it reaches no log."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from annotate.governing import hashed
from annotate.models import ApiToken, User

# A token's last use is known to the minute: a row written on every read would make readers wait for writers.
USE_IS_KNOWN_TO = timedelta(minutes=1)


class TokenAuthentication(BaseAuthentication):
    """The token's owner, and the token itself as ``request.auth``; None where the request bears no such header."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != self.keyword.lower().encode():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("Expected the header “Authorization: Bearer <token>”."))
        token = _valid(parts[1].decode("latin-1"))
        if token is None:
            raise AuthenticationFailed(_("This token is not known, was revoked, or its owner's account is closed."))
        _note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


def _valid(secret: str) -> ApiToken | None:
    tokens = ApiToken.objects.select_related("user")
    return tokens.filter(token_hash=hashed(secret), revoked_at__isnull=True, user__is_active=True).first()


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    unknown = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USE_IS_KNOWN_TO)
    if token.last_used_at is None or token.last_used_at < now - USE_IS_KNOWN_TO:
        ApiToken.objects.filter(unknown, pk=token.pk).update(last_used_at=now)
