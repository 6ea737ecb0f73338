"""Where one begins: my collections, and what waits for me."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from annotate import permissions, queries, queueing
from annotate.heartbeat import worker_running
from annotate.models import Membership, Reading
from annotate.pages.request import AuthenticatedHttpRequest

FREE = 100  # free documents beyond which their number does not matter


@login_required
@require_GET
def home(request: AuthenticatedHttpRequest) -> HttpResponse:
    user = request.user
    memberships = Membership.objects.filter(user=user).select_related("collection").order_by("collection__name", "pk")
    shelves = [(membership, queries.collection_progress(membership.collection)) for membership in memberships]
    mine = permissions.visible(Reading, user, "annotate").filter(annotator=user, state=Reading.State.OPEN)
    context = {
        "shelves": shelves,
        "mine": mine.select_related("document__collection").order_by("-assigned", "started_at")[:10],
        "free": queueing.free_documents(user, timezone.now())[: FREE + 1].count(),
        "most_free": FREE,
        "worker_running": worker_running(),
        "reads": permissions.collections(user, "annotate").exists(),
    }
    return render(request, "pages/home.html", context)
