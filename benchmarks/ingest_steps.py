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
from benchmarks.processor import of_database, of_process
from icse.core.doors import acting_as, acting_as_system
from series import actions, blobs
from series.ingest.decoder import Decoder, Report
from series.ingest.pipeline import STAGES, ingest
from series.ingest.work import Tools
from series.matching.tail import Matcher
from series.models import Hit, Item
from series.uploads import receive_bytes

#: Millions of pixels, and the sides.
SIZES = {"0.5": (816, 612), "2": (1632, 1224), "12": (4000, 3000)}
#: Each so many pictures are the same one, compressed in different ways.
ALIKE = 4
PARTS = ("decode", "describe", "fingerprint", "preview")


def main() -> None:
    """Do what the arguments say, and answer with one line of JSON."""
    step, megapixels, *numbers = sys.argv[1:]
    steps: dict[str, Callable[..., dict[str, Any]]] = {"receive": receive, "work": work}
    print(json.dumps(steps[step](megapixels, *map(int, numbers))))


def receive(megapixels: str, pictures: int) -> dict[str, Any]:
    """Make the pictures, then receive them as an officer, each in a transaction of its own."""
    officer, audience = _officer()
    files = [picture(number, SIZES[megapixels]) for number in range(pictures)]
    begun, used = time.perf_counter(), time.process_time()
    for number, content in enumerate(files):
        received = receive_bytes(content, f"{number}.jpg")
        with acting_as(officer.pk):
            case = actions.open_case(national_reference=f"B-{megapixels}", by=officer)
            actions.receive_item(received=received, case=case, audience=audience, name=received.name or "", by=officer)
    return {"seconds": time.perf_counter() - begun, "processor": time.process_time() - used}


def picture(number: int, size: tuple[int, int]) -> bytes:
    """Return a JPEG with camera metadata: soft shapes and grain, so that it is as hard to decode as a photograph."""
    rng = np.random.default_rng(number // ALIKE + size[0])
    shapes = Image.fromarray(rng.integers(0, 256, (24, 32, 3), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
    grain = rng.normal(0, 6, (size[1], size[0], 1))
    image = Image.fromarray(np.clip(np.asarray(shapes) + grain, 0, 255).astype(np.uint8))
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Exampla", "X100"
    exif[ExifTags.Base.Orientation] = 6 if number % 2 else 1
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92 - 10 * (number % ALIKE), exif=exif)
    return file.getvalue()


def work(megapixels: str, worker: int, workers: int) -> dict[str, Any]:
    """Ingest every ``workers``-th waiting item; then the same files through the decoder alone."""
    with acting_as_system("benchmark"):
        mine = list(Item.objects.filter(state=Item.State.RECEIVED).order_by("pk"))[worker::workers]
    seconds: dict[str, float] = dict.fromkeys((stage.name for stage in STAGES), 0.0)
    processor, parts = dict(seconds), dict.fromkeys(PARTS, 0.0)
    with Decoder() as decoder:
        tools = Tools(decoder, Matcher())
        _warm(tools)
        before = _used(decoder)
        begun = time.perf_counter()
        done = [ingest(item.pk, tools) for item in mine]
        whole = time.perf_counter() - begun
        used = {name: seconds - before[name] for name, seconds in _used(decoder).items()}
        alone = _decoder_alone(decoder, mine)
    for one in done:
        if one is not None:
            _add(seconds, one.timings)
            _add(processor, one.processor)
            _add(parts, one.known_report.timings)
    return {
        "ready": sum(one is not None for one in done),
        "ingest_seconds": whole,
        "decoder_seconds": alone,
        "processor": used,
        "stages": seconds,
        "stages_processor": processor,
        "decoder_parts": parts,
        "hits": _hits(),
    }


def _warm(tools: Tools) -> None:
    """Start the child, connect, and compile the index's kernels."""
    tools.decoder.layers()
    with acting_as_system("benchmark"):
        tools.matcher.near(np.zeros((8, 32), dtype=np.uint8))


def _used(decoder: Decoder) -> dict[str, float]:
    """The processor's seconds so far. Every worker sees the whole database's: take the largest."""
    return {
        "worker": time.process_time(),
        "decoder": of_process(decoder.child_pid),
        "database": of_database(),
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
        if (known := Officer.objects.filter(country=country).first()) is not None:
            return known, Audience.objects.get(kind=Audience.Kind.NATIONAL, owner=country)
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
