"""The jobs about pictures: everything that ingest needs of one, in one pass; and one part cut out of it."""

import codecs
import importlib
import warnings
from typing import BinaryIO, Final

import pillow_heif
from PIL import AvifImagePlugin, Image

from series.ingest.decoder.answers import Answer, Clock, Job, Outputs, RefusedFileError, Run, write
from series.ingest.decoder.limits import Limits
from series.ingest.decoder.metadata import describe
from series.ingest.decoder.pictures import Picture, shown, small_copy
from series.ingest.decoder.previews import as_jpeg, as_webp, concealed
from series.ingest.decoder.reports import CONCEALED, CROP, LONGEST_CROP, PLAIN, SHORTEST_CROP, THUMB
from series.matching.fingerprints import dihedral


def prepare() -> None:
    """Load every format that is taken, and the codecs of texts."""
    Image.init()
    importlib.import_module("PIL.MpoImagePlugin")
    for encoding in ("ascii", "latin-1", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
        codecs.lookup(encoding)
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    # Threads are refused in a fork, and other files are waiting for the other cores.
    pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def decode(source: BinaryIO, outputs: Outputs, job: Job, limits: Limits) -> Answer:
    """Tell what a picture is, and write its previews, unless there are no outputs."""
    clock = Clock()
    picture = _opened(source, job, limits)
    clock.lap("decode")
    described = describe(picture.exif)
    clock.lap("describe")
    working = picture.working_copy()
    clock.lap("decode")
    small = small_copy(working)
    prints = dihedral(small)
    clock.lap("fingerprint")
    if outputs:
        _write_previews(shown(working, picture.orientation), shown(small, picture.orientation), outputs)
    clock.lap("preview")
    frames = picture.frames(limits.frames)
    clock.lap("describe")
    return described | {
        "width": picture.width,
        "height": picture.height,
        "frames": frames,
        "orientation": picture.orientation,
        "fingerprints": [one.hex for one in prints],
        "quality": prints[0].quality,
        "timings": clock.laps,
    }


def crop(source: BinaryIO, outputs: Outputs, job: Job, limits: Limits) -> Answer:
    """Cut ``job["box"]`` (shares of the shown picture) out of the original."""
    picture = _opened(source, job, limits)
    box = _in_pixels(job["box"], picture.shown_size)
    if min(box[2] - box[0], box[3] - box[1]) < SHORTEST_CROP:
        raise RefusedFileError("crop_too_small")
    cut = picture.shown_part(box, LONGEST_CROP)
    write(as_webp(cut), outputs[CROP])
    return {"width": cut.width, "height": cut.height}


def _opened(source: BinaryIO, job: Job, limits: Limits) -> Picture:
    Image.MAX_IMAGE_PIXELS = limits.pixels
    # The size is said, for a confined process may not ask for it.
    return Picture(source.read(job["size"]), job["media_type"], limits.pixels)


def _write_previews(plain: Image.Image, small: Image.Image, outputs: Outputs) -> None:
    for name, image in ((PLAIN, plain), (THUMB, small), (CONCEALED, concealed(small))):
        write(as_jpeg(image), outputs[name])


def _in_pixels(box: list[float], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Turn x, y, width and height as shares of the shown picture into left, top, right, bottom within it."""
    x, y, width, height = box
    left, top = round(x * size[0]), round(y * size[1])
    return left, top, min(size[0], round((x + width) * size[0])), min(size[1], round((y + height) * size[1]))


JOBS: Final[dict[str, Run]] = {"decode": decode, "crop": crop}
