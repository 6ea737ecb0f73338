"""The Django project and its one app: documents in, candidates from the extractor, judgements from people, gold out."""

from annotate.celery import app as celery_app

__all__ = ["celery_app"]
