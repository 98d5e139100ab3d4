"""How many cases, uploads and skipped files one officer may make: what is more is refused in words."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import TooOften
from icse.core.ids import first_uuid7
from series import actions
from series.actions import limits
from series.models import Alert, Case, SkippedFile, Upload
from series.queries.known import OfferedFile
from tests.series.listing import imported
from tests.series.receiving.sending import opened
from tests.series.referring import raise_alert, series_of

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]
KNOWN = sha256(b"known").hexdigest()


def case_of(by: Officer, reference: str) -> Case:
    with acting_as(by.pk):
        return actions.open_case(national_reference=reference, by=by)


def offer(by: Officer, upload: Upload, *paths: str) -> None:
    """Offer a known file from so many places."""
    with acting_as(by.pk):
        offered = [OfferedFile(KNOWN, "a.jpg", path, 5) for path in paths]
        known = actions.skip_known(upload=upload, offered=offered, by=by)
        assert {sha256: one.why for sha256, one in known.items()} == {KNOWN: "harmless"}


def skipped() -> int:
    with acting_as_system("tests"):
        return SkippedFile.objects.count()


@pytest.fixture
def known(ada: Officer) -> None:
    imported(ada, KNOWN)


def test_cases_of_a_day(
    nora: Officer, niels: Officer, monkeypatch: pytest.MonkeyPatch, client_of: ClientOf, audiences: Audiences
) -> None:
    monkeypatch.setattr(limits, "CASES_A_DAY", 2)
    first, _ = case_of(nora, "C-1"), case_of(nora, "C-2")
    with pytest.raises(TooOften, match="You have opened 2 cases today"):
        case_of(nora, "C-3")
    assert case_of(nora, "C-1") == first
    assert case_of(niels, "C-3").national_reference == "C-3"
    answer = client_of(nora).post("/api/v1/cases", {"national_reference": "C-4"}, "application/json")
    assert (answer.status_code, answer.json()["field"]) == (429, "national_reference")
    form = {"national_reference": "C-4", "audience": str(audiences["NL"].key), "nature": "content"}
    page = client_of(nora).post("/upload/open/", form)
    assert (page.status_code, "You have opened 2 cases today" in page.content.decode()) == (429, True)


def test_uploads_of_a_day(nora: Officer, niels: Officer, audiences: Audiences, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UPLOADS_A_DAY", 2)
    opened(nora, audiences["NL"]), opened(nora, audiences["NL"])
    with pytest.raises(TooOften, match="You have opened 2 uploads today"):
        opened(nora, audiences["NL"])
    opened(niels, audiences["NL"])


def test_skipped_files_of_an_upload(
    nora: Officer, audiences: Audiences, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SKIPPED_OF_AN_UPLOAD", 3)
    upload = opened(nora, audiences["NL"])
    offer(nora, upload, "a", "b")
    with pytest.raises(TooOften, match="An upload may name 3 files that need not travel"):
        offer(nora, upload, "c", "d")
    assert skipped() == 2
    offer(nora, upload, "c")
    offer(nora, opened(nora, audiences["NL"]), "a", "b", "c")
    assert skipped() == 6


def test_skipped_files_of_a_day(
    nora: Officer, niels: Officer, audiences: Audiences, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SKIPPED_A_DAY", 3)
    one, other = opened(nora, audiences["NL"]), opened(nora, audiences["NL"])
    offer(nora, one, "a", "b")
    with pytest.raises(TooOften, match="so many known files a day: 3"):
        offer(nora, other, "a", "b")
    offer(niels, opened(niels, audiences["NL"]), "a", "b")
    assert skipped() == 4


def test_flags_of_a_day(
    nora: Officer, niels: Officer, monkeypatch: pytest.MonkeyPatch, client_of: ClientOf, audiences: Audiences
) -> None:
    monkeypatch.setattr(limits, "FLAGS_A_DAY", 2)
    series = [series_of(nora, audiences["group"])[0] for _ in range(3)]
    for one in series[:2]:
        raise_alert(one, by=nora)
    with pytest.raises(TooOften, match="You have raised 2 flags today"):
        raise_alert(series[2], by=nora)
    said = {"code": "recent", "reason": "Made last week, says the camera."}
    page = client_of(nora).post(f"/series/{series[2].pk}/alerts/", said)
    assert (page.status_code, "You have raised 2 flags today" in page.content.decode()) == (429, True)
    raise_alert(series[2], by=niels)


def test_yesterday_s_flags_do_not_count(nora: Officer, monkeypatch: pytest.MonkeyPatch, audiences: Audiences) -> None:
    monkeypatch.setattr(limits, "FLAGS_A_DAY", 1)
    first, second = (series_of(nora, audiences["group"])[0] for _ in range(2))
    raise_alert(first, by=nora)
    with acting_as_system("tests"):
        Alert.objects.update(id=first_uuid7(timezone.now() - timedelta(days=1)))
    raise_alert(second, by=nora)
