"""Good files with random changes, and what is asked of a decoder that is given one."""

import tempfile
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from series.ingest.decoder import CONCEALED, PLAIN, THUMB, Decoder, Report
from series.ingest.recognition import SENTENCES, Refusal
from tests import media
from tests.hostile.shaping import gif, grey_tiff, jpeg_with, png, seed, segment, tiff

SEEDS: Final = (
    *(seed(kind) for kind in media.FORMATS.values()),
    *(gif(5), png(), jpeg_with(segment(0xFE, b"a comment"))),
    tiff(grey_tiff(8, 8, strip_at=122, strip_bytes=64)) + bytes(64),
)
_NASTY: Final = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\1", b"\1\0\0\0")


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """One of the seeds after up to eight changes: overwritten, cut out, doubled, put elsewhere, cut off."""
    content = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 8))):
        _change(draw, content)
    return bytes(content)


def _change(draw: st.DrawFn, content: bytearray) -> None:
    at = draw(st.integers(0, len(content)))
    upto = min(len(content), at + draw(st.integers(1, 64)))
    what = draw(st.sampled_from(("overwrite", "number", "flip", "cut out", "double", "end")))
    if what == "overwrite":
        content[at:upto] = draw(st.binary(min_size=0, max_size=64))
    elif what == "number":
        content[at : at + 4] = draw(st.sampled_from(_NASTY))
    elif what == "flip" and at < len(content):
        content[at] ^= 1 << draw(st.integers(0, 7))
    elif what == "cut out":
        del content[at:upto]
    elif what == "double":
        content[at:at] = content[at:upto] * draw(st.integers(1, 200))
    elif what == "end" and draw(st.booleans()):
        del content[at:]


def check(decoder: Decoder, content: bytes) -> None:
    """Decode: the answer is a whole report with its previews, or a refusal in words with none; the process stays."""
    with tempfile.TemporaryDirectory() as folder:
        path, scratch = Path(folder) / "file", Path(folder) / "scratch"
        scratch.mkdir()
        path.write_bytes(content)
        before = decoder.child_pid
        found = decoder.decode(path, scratch)
        left = {one.name for one in scratch.iterdir()}
        if isinstance(found, Refusal):
            assert found.code in SENTENCES
            assert left == set()
        else:
            assert isinstance(found, Report)
            assert left == {PLAIN, THUMB, CONCEALED}
            assert all((scratch / name).read_bytes().startswith(b"\xff\xd8\xff") for name in left)
        # Only a file that takes too long by the clock has the process replaced.
        assert before in (None, decoder.child_pid) or (isinstance(found, Refusal) and found.code == "took_too_long")
