"""What waits: for oneself, and for the workers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import heartbeat, permissions, queueing, workload
from annotate.api.endpoint import Endpoint
from annotate.api.readings import READINGS
from annotate.api.serializers import ReadingSerializer
from annotate.errors import BadInput
from annotate.models import Collection, Reading

MOST = 100  # free documents beyond which their number does not matter
SHOWN = 50


class QueueSerializer(serializers.Serializer):
    """What waits for the one who asks."""

    mine = ReadingSerializer(many=True, help_text=f"One's open readings, those that were assigned first; at most {SHOWN}.")
    free = serializers.IntegerField(help_text=f"Documents that one could be given next, counted up to {MOST}.")
    worker_running = serializers.BooleanField(help_text="Whether anything is being extracted.")


class Queue(Endpoint):
    serializer_class = QueueSerializer
    parameters = ("collection",)
    tag = "readings"

    @extend_schema(parameters=[OpenApiParameter("collection", OpenApiTypes.UUID, description="Of this collection alone.")])
    def get(self, request: Request) -> Response:
        """What waits for me: readings I have open, and how many documents are free."""
        mine = permissions.visible(READINGS, self.user, "annotate").filter(annotator=self.user, state=Reading.State.OPEN)
        collection = self.collection()
        mine = mine.filter(document__collection=collection) if collection else mine
        free = queueing.free_documents(self.user, timezone.now(), collection)[:MOST].count()
        told = {"mine": mine.order_by("-assigned", "started_at")[:SHOWN], "free": free, "worker_running": heartbeat.worker_running()}
        return self.shown(told)

    def collection(self) -> Collection | None:
        said = self.request.query_params.get("collection")
        if said is None:
            return None
        try:
            key = UUID(said)
        except ValueError as error:
            raise BadInput(_("Expected an id."), field="collection", expected="uuid") from error
        return permissions.find(Collection, self.user, "annotate", uuid=key)


class WorkerSerializer(serializers.Serializer):
    name = serializers.CharField()
    since = serializers.DateTimeField()
    slots = serializers.IntegerField(help_text="Documents that it extracts at a time.")
    queues = serializers.ListField(child=serializers.CharField())
    holds = serializers.IntegerField(help_text="Documents that it has claimed.")


class WorkersSerializer(serializers.Serializer):
    """What the whole installation's workers do: figures only."""

    broker_running = serializers.BooleanField()
    workers = WorkerSerializer(many=True)
    lost = serializers.IntegerField(help_text="Documents claimed by workers that do not beat any more; others take them up again.")
    queued = serializers.DictField(child=serializers.IntegerField(), help_text="Messages that wait, by queue.")
    oldest_since = serializers.DateTimeField(allow_null=True, help_text="Since when the oldest document waits; null where none does.")
    last_hour = serializers.IntegerField(help_text="Documents extracted within it.")


class Workers(Endpoint):
    serializer_class = WorkersSerializer
    tag = "jobs"

    def get(self, request: Request, uuid: UUID) -> Response:
        """Which workers run, what they hold and what waits for them, for managers. What failed: /documents?state=failed."""
        permissions.find(Collection, self.user, "manage", uuid=uuid)
        return self.shown(_told(workload.everywhere(timezone.now())))


def _told(found: workload.Everywhere) -> dict[str, Any]:
    rows = [
        {"name": worker.name, "since": worker.since, "slots": worker.slots, "queues": worker.queues, "holds": holds}
        for worker, holds in found.workers
    ]
    figures = {name: getattr(found, name) for name in ("lost", "queued", "oldest_since", "last_hour")}
    return {"broker_running": found.broker_up, "workers": rows, **figures}
