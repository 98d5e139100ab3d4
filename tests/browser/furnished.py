"""A world for looking at pages: series, requests and files of every state, with texts that are hard to lay out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from accounts.models import Audience, Officer
from forum import actions as forum
from forum.models import ClueKind, Thread
from icse.core.doors import acting_as
from icse.demo.pictures import CameraFacts, jpeg_bytes, room
from series import actions
from series.ingest.decoder import Decoder
from series.ingest.work import Tools
from series.matching.tail import Matcher
from series.models import Item, Series, Subject
from series.uploads import receive_bytes
from tests.series.ingest.zipping import packed
from tests.series.making import ingested

#: A word that cannot be broken, and a language that is written from the right.
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenschirm" * 2
ARABIC = "غرفة خضراء فيها ورق جدران مخطط وسرير صغير قرب النافذة"
NAMES = ("room.jpg", f"{LONG}.jpg", "غرفة نوم.jpg", "room.jpg", "note.jpg", "mirror.jpg")
TITLES = ("Green room with a striped sofa", LONG, ARABIC)


@dataclass(frozen=True)
class World:
    """Keys of what there is to look at."""

    upload: UUID
    case: UUID
    item: UUID
    refused: UUID
    series: UUID
    thread: UUID
    subject: UUID


def furnish(nora: Officer, fleur: Officer, three: Audience) -> World:
    """Fill an empty database. Nothing is made but by the actions that officers use."""
    items = _upload(nora, three)
    ready = [item for item in items if item.state == Item.State.READY]
    made = [_series(nora, three, title, ready[number:]) for number, title in enumerate(TITLES)]
    subject = _subjects(nora, fleur, made[0])
    thread = _threads(nora, fleur, made[0], ready[0])
    [refused] = [item for item in items if item.state == Item.State.REFUSED]
    assert items[0].upload
    return World(items[0].upload, items[0].case_id, ready[0].pk, refused.pk, made[0].pk, thread.pk, subject.pk)


def _upload(by: Officer, audience: Audience) -> list[Item]:
    """Two rooms, a long name, a name from the right, one file twice, and a picture that breaks off."""
    shots = [room(60 + number, size=(640, 480)) for number in (0, 1, 2, 0, 0, 3)]
    facts = CameraFacts("SynthCam", "SC-200", "SC200-1", datetime(2026, 3, 1, tzinfo=UTC), (52.0821, 4.2785))
    contents = [jpeg_bytes(shot, exif=facts) for shot in shots]
    contents[4] = contents[5][:9000]
    with acting_as(by.pk):
        case = actions.open_case(national_reference=f"NL-{LONG}"[:80], exhibit="EX-1", source="Laptop", by=by)
        upload = actions.open_upload(case=case, audience=audience, files=len(NAMES), by=by)
        items = [
            actions.receive_item(
                received=receive_bytes(content, name), case=case, audience=audience, name=name, upload=upload.pk, by=by
            )
            for content, name in zip(contents, NAMES, strict=True)
        ]
        actions.begin_transfer(upload=upload, name=LONG, path=f"{ARABIC}/{LONG}.mp4", size=10**10, by=by)
        files = [("a.jpg", b"a"), (f"{LONG}/b.jpg", b"b")]
        actions.take_file(received=receive_bytes(packed(files), ARABIC), upload=upload, name=f"{LONG}.zip", by=by)
        known = actions.OfferedFile(items[0].sha256, LONG, f"{ARABIC}/{LONG}", 10)
        actions.skip_known(upload=upload, offered=[known], by=by)
    with Decoder() as decoder:
        return ingested(Tools(decoder, Matcher()), *items)


def _series(by: Officer, audience: Audience, title: str, items: list[Item]) -> Series:
    with acting_as(by.pk):
        summary = f"{ARABIC}\n{LONG}\nTwo rooms of one flat."
        return actions.create_series(title=title, summary=summary, audience=audience, items=items, by=by)


def _subjects(nora: Officer, fleur: Officer, series: Series) -> Subject:
    with acting_as(nora.pk):
        first, _ = (actions.add_subject(series=series, role="victim", known=known, by=nora) for known in (LONG, ARABIC))
        actions.add_subject(series=series, role="offender", label=LONG[:60], by=nora)
    with acting_as(fleur.pk):
        actions.claim_subject(subject=first, by=fleur)
    return first


def _threads(nora: Officer, fleur: Officer, series: Series, item: Item) -> Thread:
    with acting_as(nora.pk):
        kinds = {kind.pk: kind for kind in ClueKind.objects.all()}
        crop = forum.CropRequest(item=item, x=0.1, y=0.1, width=0.5, height=0.3)
        asked = [
            forum.open_thread(
                kind=kinds["wallpaper"], question=text, audience=series.audience, series=series, crops=[crop], by=nora
            )
            for text in (f"Who sells this? {LONG}", ARABIC)
        ]
    with acting_as(fleur.pk):
        for body in (LONG, ARABIC, "A shop in Lyon."):
            forum.add_post(thread=asked[0], body=body, by=fleur)
    return asked[0]
