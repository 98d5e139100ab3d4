"""What is on the desks of the demo's officers: who says, plans, sends and answers what, and how many days ago.

Officers are named as in their invented addresses: ``nora@nl``. Series are named by their titles.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Said:
    """Who does something about which series, and how many days ago."""

    series: str
    who: str
    ago: float


@dataclass(frozen=True, slots=True)
class IndicationText(Said):
    """A country in which the series was probably made."""

    made_in: str
    kinds: tuple[str, ...]
    reason: str
    sure: tuple[str, int]


@dataclass(frozen=True, slots=True)
class LeadText(Said):
    """A unit is on it, for so many days from now."""

    kind: str
    plan: str
    days: int


@dataclass(frozen=True, slots=True)
class NoteText(Said):
    """A note, and perhaps who wrote another text later."""

    text: str
    only_country: bool = False
    edited: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TaskText(Said):
    """Something to do within so many days, in somebody's hands or the unit's."""

    title: str
    days: int
    assignee: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class StatementText(Said):
    """What is said of the first victim, or of one of the series' files, by its number."""

    kind: str
    value: str
    sure: tuple[str, int]
    file: int | None = None


@dataclass(frozen=True, slots=True)
class LinkText(Said):
    """A proposed link with another series, or of the first victims of both; and who accepts it."""

    other: str
    reason: str
    note: str
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class StepText:
    """One step of a referral."""

    who: str
    step: str
    body: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class ReferralText(Said):
    """A series referred to a country, and what became of it."""

    to: str
    note: str
    steps: tuple[StepText, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertText(Said):
    """A raised flag, and which officers have answered it: who, whether the unit acts, a word."""

    code: str
    reason: str
    answers: tuple[tuple[str, bool, str], ...]


@dataclass(frozen=True, slots=True)
class WithholdingText(Said):
    """A country to which a series is not referred, and why."""

    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class DepictionText(Said):
    """In how many of its own files the first victim of a series is seen."""

    files: int


@dataclass(frozen=True, slots=True)
class FactText(Said):
    """The first victim of a solved series is safeguarded."""


@dataclass(frozen=True, slots=True)
class ReopeningText(Said):
    """Somebody asks to look at a solved series again."""

    reason: str


@dataclass(frozen=True, slots=True)
class SearchText:
    """A search that is shared inside the unit."""

    who: str
    name: str
    asked: dict[str, str]


DAMASK: Final = "Blue damask room"
OTHER_HOUSE: Final = "Blue damask, other house"
TRELLIS: Final = "Two rooms with trellis paper"
MOONS: Final = "Moon bedspread"
TARTAN: Final = "Tartan bedspread"

#: Series that the Netherlands made of what came later; the first was merged into the room, the second may be.
DOUBLES: Final = ("Blue damask, by lamp light", "Damask bedroom, two files")

INDICATIONS: Final = (
    IndicationText(DAMASK, "gregor@de", 6, "DE", ("socket",), "Sockets of type F with our round frames.", ("B", 3)),
    IndicationText(
        DAMASK, "fleur@fr", 4, "FR", ("product",), "Two shops in Lille sold this paper until 2019.", ("A", 2)
    ),
    IndicationText(DAMASK, "kinga@pl", 3, "FR", ("landmark",), "Low houses with shutters, as in the north.", ("B", 3)),
    IndicationText(TRELLIS, "nora@nl", 9, "NL", ("product", "landmark"), "A holiday park has such houses.", ("A", 2)),
    IndicationText(
        "Daisy wall", "elias@se", 11, "SE", ("product",), "The chain sold it in our country only.", ("B", 2)
    ),
    IndicationText("Daisy wall", "gregor@de", 10, "DE", ("socket",), "The skirting board is a German one.", ("B", 3)),
    IndicationText("Mint clouds", "otieno@ke", 4, "KE", ("landmark",), "The hills look like those near us.", ("C", 4)),
    IndicationText("Ochre medallion room", "mathilde@fr", 20, "FR", ("product",), "A French maker's paper.", ("A", 2)),
    IndicationText("Damask and daisies", "jordi@es", 12, "ES", ("language",), "A radio speaks Catalan.", ("A", 1)),
)
REFERRALS: Final = (
    ReferralText(TRELLIS, "fleur@fr", 0.3, "NL", "Please ask the holiday park of your indication."),
    ReferralText(
        DAMASK,
        "nora@nl",
        2.5,
        "DE",
        "One of three countries that were named.",
        (
            StepText("katrin@de", "acknowledged"),
            StepText("gregor@de", "accepted", "We ask the makers of the sockets."),
            StepText("gregor@de", "reported", "The frames are sold here, the paper never was.", "not_found"),
        ),
    ),
    ReferralText(DAMASK, "sanne@nl", 1, "CH", "For the national bureau: a shop there had the same paper."),
    ReferralText("Ochre medallion room", "lucia@es", 0.4, "FR", "The paper is said to be of a French maker."),
    ReferralText(OTHER_HOUSE, "mehmet@de", 0.2, "ES", "The device was sold in your country."),
    ReferralText("Mint clouds", "itzel@mx", 0.1, "DE", "The lamp has a German label."),
    ReferralText(
        "Daisy wall",
        "tomasz@pl",
        3,
        "DE",
        "The chain has shops in both countries.",
        (
            StepText("gregor@de", "acknowledged"),
            StepText("gregor@de", "passed_on", "No shop of ours had it. Sweden says that it did.", "SE"),
        ),
    ),
    ReferralText(
        "Damask and daisies",
        "yanis@fr",
        5,
        "ES",
        "The radio can be heard in files 2 and 3.",
        (
            StepText("marta@es", "acknowledged"),
            StepText("jordi@es", "accepted"),
            StepText("jordi@es", "reported", "One of the two is identified. We go on with the other.", "victim"),
        ),
    ),
)
WITHHOLDINGS: Final = (WithholdingText(DAMASK, "niels@nl", 3, "MX", "We speak to that unit by telephone first."),)
ALERTS: Final = (
    AlertText(
        "Mint clouds",
        "emilio@mx",
        0.05,
        "recent",
        "The newspaper on the bed is of this month, and a calendar shows last week.",
        (
            ("fleur@fr", True, "We ask for the newspaper's shops."),
            ("lucia@es", False, ""),
            ("thiago@br", False, ""),
            ("kenta@jp", False, ""),
            ("otieno@ke", True, "We look at the hills."),
            ("joel@au", False, ""),
            ("callum@ca", False, ""),
            ("kinga@pl", False, ""),
            ("karim@eg", False, ""),
            ("ploy@th", False, ""),
            ("elias@se", False, ""),
            ("ximena@mx", True, "We search at the address of the account."),
        ),
    ),
)
LEADS: Final = (
    LeadText(DAMASK, "mehmet@de", 5, "product", "We ask wholesalers for the buyers of this paper.", 16),
    LeadText(DAMASK, "nora@nl", 4, "place", "We compare the row of houses with street pictures.", 9),
    LeadText(TRELLIS, "yanis@fr", 8, "place", "Two parks are left on our list.", 5),
    LeadText("Mint clouds", "itzel@mx", 1, "person", "We ask the service provider about the account.", 12),
    LeadText("Ochre medallion room", "lucia@es", 9, "product", "A museum of wallpaper looks through its books.", 30),
)
NOTES: Final = (
    NoteText(
        DAMASK,
        "sanne@nl",
        7,
        "The older layer of paper at the corner has green leaves.",
        edited=("niels@nl", "The older layer of paper at the corner has green leaves. See file 3, upper left."),
    ),
    NoteText(DAMASK, "nora@nl", 5, "Asked the shop in Utrecht by telephone; it calls back.", only_country=True),
    NoteText(DAMASK, "fleur@fr", 4, "The shop in Lille keeps its orders for ten years.", only_country=True),
    NoteText(TRELLIS, "mathilde@fr", 7, "The floors differ by one step: see files 1 and 4."),
    NoteText("Mint clouds", "emilio@mx", 2, "The lamp beside the bed is from a set of three."),
    NoteText("Blue damask, other house", "gregor@de", 6, "The device was repaired here in 2023.", only_country=True),
)
TASKS: Final = (
    TaskText(DAMASK, "niels@nl", 4, "Compare the skirting board with the shop's list", 3, "nora@nl"),
    TaskText(DAMASK, "nora@nl", 3, "Ask the shop in Utrecht again", 1),
    TaskText(DAMASK, "niels@nl", 6, "Cut out the socket of file 2", 2, "bram@nl", done=True),
    TaskText("Tulip room, evening", "niels@nl", 3, "Find the maker of the curtain", 10, "sanne@nl"),
    TaskText(TRELLIS, "helene@fr", 5, "Write to the two parks", 4, "fleur@fr"),
    TaskText(DAMASK, "katrin@de", 5, "List the wholesalers", 6, "gregor@de"),
    TaskText("Ochre medallion room", "marta@es", 8, "Call the museum", 7, "jordi@es"),
)
STATEMENTS: Final = (
    StatementText(DAMASK, "nora@nl", 8, "sex", "female", ("B", 2)),
    StatementText(DAMASK, "nora@nl", 8, "age", "6-9", ("B", 3)),
    StatementText(DAMASK, "gregor@de", 6, "age", "10-13", ("C", 4)),
    StatementText(DAMASK, "fleur@fr", 5, "language", "fr", ("B", 3)),
    StatementText(DAMASK, "sanne@nl", 7, "mark", "A small scar below the left knee", ("B", 2)),
    StatementText(TRELLIS, "yanis@fr", 9, "hair", "brown", ("B", 2)),
    StatementText(DAMASK, "nora@nl", 8, "authenticity", "real", ("A", 2), file=0),
    StatementText(DAMASK, "mehmet@de", 6, "authenticity", "altered", ("C", 3), file=0),
    StatementText(DAMASK, "nora@nl", 8, "distributed", "yes", ("A", 1), file=0),
)
DEPICTED: Final = (DepictionText(DAMASK, "nora@nl", 8, 3), DepictionText(TRELLIS, "yanis@fr", 9, 2))
LINKS: Final = (
    LinkText(OTHER_HOUSE, "gregor@de", 3, DAMASK, "device", "The serial number of the device is the same."),
    LinkText("Damask and daisies", "fleur@fr", 9, "Daisy wall", "pictures", "The same daisies.", "tomasz@pl"),
    LinkText(TRELLIS, "mathilde@fr", 6, DAMASK, "name", "A folder has the same name in both.", "nora@nl"),
)
SAME_PEOPLE: Final = (
    LinkText(TRELLIS, "fleur@fr", 2, DAMASK, "voice", "The voices in two recordings sound alike."),
    LinkText("Terracotta chevrons", "yanis@fr", 4, "Daisy wall", "voice", "The same voice in two videos.", "kinga@pl"),
)
SAFEGUARDED: Final = (FactText(TARTAN, "jordi@es", 4),)
REOPENINGS: Final = (
    ReopeningText(TARTAN, "mathilde@fr", 1, "The cloth in our files has another darn. It may be another room."),
)
#: Who rejects a possible link, and in which words.
REJECTED: Final = (
    ("bram@nl", "The wallpaper is the same, the room is not."),
    ("mathilde@fr", "Asked the other unit: another household."),
    ("mehmet@de", "Another room of the same kind."),
    ("lucia@es", "Compared by eye: the window is on the other side."),
)
SEARCHES: Final = (
    SearchText("sanne@nl", "Damask paper, not solved", {"words": "damask"}),
    SearchText("nora@nl", "Sockets of type F", {"words": "sockets type F", "thing": "series"}),
    SearchText("mathilde@fr", "Trellis paper, all", {"words": "trellis", "status": "all"}),
    SearchText("mehmet@de", "Requests about sockets", {"words": "socket", "thing": "thread"}),
    SearchText("lucia@es", "Made near Madrid", {"place": "40.42, -3.68", "km": "20"}),
)
