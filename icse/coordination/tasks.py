"""Background work of this app."""

from celery import shared_task
from django.utils import timezone

from icse.coordination.figures import identified, make_figures, publish
from icse.core import audit
from icse.core.doors import acting_as_system


@shared_task
def publish_figures() -> int:
    """Publish the figures anew, from all countries. Return how many there are."""
    with acting_as_system("figures"):
        figures = make_figures(identified(), timezone.now().date())
        publish(figures)
        audit.record("figures.published", figures=len(figures))
        return len(figures)
