"""What was kept before: when somebody was identified whose subject is only linked with the one that was identified."""

from importlib import import_module

import pytest
from django.db import connection

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.models import Subject
from tests.series.grouping import add, confirm, make_series, record

pytestmark = pytest.mark.django_db
FORGET = import_module("series.migrations.0035_reasons_and_persons_are_settled")._FORGET


def test_of_who_is_identified_by_a_link_no_moment_is_kept(
    nora: Officer, niels: Officer, audiences: dict[str, Audience]
) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    own, linked = add(series, "victim", by=nora), add(series, "victim", by=nora)
    confirm(record(own, by=nora), by=niels)
    with acting_as_system("tests"):
        moment = Subject.objects.get(pk=own.pk).identified_at
        assert moment is not None
        Subject.objects.filter(pk=linked.pk).update(status="identified", identified_at=moment)
        with connection.cursor() as cursor:
            cursor.execute(FORGET)
            assert cursor.rowcount == 1
        kept = dict(Subject.objects.values_list("pk", "identified_at"))
    assert kept == {own.pk: moment, linked.pk: None}
