"""Many keys are one value of a statement, and find what they found one by one."""

from uuid import UUID

import pytest
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from accounts.models import Officer
from icse.core.doors import acting_as
from series.models import Item, Placement

A, B = UUID(int=1), UUID(int=2)
BOTH = f"{{{A},{B}}}"


def asked(rows: QuerySet[Item] | QuerySet[Placement]) -> tuple[str, tuple[object, ...]]:
    text, values = rows.query.sql_with_params()
    return text.partition("WHERE ")[2].partition(" ORDER")[0], values


def test_many_keys_are_one_value() -> None:
    assert asked(Item.objects.filter(pk__in=[A, B, A])) == ('"series_item"."id" = ANY(%s::uuid[])', (BOTH,))
    assert asked(Placement.objects.filter(item__in=[Item(pk=A), B])) == (
        '"series_placement"."item_id" = ANY(%s::uuid[])',
        (BOTH,),
    )
    assert asked(Item.objects.filter(pk__in={str(A): 1, str(B): 2})) == (
        '"series_item"."id" = ANY(%s::uuid[])',
        (BOTH,),
    )


def test_one_key_other_values_and_other_questions_stay_as_they_are() -> None:
    assert asked(Item.objects.filter(pk__in=[A])) == ('"series_item"."id" IN (%s)', (A,))
    assert asked(Item.objects.filter(country__in=["NL", "FR"]))[0] == '"series_item"."country_id" IN (%s, %s)'
    assert asked(Item.objects.filter(pk__in=[A, None])) == ('"series_item"."id" IN (%s)', (A,))
    assert " IN (SELECT " in asked(Item.objects.filter(pk__in=Placement.objects.values("item")))[0]
    with pytest.raises(EmptyResultSet):
        asked(Item.objects.filter(pk__in=[]))


@pytest.mark.django_db
def test_the_keys_find_what_is_seen_and_nothing_else(nora: Officer, niels: Officer, gregor: Officer) -> None:
    wanted = [nora.pk, niels.pk, gregor.pk]
    with acting_as(nora.pk):
        assert set(Officer.objects.filter(pk__in=wanted).values_list("pk", flat=True)) == {nora.pk, niels.pk}
        assert set(Officer.objects.in_bulk(wanted)) == {nora.pk, niels.pk}
        assert set(Officer.objects.exclude(pk__in=wanted[:2]).filter(pk__in=wanted)) == set()
