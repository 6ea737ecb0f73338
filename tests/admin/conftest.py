"""The cast at work in the admin."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from annotate.models import Review, User
from annotate.models.fact_fields import EDITABLE_FIELDS


@pytest.fixture
def at_admin():
    """``at_admin(user)``: a browser of this person, made a member of the staff."""

    def make(user):
        user.is_staff = True
        user.save()
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root", password="correct horse battery")


@pytest.fixture
def facts(document):
    return list(document.facts.order_by("id"))


def page(model, name="changelist", *args):
    return reverse(f"admin:annotate_{model}_{name}", args=args)


def form_of(fact, review: Review | None = None, **changes):
    """What the form of a fact would send, as it was filled in when it was opened."""
    shown = review or fact.candidate
    values = {name: "" if value is None else value for name, value in shown.values().items() if name in EDITABLE_FIELDS}
    return {**values, "state": "accepted", "reason": "", "comment": "", "revision": review.revision if review else 0, **changes}
