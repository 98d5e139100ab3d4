"""What changes when series and items are shared otherwise, for the preview."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from accounts.markings import Marking, kept_by_follower
from accounts.models import Audience
from accounts.sharing import Step
from series.actions.sharing import originals, repetitions
from series.models import Claim, Identification, Item, Placement, Series, Subject


def own_items_of(series: Series) -> list[Item]:
    """Return the items of the owner's country in a series, as far as the actor sees them."""
    placed = Placement.objects.filter(series=series, item__country=series.country_id).values("item")
    return list(Item.objects.select_related("audience").defer("metadata").filter(pk__in=placed).order_by("pk"))


def series_step(series: Series, audience: Audience, marking: Marking) -> Step:
    """Return what happens to the series itself."""
    differs = int(Marking.of(series) != marking)
    return Step("The series", (str(series.pk),), series.audience, audience, differs if _stays(series, audience) else 0)


def item_steps(items: Iterable[Item], audience: Audience, marking: Marking, *, following: bool = False) -> list[Step]:
    """Return what happens to these items and to the uploads that repeat them, by the audience that they have now.

    :param following: they go with a series, and keep what is stricter of their own marking.
    """
    by_audience: dict[int, list[Item]] = defaultdict(list)
    for item in originals(items):
        by_audience[item.audience_id].append(item)
    return [_item_step(those, audience, marking, following) for _, those in sorted(by_audience.items())]


def adding_countries(series: Series) -> set[str]:
    """Return the other countries that added something to a series, as far as the actor sees it."""
    found: set[str] = set()
    for rows in (
        Placement.objects.filter(series=series),
        Subject.objects.filter(series=series),
        Claim.objects.filter(subject__series=series),
        Identification.objects.filter(subject__series=series),
    ):
        found.update(rows.order_by().values_list("country_id", flat=True).distinct())
    return found - {series.country_id}


def _item_step(items: Sequence[Item], audience: Audience, marking: Marking, following: bool) -> Step:
    before = items[0].audience
    again = repetitions([one.pk for one in items], before.pk).count()
    words = f"{len(items)} file{'' if len(items) == 1 else 's'}"
    if again:
        words += f", uploaded {again} more time{'' if again == 1 else 's'}"
    remarked = sum(Marking.of(one) != (kept_by_follower(one, marking) if following else marking) for one in items)
    return Step(words, tuple(str(one.pk) for one in items), before, audience, remarked)


def _stays(series: Series, audience: Audience) -> bool:
    return series.audience_id == audience.pk
