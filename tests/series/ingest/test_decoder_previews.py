"""What officers are shown: upright, small, bare of metadata, and concealed until asked for."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from series.ingest.decoder import CONCEALED, CROP, PLAIN, THUMB, CropReport, Decoder, Report
from series.ingest.recognition import Refusal
from tests import media
from tests.series.ingest.conftest import Upload


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures of about the same size, in grey levels of 255."""
    a, b = (np.asarray(image.convert("RGB").resize((160, 160)), dtype=float) for image in (one, other))
    return float(np.abs(a - b).mean())


def detail(image: Image.Image) -> float:
    """How much neighbouring pixels differ once the picture has 320 pixels a side: edges, faces, letters."""
    grey = np.asarray(image.convert("L").resize((320, 320), Image.Resampling.BICUBIC), dtype=float)
    return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())


def shown(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
        return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_previews_are_upright(decoder: Decoder, upload: Upload, scratch: Path, kind: str, orientation: int) -> None:
    content = media.as_bytes(media.pattern(21, (400, 240)), kind, media.exif_of(orientation=orientation))
    decoder.decode(upload(content), scratch)
    expected = ImageOps.exif_transpose(Image.open(upload(content)))

    for name in (PLAIN, THUMB):
        assert shown(scratch / name).size == expected.size
        assert difference(shown(scratch / name), expected) < 6
    assert difference(shown(scratch / PLAIN), ImageOps.mirror(expected)) > 20


def test_heic_is_upright(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    image = media.pattern(22, (400, 240))
    decoder.decode(upload(media.as_bytes(image, "HEIC", media.exif_of(orientation=6))), scratch)

    assert difference(shown(scratch / PLAIN), image.transpose(Image.Transpose.ROTATE_270)) < 6


@pytest.mark.parametrize(
    ("size", "plain", "thumb", "concealed"),
    [
        ((3000, 2000), (1600, 1067), (448, 299), (320, 214)),
        ((2048, 1536), (2048, 1536), (448, 336), (320, 240)),  # a little longer stays as it is
        ((700, 500), (700, 500), (448, 320), (320, 229)),
        ((200, 100), (200, 100), (200, 100), (200, 100)),
        ((4000, 2), (1600, 1), (448, 1), (320, 1)),
    ],
)
def test_sizes(
    decoder: Decoder,
    upload: Upload,
    scratch: Path,
    size: tuple[int, int],
    plain: tuple[int, int],
    thumb: tuple[int, int],
    concealed: tuple[int, int],
) -> None:
    decoder.decode(upload(media.as_bytes(media.pattern(23, size), "PNG")), scratch)

    assert [shown(scratch / name).size for name in (PLAIN, THUMB, CONCEALED)] == [plain, thumb, concealed]


_OF_EVERY_JPEG = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
_METADATA = (b"EXIF", b"Exif", b"XMP", b"ICC", b"EX-0017", b"Exampla", b"a colour profile", b"a comment")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_they_carry_no_metadata(decoder: Decoder, upload: Upload, scratch: Path, kind: str) -> None:
    content = media.as_bytes(media.pattern(24), kind, media.exif_of(), icc_profile=b"a colour profile" * 20)
    if kind == "JPEG":
        content = content[:2] + b"\xff\xfe\0\x0ba comment" + content[2:]
    path = upload(content)
    report = decoder.decode(path, scratch)
    decoder.crop(path, (0.1, 0.1, 0.5, 0.5), scratch)

    assert isinstance(report, Report)
    assert report.serial == "EX-0017"
    for name in (PLAIN, THUMB, CONCEALED, CROP):
        image, written = shown(scratch / name), (scratch / name).read_bytes()
        assert image.format == ("WEBP" if name == CROP else "JPEG")
        assert set(image.info) <= {"background", "loop", "timestamp", "duration", *_OF_EVERY_JPEG}
        assert not any(word in written for word in _METADATA)


def test_nothing_can_be_recognised_in_the_concealed_one(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    for seed in range(3):
        image = media.pattern(seed, (1200, 900))
        decoder.decode(upload(media.as_bytes(image)), scratch)
        plain, concealed = shown(scratch / PLAIN), shown(scratch / CONCEALED)

        assert detail(concealed) < detail(plain) / 3
        # It is nothing but a few patches: ten samples a side give all of it back.
        again = concealed.resize((10, 8), Image.Resampling.BOX).resize(concealed.size, Image.Resampling.BICUBIC)
        assert difference(concealed, again) < 3
        # Its colour is that of the picture, so that a page of them is not all grey.
        assert np.abs(np.asarray(plain).mean((0, 1)) - np.asarray(concealed).mean((0, 1))).max() < 8


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_crop_is_cut_where_it_was_drawn(
    decoder: Decoder, upload: Upload, scratch: Path, kind: str, orientation: int
) -> None:
    content = media.as_bytes(media.pattern(25, (400, 240)), kind, media.exif_of(orientation=orientation))
    upright = ImageOps.exif_transpose(Image.open(upload(content)))
    left, top, right, bottom = (
        round(share * side) for share, side in zip((0.1, 0.25, 0.6, 0.75), upright.size * 2, strict=True)
    )
    found = decoder.crop(upload(content), (0.1, 0.25, 0.5, 0.5), scratch)

    assert found == CropReport(right - left, bottom - top)
    assert [path.name for path in scratch.iterdir()] == [CROP]
    assert difference(shown(scratch / CROP), upright.crop((left, top, right, bottom))) < 6


def test_a_crop_comes_from_the_original(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    path = upload(media.as_bytes(media.pattern(26, (4000, 3000))))

    assert decoder.crop(path, (0.5, 0.5, 0.25, 0.25), scratch) == CropReport(1000, 750)
    assert decoder.crop(path, (0, 0, 1, 1), scratch) == CropReport(1200, 900)


BAD_BOXES = {
    "outside": (0.5, 0.5, 0.6, 0.2),
    "before": (-0.1, 0.5, 0.2, 0.2),
    "empty": (0.5, 0.5, 0.0, 0.2),
    "no number": (0.5, float("nan"), 0.1, 0.2),
    "three numbers": (0.5, 0.5, 0.1),
}


@pytest.mark.parametrize("box", BAD_BOXES.values(), ids=BAD_BOXES)
def test_a_box_outside_the_picture_is_refused(
    decoder: Decoder, upload: Upload, scratch: Path, box: tuple[float, ...]
) -> None:
    found = decoder.crop(upload(media.as_bytes(media.pattern(27))), box, scratch)

    assert isinstance(found, Refusal)
    assert found.code == "crop_outside"
    assert list(scratch.iterdir()) == []


def test_a_crop_of_23_pixels_is_refused_and_of_24_taken(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    path = upload(media.as_bytes(media.pattern(27, (640, 480))))
    too_small = decoder.crop(path, (0.1, 0.1, 0.5, 23 / 480), scratch)

    assert isinstance(too_small, Refusal)
    assert too_small.code == "crop_too_small"
    assert list(scratch.iterdir()) == []
    assert decoder.crop(path, (0.1, 0.1, 24 / 640, 24 / 480), scratch) == CropReport(24, 24)


def test_a_crop_of_a_bad_file_is_refused_for_its_own_reason(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    for content, code in ((media.truncated_jpeg(), "truncated"), (b"text", "not_a_picture")):
        found = decoder.crop(upload(content), (0, 0, 1, 1), scratch)
        assert isinstance(found, Refusal)
        assert found.code == code
