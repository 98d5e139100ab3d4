"""What the processes of ``benchmarks.ingest`` do, each with Django set up: receive, or work on a share of the items."""

import io
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from django.contrib.auth.models import Group
from PIL import ExifTags, Image

from accounts.models import Audience, Officer, Unit
from accounts.reference import connect_country
from icse.core.doors import acting_as, acting_as_system
from series import actions, blobs
from series.ingest.decoder import Decoder, Report
from series.ingest.pipeline import STAGES, ingest
from series.ingest.work import Tools
from series.matching.tail import Matcher
from series.models import Hit, Item
from series.uploads import receive_bytes

SIZE = (1632, 1224)
#: Each so many pictures are the same one, compressed in different ways.
ALIKE = 4


def main() -> None:
    """Do what the arguments say, and answer with one line of JSON."""
    step, *numbers = sys.argv[1:]
    steps: dict[str, Callable[..., dict[str, Any]]] = {"receive": receive, "work": work}
    print(json.dumps(steps[step](*map(int, numbers))))


def receive(pictures: int) -> dict[str, Any]:
    """Make the pictures, then receive them as an officer, each in a transaction of its own."""
    officer, audience = _officer()
    files = [picture(number) for number in range(pictures)]
    begun = time.perf_counter()
    for number, content in enumerate(files):
        received = receive_bytes(content, f"{number}.jpg")
        with acting_as(officer.pk):
            case = actions.open_case(national_reference="B-1", by=officer)
            actions.receive_item(received=received, case=case, audience=audience, name=received.name or "", by=officer)
    return {"seconds": time.perf_counter() - begun, "megapixels": round(SIZE[0] * SIZE[1] / 1e6, 2)}


def picture(number: int) -> bytes:
    """Return a JPEG with camera metadata: soft shapes and grain, so that it is as hard to decode as a photograph."""
    rng = np.random.default_rng(number // ALIKE)
    shapes = Image.fromarray(rng.integers(0, 256, (24, 32, 3), dtype=np.uint8)).resize(SIZE, Image.Resampling.BICUBIC)
    grain = rng.normal(0, 6, (SIZE[1], SIZE[0], 1))
    image = Image.fromarray(np.clip(np.asarray(shapes) + grain, 0, 255).astype(np.uint8))
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model], exif[ExifTags.Base.Orientation] = "Exampla", "X100", 6
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92 - 10 * (number % ALIKE), exif=exif)
    return file.getvalue()


def work(worker: int, workers: int) -> dict[str, Any]:
    """Ingest every ``workers``-th item; then the same files through the decoder alone."""
    with acting_as_system("benchmark"):
        mine = list(Item.objects.order_by("pk"))[worker::workers]
    seconds: dict[str, float] = dict.fromkeys((stage.name for stage in STAGES), 0.0)
    parts: dict[str, float] = dict.fromkeys(("decode", "describe", "fingerprint", "preview"), 0.0)
    with Decoder() as decoder:
        decoder.decode(blobs.blob_path(mine[0].sha256), None)  # starts the child
        begun = time.perf_counter()
        tools = Tools(decoder, Matcher())
        done = [ingest(item.pk, tools) for item in mine]
        whole = time.perf_counter() - begun
        alone = _decoder_alone(decoder, mine)
    for one in done:
        if one is not None:
            _add(seconds, one.timings)
            _add(parts, one.known_report.timings)
    return {
        "ready": sum(one is not None for one in done),
        "ingest_seconds": whole,
        "decoder_seconds": alone,
        "stages": seconds,
        "decoder_parts": parts,
        "hits": _hits(),
    }


def _add(to: dict[str, float], timings: dict[str, float]) -> None:
    for name, taken in timings.items():
        to[name] += taken


def _decoder_alone(decoder: Decoder, items: list[Item]) -> float:
    scratch = blobs.scratch_folder() / "benchmark"
    scratch.mkdir(exist_ok=True)
    begun = time.perf_counter()
    for item in items:
        assert isinstance(decoder.decode(blobs.blob_path(item.sha256), scratch), Report)
    return time.perf_counter() - begun


def _hits() -> int:
    with acting_as_system("benchmark"):
        return Hit.objects.filter(kind=Hit.Kind.NEAR).count()


def _officer() -> tuple[Officer, Audience]:
    with acting_as_system("benchmark"):
        country = connect_country("NL")
        unit = Unit.objects.create(country=country, name="Unit", group=Group.objects.create(name="unit"))
        officer = Officer.objects.create(
            email="bench@example.invalid",
            name="Bench",
            unit=unit,
            country=country,
            certified_until=date(2099, 1, 1),
            password="!",  # noqa: S106 - nobody can sign in with it
        )
        return officer, Audience.objects.get(kind=Audience.Kind.NATIONAL, owner=country)
