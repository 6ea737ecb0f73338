"""Who belongs to a collection, in which role; links to come in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate import governing, inviting
from annotate.errors import NotFound
from annotate.forms import InviteForm
from annotate.models import Collection, Membership, Role, User
from annotate.models.audit import Door
from annotate.pages.collections import place
from annotate.pages.request import AuthenticatedHttpRequest


@login_required
@never_cache
@require_GET
def members(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    return _page(request, place(request, uuid))


def _page(request: AuthenticatedHttpRequest, context: dict[str, Any], **more: Any) -> HttpResponse:
    listed = context["collection"].memberships.select_related("user").order_by("user__username")
    return render(request, "pages/members.html", {**context, "memberships": listed, "roles": Role.choices, "form": InviteForm(), **more})


@login_required
@never_cache
@require_POST
def invite(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """The link is in this answer and nowhere else."""
    context = place(request, uuid, "manage")
    role = request.POST.get("role", "")
    secret = inviting.invite(collection=context["collection"], role=role, actor=request.user, door=Door.PAGE)
    link = request.build_absolute_uri(reverse("join", args=[secret]))
    return _page(request, context, link=link, link_role=Role(role).label)


@login_required
@require_POST
def change(request: AuthenticatedHttpRequest, uuid: UUID, member: UUID) -> HttpResponse:
    """Another role, or (``role`` empty) out."""
    collection = place(request, uuid, "manage")["collection"]
    user = _member(collection, member)
    role = request.POST.get("role") or None
    governing.set_role(collection=collection, user=user, role=role, actor=request.user, door=Door.PAGE)
    if role is None:
        messages.success(request, _("%(user)s is no member any more.") % {"user": user})
        return redirect("home" if user == request.user else reverse("members", args=[uuid]))
    messages.success(request, _("%(user)s is %(role)s now.") % {"user": user, "role": Role(role).label})
    return redirect("members", uuid)


@login_required
@never_cache
@require_POST
def reset(request: AuthenticatedHttpRequest, uuid: UUID, member: UUID) -> HttpResponse:
    """A link by which a member sets a new password; shown this once."""
    context = place(request, uuid, "manage")
    user = _member(context["collection"], member)
    secret = inviting.reset_link(user=user, actor=request.user, door=Door.PAGE)
    return _page(request, context, link=request.build_absolute_uri(reverse("set_password", args=[secret])), link_user=user)


def _member(collection: Collection, uuid: UUID) -> User:
    membership = Membership.objects.filter(collection=collection, user__uuid=uuid).select_related("user").first()
    if membership is None:
        raise NotFound(_("This person is no member."))
    return membership.user
