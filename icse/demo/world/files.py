"""Uploads: the plan's files received in their officers' names, and taken through the service's own pipeline."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from accounts.models.owned import owner_fields
from icse.core.doors import acting_as_system
from icse.demo.world.cast import Cast, marking_of
from icse.demo.world.shapes import Upload as UploadPlan
from series.actions import open_case, receive_item
from series.ingest.decoder import Decoder
from series.ingest.decoders import new_decoder
from series.ingest.leases import OPEN_STATES
from series.ingest.pipeline import ingest
from series.ingest.work import Tools
from series.matching.tail import Matcher
from series.models import Item, Upload
from series.uploads import receive_bytes

_THREADS: Final = 2


class IngestStuck(RuntimeError):
    """Some of the demo's files are still not finished after every attempt had its time."""


def receive_upload(upload: UploadPlan, contents: list[bytes], cast: Cast) -> None:
    """Receive the files of one upload, and date them. As the system; the files are received by their officer."""
    with cast.acting(upload.act) as officer:
        audience = cast.audience(upload.audience, officer.country_id)
        case = open_case(
            national_reference=upload.case,
            exhibit=upload.exhibit,
            source=upload.source,
            seized_on=cast.day(upload.act.ago + 9),
            by=officer,
        )
        sent = Upload(
            id=upload.key,
            audience_id=case.audience_id,
            files_audience=audience,
            case=case,
            nature=Item.Nature.CONTENT,
            expected_files=len(contents),
            expected_bytes=sum(map(len, contents)),
            **marking_of(upload.mark).columns,
            **owner_fields(officer),
        )
        sent.save(force_insert=True)
        items = [
            receive_item(
                received=receive_bytes(content, picture.name),
                case=case,
                audience=audience,
                name=picture.name,
                upload=upload.key,
                nature=picture.nature,
                marking=marking_of(upload.mark),
                by=officer,
            )
            for picture, content in zip(upload.pictures, contents, strict=True)
        ]
    for row in (case, sent, *items):
        cast.backdate(row, upload.act.ago)


def ingest_waiting(uploads: list[UUID], tick: Callable[[], object]) -> None:
    """Take every waiting file of these uploads through the pipeline; `tick` is called after each.

    :raises IngestStuck: some are not finished after every attempt had its time.
    """
    until = time.monotonic() + settings.INGEST_LEASE_SECONDS * (settings.INGEST_MAX_ATTEMPTS + 1)
    while waiting := _waiting(uploads):
        if time.monotonic() > until:
            raise IngestStuck(f"{len(waiting)} files of the demo are not finished. See the log, and load again.")
        for _ in _ingested(waiting):
            tick()
        if _waiting(uploads):
            time.sleep(1)  # an attempt was lost, or a worker that we did not start holds one


def _waiting(uploads: list[UUID]) -> list[UUID]:
    with acting_as_system("demo"):
        rows = Item.objects.filter(upload__in=uploads, state__in=OPEN_STATES).order_by("pk")
        return list(rows.values_list("pk", flat=True))


def _ingested(keys: list[UUID]) -> Iterator[None]:
    """Threads suffice: the work is done by each one's decoder process and by the database."""
    mine = threading.local()
    decoders: list[Decoder] = []

    def one(key: UUID) -> None:
        if not hasattr(mine, "tools"):
            mine.tools = Tools(new_decoder(), Matcher())
            decoders.append(mine.tools.decoder)
        try:
            ingest(key, mine.tools)
        finally:
            connection.close()

    with ThreadPoolExecutor(_THREADS) as pool:
        yield from pool.map(one, keys)
    for decoder in decoders:
        decoder.close()
