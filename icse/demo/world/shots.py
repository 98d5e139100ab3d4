"""Which pictures a series is made of, with what camera, and the copies that other countries hold."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Final

from icse.demo.files import CAMERAS, CameraFacts
from icse.demo.light import MOODS, TimeOfDay
from icse.demo.series_texts import Look
from icse.demo.world.clue_views import CLUE_VIEWS
from icse.demo.world.shapes import CloseShot, FileKind, Nature, Picture, RoomShot

SEED: Final = 2026
#: A public park in each country, and its hours from UTC: where and when invented cameras say they were.
PARKS: Final[dict[str, tuple[float, float, float]]] = {
    "NL": (52.3579, 4.8686, 1),
    "FR": (45.7772, 4.8553, 1),
    "DE": (48.1642, 11.6056, 1),
    "BR": (-23.5874, -46.6576, -3),
    "JP": (35.7148, 139.7732, 9),
    "KE": (-1.2884, 36.8160, 3),
    "AU": (-31.9605, 115.8320, 8),
    "CA": (49.3043, -123.1443, -8),
    "PL": (52.2150, 21.0355, 1),
    "EG": (30.0402, 31.2650, 2),
    "TH": (13.7314, 100.5418, 7),
    "MX": (19.4204, -99.1819, -6),
    "ES": (40.4153, -3.6845, 1),
    "SE": (57.6857, 11.9430, 1),
}
#: Series made with the same camera as another one, so that its serial number shows twice.
SAME_CAMERA: Final = {
    "Blue damask, other house": "Blue damask room",
    "Boat curtain": "Gingham curtain, sea view",
}
TWO_ROOMS: Final = "Two rooms with trellis paper"
_CLOCK: Final[dict[TimeOfDay, int]] = {"morning": 7, "day": 12, "evening": 18, "night": 21}


@dataclass(frozen=True, slots=True)
class Device:
    """An invented camera, and where it is; all None for files that tell nothing."""

    maker: str | None
    model: str | None
    serial: str | None
    park: tuple[float, float] | None
    offset: float
    first: datetime
    sideways: bool
    counter: int


def random_for(*parts: object) -> Random:
    """Chance that is the same at every load: seeded by what it is for."""
    return Random(" ".join(str(part) for part in (SEED, *parts)))


def own_pictures(title: str, number: int, look: Look, count: int, place: str, *, context: bool) -> tuple[Picture, ...]:
    """A series' own pictures: its room from several sides at several hours, a close picture, perhaps another setting.

    :param number: the series' number, which is its room's seed.
    :param place: the country where the camera says it was.
    :param context: the last picture shows another room, as a context item.
    """
    rng, device = random_for("pictures", title), device_for(title, place)
    seeds = (100 + number, 1100 + number if title == TWO_ROOMS else 100 + number)
    shots: list[RoomShot | CloseShot] = [
        RoomShot(seeds[step % 2], look, side, hour) for step, (side, hour) in enumerate(_sides(rng, count))
    ]
    view = CLUE_VIEWS.get(title)
    if view and view.close:
        shots[view.picture] = view.close
    if context:
        shots[-1] = RoomShot(2100 + number, Look(("pinstripes", "sand")), 0, "day")
    last = len(shots) - 1
    return tuple(
        _picture(shot, step, device, rng, nature="context" if context and step == last else "content")
        for step, shot in enumerate(shots)
    )


def copies(pictures: tuple[Picture, ...], count: int, *, exact: bool = False, salt: str = "") -> tuple[Picture, ...]:
    """The first pictures as another country holds them: under another name, changed as sharing does unless `exact`."""
    rng = random_for("copies", salt, pictures[0].name)
    first_change = rng.randrange(6)
    return tuple(
        replace(picture, name=_passed_on(rng, step, picture))
        if exact
        else Picture(_passed_on(rng, step), picture.shows, (first_change + step) % 6)
        for step, picture in enumerate(pictures[:count])
    )


def device_for(title: str, place: str) -> Device:
    """The camera of a series; about a third of the series tell nothing of theirs."""
    same = SAME_CAMERA.get(title, title)
    known = same in SAME_CAMERA.values()
    rng = random_for("device", same)
    latitude, longitude, offset = PARKS[place]
    maker, model = rng.choice(CAMERAS)
    serial = f"{maker[:2].upper()}{rng.randrange(10**6, 10**7)}"
    tells, numbered, located, sideways = (rng.random() < share for share in (0.7, 0.7, 0.4, 0.2))
    first = datetime(2022, 1, 10, tzinfo=timezone(timedelta(hours=offset))) + timedelta(days=rng.randrange(1000))
    counter = random_for("counter", title).randrange(100, 9900)
    if not (tells or known):
        return Device(None, None, None, None, offset, first, False, counter)
    return Device(
        maker,
        model,
        serial if numbered or known else None,
        (latitude, longitude) if located else None,
        offset,
        first,
        sideways,
        counter,
    )


def _sides(rng: Random, count: int) -> Iterator[tuple[int, TimeOfDay]]:
    """So many different pairs of a side of the room and an hour, each side once before any comes again."""
    hours = list(MOODS)
    start = rng.randrange(4)
    for step in range(count):
        view, turn = (start + step) % 4, step // 4
        yield view, hours[(start + view + turn) % 4]


def _picture(
    shot: RoomShot | CloseShot, step: int, device: Device, rng: Random, *, nature: Nature = "content"
) -> Picture:
    if device.maker is None or device.model is None:
        kind: FileKind = rng.choice(("JPEG", "JPEG", "JPEG", "PNG", "WEBP"))
        return Picture(_passed_on(rng, step, ending=_ENDINGS[kind]), shot, None, None, kind, nature)
    taken = _taken(shot, step, device, rng)
    facts = CameraFacts(device.maker, device.model, device.serial, taken, device.park, 6 if device.sideways else 1)
    name = f"DSC{device.counter + step:04d}.JPG" if device.maker == "SynthCam" else _dated(taken)
    return Picture(name, shot, None, facts, "JPEG", nature)


_ENDINGS: Final[dict[FileKind, str]] = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def _taken(shot: RoomShot | CloseShot, step: int, device: Device, rng: Random) -> datetime:
    hour = _CLOCK[shot.hour] if isinstance(shot, RoomShot) else 13
    return device.first + timedelta(
        days=step // 2, hours=hour, minutes=rng.randrange(100) + step, seconds=rng.randrange(60)
    )


def _dated(taken: datetime) -> str:
    return taken.strftime("IMG_%Y%m%d_%H%M%S.jpg")


def _passed_on(rng: Random, step: int, picture: Picture | None = None, *, ending: str = "jpg") -> str:
    """A name as files get it when they are passed on."""
    if picture is not None:
        ending = picture.name.rsplit(".", 1)[-1].lower()
    stem = rng.choice(("image", "photo", "received", "file", "room"))
    return f"{stem}_{rng.randrange(1000, 99999)}_{step + 1}.{ending}"
