"""What comes once the series are there: new material of identified children, and files that match too many series."""

from collections.abc import Iterator
from typing import Final

from icse.demo.world.people import MEMBERS, officers_of
from icse.demo.world.shapes import Act, CloseShot, Picture, Upload
from icse.demo.world.shots import copies

#: Who finds another picture of a solved series, by its title, and how many days ago.
NEW_MATERIAL: Final = {"Tartan bedspread": ("JP", 0.9), "Gingham curtain, sea view": ("KE", 0.7)}
#: Solved series of all members in which the cards of a video service were put: too many to say anything.
FLOODED: Final = (
    "Green boats",
    "Tartan bedspread",
    "Fern paper, hill view",
    "Gingham curtain, sea view",
    "Bear on the rug",
    "Triangles and palms",
)
#: Before the oldest series.
_CARDS_AGO: Final = 560
_CARDS_OF: Final = "FR"
CARDS: Final = tuple(Picture(f"end-card-{step + 1}.jpg", CloseShot("label", 40 + step)) for step in range(2))


def card_upload() -> tuple[str, Act, str, str, tuple[Picture, ...]]:
    """The cards, as France has held them since before there was a series: name, act, country, audience, pictures."""
    return "cards FR", Act(officers_of(_CARDS_OF)[1], _CARDS_AGO), _CARDS_OF, MEMBERS, CARDS


def late_uploads(own: dict[str, Upload]) -> Iterator[tuple[str, Act, str, str, tuple[Picture, ...]]]:
    """What is sent last, in the same form."""
    for title, (country, ago) in NEW_MATERIAL.items():
        if title in own:
            pictures = copies(own[title].pictures[2:], 1, salt="late")
            yield f"late {title}", Act(officers_of(country)[1], ago), country, MEMBERS, pictures
    yield "late cards NL", Act(officers_of("NL")[1], 0.4), "NL", MEMBERS, copies(CARDS, 2, exact=True, salt="late")
