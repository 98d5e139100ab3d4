"""Two of one officer at the same moment cannot both have the last of a day's budget."""

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series import actions
from series.actions import limits
from series.models import Alert, Case, Upload
from tests.series.referring import series_of
from tests.series.test_confirming_at_once import at_once

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]


def test_the_last_case_of_a_day(nora: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CASES_A_DAY", 1)
    told = at_once(
        *((nora, lambda name=name: actions.open_case(national_reference=name, by=nora)) for name in ("C-1", "C-2"))
    )
    assert (told[0], "You have opened 1 cases today" in told[1]) == ("", True)
    with acting_as_system("tests"):
        assert Case.objects.count() == 1


def test_the_last_upload_of_a_day(
    nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UPLOADS_A_DAY", 1)

    def open_one() -> object:
        case = actions.open_case(national_reference="C-1", by=nora)
        return actions.open_upload(case=case, audience=audiences["group"], by=nora)

    told = at_once((nora, open_one), (nora, open_one))
    assert (told[0], "You have opened 1 uploads today" in told[1]) == ("", True)
    with acting_as_system("tests"):
        assert Upload.objects.count() == 1


def test_the_last_flag_of_a_day(nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FLAGS_A_DAY", 1)
    both = [series_of(nora, audiences["group"])[0] for _ in range(2)]
    told = at_once(
        *(
            (nora, lambda one=one: actions.raise_alert(series=one, code="recent", reason="New pictures.", by=nora))
            for one in both
        )
    )
    assert (told[0], "You have raised 1 flags today" in told[1]) == ("", True)
    with acting_as_system("tests"):
        assert Alert.objects.count() == 1
