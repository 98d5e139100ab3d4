"""What a file says of itself, for its page: the useful part, the place on a map, and all the rest."""

from dataclasses import dataclass

from icse.core.outline import place_of
from series.models import Item


@dataclass(frozen=True)
class MapPoint:
    """Where a position lies on the drawing of the world, in its units, and the position in words."""

    x: float
    y: float
    words: str


def metadata_context(item: Item) -> dict[str, object]:
    """Return what ``series/item_metadata.html`` needs."""
    rest = [(name, _words(value)) for name, value in sorted(item.metadata.items())]
    return {
        "described": [(label, value) for label, value in _useful(item) if value],
        "point": _point(item),
        "rest": rest,
    }


def _useful(item: Item) -> list[tuple[str, str]]:
    point = _point(item)
    return [
        ("Maker", item.maker),
        ("Model", item.model),
        ("Serial number of the body", item.serial),
        ("Lens", item.lens),
        ("Software", item.software),
        ("Taken", _time(item.taken_at)),
        ("Modified", _time(item.modified_at)),
        ("Time of the GPS receiver", _time(item.gps_at)),
        ("Position (GPS)", point.words if point else ""),
        ("Altitude", "" if item.altitude is None else f"{item.altitude:g} m"),
    ]


def _point(item: Item) -> MapPoint | None:
    if item.latitude is None or item.longitude is None:
        return None
    x, y = place_of(item.latitude, item.longitude)
    return MapPoint(x, y, f"{item.latitude:.5f}, {item.longitude:.5f}")


def _time(text: str) -> str:
    """Say a time as the file has it, and in UTC where it says its zone; else that it does not."""
    if not text:
        return ""
    day, _, clock = text.partition("T")
    if clock.endswith("+00:00"):
        return f"{day} {clock.removesuffix('+00:00')} UTC"
    offset = clock[8:]
    return f"{day} {clock[:8]} (UTC{offset})" if offset else f"{day} {clock} (time zone not known)"


def _words(value: object) -> str:
    return ", ".join(map(_words, value)) if isinstance(value, list) else str(value)
