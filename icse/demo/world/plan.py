"""The whole world as data, decided from a seed: the same at every load, on every machine."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from icse.core.ids import first_uuid7
from icse.demo.clue_texts import CLUES, ClueText
from icse.demo.desk_texts import DAMASK, DOUBLES
from icse.demo.series_texts import SERIES, Look
from icse.demo.world import lives, marked, news
from icse.demo.world.clue_views import CLUE_VIEWS
from icse.demo.world.people import GROUPS, LIGHTHOUSE, MEMBERS, NATIONAL, officers_of, people
from icse.demo.world.shapes import (
    UNMARKED,
    Act,
    CloseShot,
    CropPlan,
    ItemRef,
    Mark,
    Picture,
    Placing,
    RoomShot,
    SeriesPlan,
    ThreadPlan,
    Upload,
    WorldPlan,
)
from icse.demo.world.shots import copies, own_pictures, random_for
from icse.demo.world.stories import SMALL, STORIES, Story

_KEYS: Final = UUID("5f0c6c0e-3d1b-5f0e-9d52-1c5e00000000")
_LOADED: Final = datetime(2020, 1, 1, tzinfo=UTC)
_RANDOM: Final = (1 << 62) - 1
_SOURCES: Final = ("Phone seized at a search", "Computer seized at a search", "Report of a service provider", "")
_TEXTS: Final = {text.title: (number, text) for number, text in enumerate(SERIES)}


def build(*, small: bool = False) -> WorldPlan:
    """The plan of the world; `small` has few series, for tests, which live exactly as in the whole world."""
    stories = [story for story in STORIES if not small or story.title in SMALL]
    own = {story.title: _own_upload(story) for story in stories}
    held = {story.title: tuple(_held_elsewhere(story, own[story.title])) for story in stories}
    loose = tuple(_loose_uploads(own))
    cards = _upload(*news.card_upload())
    doubles = tuple(_double_uploads(own))
    late = [replace(_upload(*one), late=True) for one in news.late_uploads(own)]
    uploads = [*own.values(), *(upload for ones in held.values() for upload in ones), *loose, cards, *doubles, *late]
    return WorldPlan(
        people=people(),
        groups=GROUPS,
        uploads=tuple(sorted(uploads, key=lambda upload: -upload.act.ago)),
        series=tuple(_series(story, own[story.title], held[story.title], cards) for story in stories),
        threads=tuple(_thread_alone(clue, loose) for clue in CLUES if clue.series is None),
        doubles=doubles,
    )


def _own_upload(story: Story) -> Upload:
    number, text = _TEXTS[story.title]
    place = story.by or story.country
    pictures = own_pictures(story.title, number, text.look, story.pictures, place, context=story.offender)
    rng = random_for("upload", story.title)
    act = Act(rng.choice(officers_of(story.country)[1:]), story.days + 0.2)
    mark = marked.UPLOADS.get(story.title, UNMARKED)
    return _upload(story.title, act, story.country, story.audience, pictures, mark)


def _held_elsewhere(story: Story, own: Upload) -> Iterator[Upload]:
    """Copies in other countries: the first helper holds changed ones, the second the very same file."""
    for step, country in enumerate(story.helpers):
        rng = random_for("held", story.title, country)
        act = Act(rng.choice(officers_of(country)[1:]), story.days * (0.82 - 0.2 * step))
        pictures = copies(own.pictures, 1 if step else 2, exact=step > 0, salt=country)
        yield _upload(f"{story.title} in {country}", act, country, story.audience, pictures)


def _series(story: Story, own: Upload, held: tuple[Upload, ...], cards: Upload) -> SeriesPlan:
    _, text = _TEXTS[story.title]
    clue = _clue_of(story)
    return SeriesPlan(
        text=text,
        made=Act(own.act.email, story.days),
        audience=story.audience,
        items=_items(own),
        additions=tuple(_additions(story, held, cards)),
        subjects=lives.subjects_of(story, clue),
        thread=_thread(story, clue, own) if clue else None,
        mark=marked.SERIES.get(story.title, UNMARKED),
    )


def _additions(story: Story, held: tuple[Upload, ...], cards: Upload) -> Iterator[Placing]:
    """While a series is open, the first helper has put its copies in; elsewhere they are only found."""
    if story.title in news.FLOODED:
        yield Placing(Act(cards.act.email, story.days * 0.9), _items(cards))
    if story.outcome in ("open", "partly"):
        yield from (Placing(Act(upload.act.email, upload.act.ago - 0.1), _items(upload)) for upload in held[:1])


def _thread(story: Story, clue: ClueText, own: Upload) -> ThreadPlan:
    asked, answers = lives.talk(clue, story.days, until=lives.end_of(story) + 0.2)
    view = CLUE_VIEWS.get(story.title)
    crop = CropPlan(_items(own)[view.picture], *view.box) if view else None
    return ThreadPlan(clue, asked, answers, crop, lives.closing_word(story, clue))


def _thread_alone(clue: ClueText, loose: tuple[Upload, ...]) -> ThreadPlan:
    (upload,) = (one for one in loose if one.act.email in officers_of(clue.country))
    asked, answers = lives.talk(clue, 22, until=0.3)
    crop = CropPlan(_items(upload)[0], 0.2, 0.2, 0.6, 0.6)
    asking = Act(upload.act.email, asked.ago)
    return ThreadPlan(clue, asking, answers, crop, mark=marked.THREADS.get(clue.topic))


def _loose_uploads(own: dict[str, Upload]) -> Iterator[Upload]:
    """Files in no series: some known elsewhere, one that is no picture, one sent twice."""
    solved, open_one = own["Tartan bedspread"].pictures, own[DAMASK].pictures
    new = Picture("IMG_20240611_201455.jpg", RoomShot(900, Look(("rings", "ochre")), 1, "evening"))
    nora = (
        *copies(solved, 1, salt="nora"),
        *copies(open_one[3:], 1, salt="nora"),
        new,
        Picture("IMG_20240611_201502.jpg", None),
        Picture("IMG_20240611_201455 (1).jpg", new.shows),
        Picture("VID_20240611_201530.mp4", new.shows, kind="MP4", seconds=8),
        Picture("voice-note.wav", None, kind="WAV"),
        Picture("saved-page.html", None, kind="HTML"),
    )
    yield _upload("loose NL", Act(officers_of("NL")[1], 1.5), "NL", MEMBERS, nora)
    rooms = [RoomShot(901 + step, Look(("clouds", "grey")), step, "day") for step in range(2)]
    unknown = tuple(Picture(f"room-{step + 1}.png", room, kind="PNG") for step, room in enumerate(rooms))
    yield _upload("loose JP", Act(officers_of("JP")[1], 4), "JP", NATIONAL, unknown)
    fabric = Picture("shirt-detail.jpg", CloseShot("fabric", 0), nature="context")
    shorter = Picture("clip.webm", new.shows, kind="WEBM", seconds=4)
    yield _upload("loose AU", Act(officers_of("AU")[1], 23), "AU", MEMBERS, (fabric, shorter))
    known = copies(own["Moon bedspread"].pictures, 2, exact=True, salt="loose")
    yield _upload("loose EG", Act(officers_of("EG")[2], 8), "EG", LIGHTHOUSE, known)


def _double_uploads(own: dict[str, Upload]) -> Iterator[Upload]:
    """The same room in two later seizures of its own country."""
    pictures = own[DAMASK].pictures
    for step, title in enumerate(DOUBLES):
        again = copies(pictures[step * 2 :], 2, salt=title)
        yield _upload(title, Act(officers_of("NL")[3], 6 - step), "NL", MEMBERS, again)


def _upload(
    name: str,
    act: Act,
    country: str,
    audience: str,
    pictures: tuple[Picture, ...],
    mark: Mark = UNMARKED,
) -> Upload:
    rng = random_for("case", name)
    return Upload(
        key=_key_of(name, act.ago),
        act=act,
        case=f"{country}-{rng.randrange(10_000, 99_999)}",
        exhibit=f"{rng.choice('ABC')}{rng.randrange(1, 9)}",
        source=rng.choice(_SOURCES),
        audience=audience,
        pictures=pictures,
        mark=mark,
    )


def _key_of(name: str, ago: float) -> UUID:
    """Give an upload its place among the others, before all real ones: lists show the highest key first."""
    began = first_uuid7(_LOADED - timedelta(days=ago))
    return UUID(int=began.int | uuid5(_KEYS, name).int & _RANDOM)


def _items(upload: Upload) -> tuple[ItemRef, ...]:
    return tuple(ItemRef(upload.key, picture.name) for picture in upload.pictures)


def _clue_of(story: Story) -> ClueText | None:
    return next((clue for clue in CLUES if clue.series == story.title), None)
