"""What a plan is made of: who does what to which picture, and how many days before the world is loaded.

Plain data, so that a plan can be compared, counted and tested without a database. `ago` is always in days.
"""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from icse.demo.clue_texts import ClueText
from icse.demo.clues import ClueKind
from icse.demo.files import CameraFacts
from icse.demo.light import TimeOfDay
from icse.demo.series_texts import Look, SeriesText

Role = Literal["analyst", "supervisor", "coordinator", "administrator"]
FileKind = Literal["JPEG", "PNG", "WEBP", "MP4", "WEBM", "WAV", "HTML"]
Nature = Literal["content", "context"]
SubjectRole = Literal["victim", "offender"]


@dataclass(frozen=True, slots=True)
class Person:
    """An invented officer. `certified` False: the certificate has run out; `active` False: switched off."""

    email: str
    name: str
    country: str
    role: Role = "analyst"
    about: str = ""
    certified: bool = True
    active: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """A group audience: its name, and the countries it is given to; the first one owns it."""

    name: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far something may travel, in the words of the database."""

    tlp: str = "amber"
    handling: tuple[str, ...] = ("H0",)
    note: str = ""


UNMARKED: Final = Mark()


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody (by address) does something."""

    email: str
    ago: float


@dataclass(frozen=True, slots=True)
class RoomShot:
    """A room from one of four places at a time of day."""

    seed: int
    look: Look
    view: int
    hour: TimeOfDay


@dataclass(frozen=True, slots=True)
class CloseShot:
    """A close picture of one thing."""

    kind: ClueKind
    seed: int


@dataclass(frozen=True, slots=True)
class Picture:
    """One file. `shows` None: a picture that breaks off, or a sound or a page. `change`: which near-duplicate, if one.

    A film shows its picture for a second, and then parts of it, for as long as `seconds` says.
    """

    name: str
    shows: RoomShot | CloseShot | None
    change: int | None = None
    camera: CameraFacts | None = None
    kind: FileKind = "JPEG"
    nature: Nature = "content"
    seconds: int = 6


@dataclass(frozen=True, slots=True)
class Upload:
    """Files that one officer sends together. `audience` is a name, or "national" for the own country only.

    `late`: taken in once all series have been lived, as news of what is solved by then.
    """

    key: UUID
    act: Act
    case: str
    exhibit: str
    source: str
    audience: str
    pictures: tuple[Picture, ...]
    mark: Mark = UNMARKED
    late: bool = False


@dataclass(frozen=True, slots=True)
class ItemRef:
    """A file of an upload."""

    upload: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Placing:
    """An officer puts items into the series; of another country than the owner's, perhaps."""

    act: Act
    items: tuple[ItemRef, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """An identification: recorded, and confirmed by a second officer of the country (None: not yet).

    `credited`: which answer of the series' thread helped, by its number.
    """

    recorded: Act
    confirmed: Act | None
    reference: str
    method: str
    source_evaluation: str
    information_evaluation: int
    credited: int | None = None


@dataclass(frozen=True, slots=True)
class SubjectPlan:
    """A victim or an offender, and how far the search for them has come."""

    role: SubjectRole
    claim: Act | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class CropPlan:
    """A rectangle of an item, in fractions of the picture as displayed."""

    item: ItemRef
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ThreadPlan:
    """A clue request and its answers, each with who writes it; `closing`: a last word of the country that found out."""

    clue: ClueText
    asked: Act
    answers: tuple[Act, ...]
    crop: CropPlan | None = None
    closing: tuple[Act, str] | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """A series and everything that happens in it."""

    text: SeriesText
    made: Act
    audience: str
    items: tuple[ItemRef, ...]
    additions: tuple[Placing, ...]
    subjects: tuple[SubjectPlan, ...]
    thread: ThreadPlan | None
    mark: Mark = UNMARKED


@dataclass(frozen=True, slots=True)
class WorldPlan:
    """The whole world. Uploads stand in the order in which they happened; `doubles`: those of one room sent again."""

    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    uploads: tuple[Upload, ...]
    series: tuple[SeriesPlan, ...]
    threads: tuple[ThreadPlan, ...]
    doubles: tuple[Upload, ...]
