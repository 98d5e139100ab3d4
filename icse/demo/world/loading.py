"""Loads the plan, part by part. Each part commits as a whole and leaves a mark in the record, so that a load that was
interrupted goes on where it stopped, and one that was finished changes nothing any more."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Protocol, TypeVar

from django.utils import timezone

from forum.models import Crop
from forum.tasks import cut_crop
from icse.coordination.tasks import publish_figures
from icse.core import audit
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry
from icse.demo.world import living
from icse.demo.world.cast import Cast, make_cast, read_cast, set_password
from icse.demo.world.desks import answer_proposals, choose_duty, fill_desks, make_doubles
from icse.demo.world.drawing import drawn
from icse.demo.world.files import ingest_waiting, receive_upload
from icse.demo.world.hash_lists import make_lists
from icse.demo.world.people import MEMBERS
from icse.demo.world.shapes import Upload, WorldPlan
from series.models import Item, NewMaterial, SetAside
from series.proposing.work import propose
from series.referring import packing

T = TypeVar("T")
_WHOLE = "whole"


class Progress(Protocol):
    """Shows how far a step has come: called with the things to do, it gives them on one by one."""

    def __call__(self, things: Iterable[T], label: str, total: int) -> Iterable[T]:
        """Give the things on, showing each."""


def is_loaded() -> bool:
    """True once a world has been loaded to its end."""
    return _WHOLE in _marks()


def load(plan: WorldPlan, password: str, progress: Progress) -> None:
    """Make the world, or what is missing of it."""
    with _part("people") as is_new:
        if is_new:
            make_cast(plan, password)
    with acting_as_system("demo"):
        cast = read_cast(plan, timezone.now())
    _receive(plan, cast, progress)
    _ingest(plan, progress)
    _live(plan, cast, progress)
    _ingest_late(plan, cast)
    _work(plan, cast)
    with _part("hash lists") as is_new:
        if is_new:
            make_lists(cast)
    _cut_crops(progress)
    publish_figures()
    with _part(_WHOLE):
        pass


def change_password(plan: WorldPlan, password: str) -> None:
    """Give all invented officers a new password."""
    with acting_as_system("demo"):
        set_password(plan, password)


def _receive(plan: WorldPlan, cast: Cast, progress: Progress) -> None:
    done = _marks()
    missing = [upload for upload in plan.uploads if _name_of(upload) not in done]
    pictures = [picture for upload in missing for picture in upload.pictures]
    contents = (content for _, content in progress(drawn(pictures), "Drawing pictures", len(pictures)))
    for upload in missing:
        files = list(islice(contents, len(upload.pictures)))
        with _part(_name_of(upload)) as is_new:
            if is_new:
                receive_upload(upload, files, cast)


def _ingest(plan: WorldPlan, progress: Progress) -> None:
    early = [upload for upload in plan.uploads if not upload.late]
    total = sum(len(upload.pictures) for upload in early)
    shown = iter(progress(range(total), "Taking them in", total))
    ingest_waiting([upload.key for upload in early], lambda: next(shown, None))
    for _ in shown:  # those of an earlier, interrupted load
        pass


def _ingest_late(plan: WorldPlan, cast: Cast) -> None:
    """Take in what came last, and date what follows from it."""
    late = [upload for upload in plan.uploads if upload.late]
    ingest_waiting([upload.key for upload in late], lambda: None)
    with acting_as_system("demo"):
        for upload in late:
            items = Item.objects.filter(upload=upload.key)
            for model in (NewMaterial, SetAside):
                model._default_manager.filter(item__in=items).update(created_at=cast.when(upload.act.ago))


def _live(plan: WorldPlan, cast: Cast, progress: Progress) -> None:
    for series in progress(plan.series, "Making series", len(plan.series)):
        with _part(f"series {series.items[0].upload}") as is_new:
            if is_new:
                living.live_series(series, cast)
    for number, thread in enumerate(plan.threads):
        with _part(f"thread {number}") as is_new:
            if is_new:
                living.live_thread(thread, MEMBERS, cast)


def _work(plan: WorldPlan, cast: Cast) -> None:
    """Do what officers do with all that, and what a worker makes of it."""
    with _part("doubles") as is_new:
        if is_new:
            make_doubles(cast, plan.doubles)
    with _part("desks") as is_new:
        if is_new:
            choose_duty(cast)
            fill_desks(cast)
    with acting_as_system("demo"):
        keys = list(packing.to_pack().order_by("pk").values_list("pk", flat=True))
    for key in keys:
        packing.pack(key)
    propose()
    with _part("answers") as is_new:
        if is_new:
            answer_proposals(cast)


def _cut_crops(progress: Progress) -> None:
    with acting_as_system("demo"):
        keys = list(Crop.objects.filter(state=Crop.State.WAITING).order_by("pk").values_list("pk", flat=True))
    for key in progress(keys, "Cutting crops", len(keys)):
        cut_crop(str(key))


@contextmanager
def _part(name: str) -> Iterator[bool]:
    """One transaction of the system; true if this part is still to be done. It is marked when the block ends well."""
    with acting_as_system("demo"):
        is_new = not AuditEntry.objects.filter(action="world.loaded", facts__part=name).exists()
        yield is_new
        if is_new:
            audit.record("world.loaded", part=name)


def _marks() -> set[str]:
    with acting_as_system("demo"):
        return set(AuditEntry.objects.filter(action="world.loaded").values_list("facts__part", flat=True))


def _name_of(upload: Upload) -> str:
    return f"upload {upload.key}"
