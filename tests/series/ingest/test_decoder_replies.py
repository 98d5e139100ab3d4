"""The parent believes nothing that a child taken over by a file might say."""

from typing import Any

import pytest

from series.ingest.decoder.description import BadReplyError
from series.ingest.decoder.reports import CropReport, crop_report_from, report_from


def answer(**changes: Any) -> dict[str, Any]:
    """A healthy decoder's answer, changed."""
    good: dict[str, Any] = {
        "width": 640,
        "height": 480,
        "frames": 1,
        "orientation": 6,
        "fingerprints": ["0f" * 32] * 8,
        "quality": 100,
        "metadata": {"Make": "Exampla", "FNumber": 1.7, "GPSLatitude": [52.0, 4.0, 55.5]},
        "maker": "Exampla",
        "model": "X100",
        "serial": "EX-0017",
        "lens": "",
        "software": "Exampla 2",
        "taken_at": "2026-03-09T21:07:05",
        "modified_at": None,
        "gps_at": "2026-03-09T19:07:05+00:00",
        "latitude": 52.0821,
        "longitude": 4.2785,
        "altitude": -3.5,
        "timings": {"decode": 0.01, "fingerprint": 0.01, "describe": 0.0, "preview": 0.02},
    }
    return good | changes


def test_a_healthy_answer_is_believed() -> None:
    report = report_from(answer(), "image/jpeg")

    assert (report.media_type, report.width, report.orientation, report.quality) == ("image/jpeg", 640, 6, 100)
    assert {one.bits for one in report.fingerprints} == {b"\x0f" * 32}
    assert report_from(answer(taken_at=None, latitude=None, longitude=None), "image/png").taken_at is None


BAD: dict[str, list[Any]] = {
    "width": [0, -1, True, "640", 640.0, None, 2**40],
    "orientation": [0, 9],
    "quality": [-1, 101, None],
    "fingerprints": [None, ["0f" * 32] * 7, ["0f" * 31] * 8, ["zz" * 32] * 8, [1] * 8],
    "maker": [None, 5, "M" * 201, "Exam\x00pla", "Exam\u202epla", "\ud800"],
    "taken_at": [5, "9" * 300],
    "gps_at": [5, "\n"],
    "lens": [None, "L" * 201],
    "altitude": ["3", 1e6, float("nan")],
    "latitude": [91.0, "52", float("nan"), True],
    "metadata": [
        *(None, [], {"Make": {}}, {"Make": "a\nb"}, {"Make": float("inf")}),
        *({f"Tag{n}": 1 for n in range(201)}, {"T" * 1001: 1}, {"T": [[[[[1]]]]]}),
    ],
    "timings": [None, {"rent": 1.0}, {"decode": -1.0}, {"decode": "1"}],
}


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in BAD.items() for value in values],
)
def test_anything_else_is_not(name: str, value: Any) -> None:
    with pytest.raises(BadReplyError):
        report_from(answer(**{name: value}), "image/jpeg")


@pytest.mark.parametrize("name", answer())
def test_a_missing_field_is_not_overlooked(name: str) -> None:
    incomplete = answer()
    del incomplete[name]

    if name in ("taken_at", "modified_at", "gps_at", "latitude", "longitude", "altitude"):
        assert getattr(report_from(incomplete, "image/jpeg"), name) is None
    else:
        with pytest.raises(BadReplyError):
            report_from(incomplete, "image/jpeg")


def test_a_crop_is_at_most_1200_pixels_a_side() -> None:
    assert crop_report_from({"width": 1200, "height": 24}) == CropReport(1200, 24)
    with pytest.raises(BadReplyError):
        crop_report_from({"width": 1201, "height": 24})
