"""What becomes of each series: a line a series, in the order of the texts."""

from dataclasses import dataclass
from typing import Final, Literal

from icse.demo.world.people import BALTIC, HARBOUR, LIGHTHOUSE, MEMBERS, NATIONAL, NL_FR, PACIFIC

#: open; a country verifies; it has recorded; a second officer confirmed it; the same for the first of two victims.
Outcome = Literal["open", "claimed", "recorded", "solved", "partly"]


@dataclass(frozen=True, slots=True)
class Story:
    """A series' owner, audience, number of own pictures, age in days, who holds copies, the outcome and by whom."""

    title: str
    country: str
    audience: str
    pictures: int
    days: float
    helpers: tuple[str, ...] = ()
    outcome: Outcome = "open"
    by: str = ""
    offender: bool = False


STORIES: Final[tuple[Story, ...]] = (
    Story("Blue damask room", "NL", MEMBERS, 6, 12, ("FR", "DE")),
    Story("Star curtain", "SE", BALTIC, 5, 64, ("PL",), "claimed", "PL"),
    Story("Green boats", "AU", MEMBERS, 4, 210, ("CA",), "solved", "KE"),
    Story("Tartan bedspread", "CA", MEMBERS, 4, 300, ("ES",), "solved", "ES", offender=True),
    Story("Ochre medallion room", "ES", MEMBERS, 4, 95, ("FR",)),
    Story("Panelled room with moons", "DE", NATIONAL, 4, 40),
    Story("Grey stripes, tower view", "BR", HARBOUR, 4, 150, ("MX",), "solved", "CA"),
    Story("Daisy wall", "PL", MEMBERS, 4, 33, ("SE",)),
    Story("Two rooms with trellis paper", "FR", NL_FR, 5, 75, ("NL",)),
    Story("Terracotta chevrons", "FR", MEMBERS, 3, 5, offender=True),
    Story("Rose garden bedspread", "NL", LIGHTHOUSE, 4, 120, ("ES",), "recorded", "ES"),
    Story("Fern paper, hill view", "DE", MEMBERS, 4, 260, ("BR",), "solved", "BR"),
    Story("Lilac hexagons", "EG", LIGHTHOUSE, 3, 180, (), "solved", "FR"),
    Story("Gingham curtain, sea view", "ES", MEMBERS, 4, 330, ("FR",), "solved", "FR"),
    Story("Bear on the rug", "BR", MEMBERS, 3, 390, ("DE",), "solved", "DE", offender=True),
    Story("Tulip room, evening", "NL", NATIONAL, 3, 20),
    Story("Navy trellis bedspread", "CA", HARBOUR, 3, 88, (), "claimed", "MX"),
    Story("Mint clouds", "MX", MEMBERS, 4, 9, ("NL",)),
    Story("Red vine paper", "EG", MEMBERS, 3, 140, (), "claimed", "PL"),
    Story("Triangles and palms", "MX", MEMBERS, 5, 420, ("JP",), "solved", "TH"),
    Story("Ring pattern, attic", "SE", MEMBERS, 3, 230),
    Story("Terrazzo wall", "JP", NATIONAL, 3, 55),
    Story("Ochre stripes, sloping floor", "PL", MEMBERS, 3, 460, (), "solved", "NL"),
    Story("Sky scallops", "TH", PACIFIC, 3, 170, (), "solved", "AU"),
    Story("Damask and daisies", "FR", MEMBERS, 4, 27, ("ES",), "partly", "ES"),
    Story("Blue damask, other house", "DE", MEMBERS, 4, 18, ("NL",)),
    Story("Olive tartan curtain", "KE", MEMBERS, 2, 280, offender=True),
    Story("Star wall, type G", "KE", MEMBERS, 4, 46, ("CA",)),
    Story("Chevron rug", "AU", PACIFIC, 3, 370, (), "solved", "JP"),
    Story("Sand medallions, night", "NL", NL_FR, 3, 500, (), "solved", "FR"),
    Story("Grey roses", "FR", NATIONAL, 3, 240, (), "solved", "FR"),
    Story("Boat curtain", "SE", MEMBERS, 4, 3),
    Story("Teal hexagon tiles", "TH", MEMBERS, 3, 110, ("AU",), "recorded", "AU"),
    Story("Argyle room, two windows", "ES", MEMBERS, 4, 200, (), "claimed", "BR"),
    Story("Moon bedspread", "FR", LIGHTHOUSE, 4, 66, ("EG",), "recorded", "EG"),
    Story("Ferns and blocks", "TH", MEMBERS, 3, 15),
    Story("Red triangles, tower view", "JP", MEMBERS, 4, 30, ("EG",)),
    Story("Vines in two lights", "CA", NATIONAL, 4, 130),
    Story("Dotted room, hare on the shelf", "AU", NATIONAL, 2, 80),
    Story("Ochre damask, tiles", "BR", MEMBERS, 8, 540, (), "solved", "MX", offender=True),
)

#: Enough for tests: each kind of audience, an answer that solved a series, copies in other countries.
SMALL: Final = frozenset(
    {
        "Blue damask room",
        "Tartan bedspread",
        "Panelled room with moons",
        "Two rooms with trellis paper",
        "Moon bedspread",
        "Tulip room, evening",
    }
)
