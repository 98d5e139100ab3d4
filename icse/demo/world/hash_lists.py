"""Two lists of hashes: one for all of invented hashes, and one of a country that holds a file of its own."""

import io
from hashlib import sha256
from typing import Final

from icse.core.doors import acting_as, acting_as_system
from icse.demo.world.cast import Cast
from series.actions import import_hash_list
from series.matching.lists.importing import import_list
from series.models import Item

_ADMINISTRATOR: Final = "ada@nl.example.invalid"
_SUPERVISOR: Final = "niels@nl.example.invalid"


def make_lists(cast: Cast) -> None:
    """Import both, as their owners ask for them and a worker reads them."""
    _import(_ADMINISTRATOR, "Wallpapers of a supplier", _invented("supplier", 800), cast)
    officer = cast.officers[_SUPERVISOR]
    with acting_as_system("demo"):
        unplaced = Item.objects.filter(country=officer.country_id, state=Item.State.READY, placements=None)
        own = list(unplaced.order_by("pk").values_list("sha256", flat=True)[:1])
    _import(_SUPERVISOR, "Holiday pictures of the unit", [*_invented("unit", 40), *own, "not a hash"], cast)


def _import(email: str, name: str, lines: list[str], cast: Cast) -> None:
    officer, content = cast.officers[email], "\n".join(lines).encode()
    with acting_as(officer.pk):
        listed = import_hash_list(
            name=name, kind="harmless", source="Invented for the demo", path=None, size=len(content), by=officer
        )
    import_list(listed.pk, lambda: io.BytesIO(content))


def _invented(word: str, number: int) -> list[str]:
    return [sha256(f"{word} {n}".encode()).hexdigest() for n in range(number)]
