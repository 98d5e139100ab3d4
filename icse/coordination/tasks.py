"""Background work of this app."""

from itertools import chain

from celery import shared_task
from django.db import connection
from django.utils import timezone

from icse.coordination.figures import identified, make_figures, publish, recorded_facts
from icse.core import audit
from icse.core.doors import acting_as_system

_MERGED_AT_ONCE = 500


@shared_task
def publish_figures() -> int:
    """Publish the figures anew, from all countries. Return how many there are."""
    with acting_as_system("figures"):
        figures = make_figures(chain(identified(), recorded_facts()), timezone.now().date())
        publish(figures)
        audit.record("figures.published", figures=len(figures))
        return len(figures)


@shared_task
def merge_tallies() -> int:
    """Count the weeks anew that have many tallies of the same. Return how many weeks."""
    with acting_as_system("tallies"), connection.cursor() as cursor:
        cursor.execute("SELECT icse_merge_tallies(%s)", [_MERGED_AT_ONCE])
        return int(cursor.fetchone()[0])
