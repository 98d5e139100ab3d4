"""What cannot be compared, and what is too long, does not hold up what waits behind it."""

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.models import ProposalWork, SeriesName
from series.proposing import names
from series.proposing.names import names_in
from series.proposing.work import propose
from tests.series.grouping import make_series
from tests.series.proposing.making import proposed


@pytest.mark.parametrize("text", ["SE-2026-" + "A" * 90, "İ" * 59 + "1"])
def test_no_name_is_longer_than_its_column(text: str, nora: Officer, audiences: dict[str, Audience]) -> None:
    assert max(map(len, names_in(f"{text} fox_77"))) <= 80
    make_series(by=nora, audience=audiences["group"], title=text, summary="fox_77")
    make_series(by=nora, audience=audiences["group"], summary="fox_77")
    assert [one.words for one in proposed()] == ["fox_77"]


def test_a_bad_entry_does_not_hold_up_the_others(
    nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The bound is taken away, so that the oldest is too long for its column again.
    monkeypatch.setattr(names, "_LONGEST", 200)
    bad = make_series(by=nora, audience=audiences["group"], title="İ" * 59 + "1")
    for _ in range(2):
        make_series(by=nora, audience=audiences["group"], summary="fox_77")
    assert [one.words for one in proposed()] == ["fox_77"]
    with acting_as_system("tests"):
        assert not ProposalWork.objects.exists()
        assert not SeriesName.objects.filter(series=bad).exists()
    assert propose() == 0
