"""How many lists one country may have read, and how long they may be together."""

import pytest

from accounts.models import Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError, TooOften
from series import actions
from series.actions import hash_lists
from series.models import HashList


def begin(name: str, by: Officer | None) -> HashList:
    if by is None:
        with acting_as_system("tests"):
            return actions.import_hash_list(name=name, kind="known", path=None, size=0, by=None)
    with acting_as(by.pk):
        return actions.import_hash_list(name=name, kind="known", path=None, size=0, by=by)


@pytest.mark.parametrize("who", ["bea", "ada"])
def test_few_are_read_at_once(who: str, request: pytest.FixtureRequest, gregor: Officer) -> None:
    by = request.getfixturevalue(who)
    begun = [begin(f"List {n}", by) for n in range(hash_lists.MOST_OPEN)]
    with pytest.raises(TooOften, match="3 lists are being read"):
        begin("Another", by)
    begin("The operator's", None)
    with acting_as_system("tests"):
        HashList.objects.filter(pk=begun[0].pk).update(state="current")
    begin("Another", by)


def test_a_countrys_lists_are_bounded_together(bea: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hash_lists, "MOST_ENTRIES", 10)
    one = begin("One", bea)
    with acting_as_system("tests"):
        HashList.objects.filter(pk=one.pk).update(state="superseded", entries=10)
    with pytest.raises(IcseError, match="Remove old versions"):
        begin("Two", bea)
    with acting_as(bea.pk):
        actions.remove_hash_list(listed=HashList.objects.get(pk=one.pk), by=bea)
    begin("Two", bea)
