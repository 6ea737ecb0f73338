"""What a token may be used for. A person in the browser is bound by roles alone, a token by its scopes besides."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from annotate.api.errors import OutOfScope
from annotate.errors import Forbidden
from annotate.models import ApiToken


class HasScope(BasePermission):
    """A token needs ``read`` to read, and the endpoint's ``scope`` (``review`` or ``manage``) to change something. Scopes do not include
    one another: what a token may do is what was ticked. ``scope`` None: no token may do it at all."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ApiToken):
            return True
        needed = "read" if request.method in SAFE_METHODS else view.scope
        if needed is None:
            raise Forbidden(_("This needs a person who is logged in; a token may not do it."))
        if needed not in request.auth.scopes:
            raise OutOfScope(_("This token lacks the scope “%(scope)s”.") % {"scope": needed}, expected=needed, scopes=request.auth.scopes)
        return True
