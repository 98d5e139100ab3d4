"""Translating a post on demand. The translation is plain text, shown beside the original and never instead of it."""

import functools
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from forum.words.keeping import between, hide, put_back
from forum.words.markdown import plain
from forum.words.translator import TranslationError, Translator

LONGEST: Final = 10_000
SECONDS: Final = 30.0
#: So many texts at once in one process; an officer who comes then is told to try again.
AT_ONCE: Final = 2
#: What an engine may answer, for each character that it was given and a short text.
_MOST_TIMES_LONGER: Final = 4
_LINE: Final = re.compile(r"(?P<marks>(?:> |- )*)(?P<words>.*)", re.DOTALL)
_EDGES: Final = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
_BUSY: Final = "Other texts are being translated. Try again in a moment."
_LATE: Final = "The translation took too long. Try again, or a shorter text."
_FAILED: Final = "The translator does not work now. Try again later, or tell your administrator."


@dataclass(frozen=True)
class Translation:
    """A text in another language, and who translated it: show it as a machine's, with the languages."""

    text: str
    source: str
    target: str
    engine: str


def offered(source: str) -> frozenset[str]:
    """Say into which languages a text of this language (a BCP 47 tag) can be translated."""
    engine = translator()
    return frozenset(to for of, to in engine.pairs() if of == _primary(source)) if engine else frozenset()


def translate(text: str, source: str, target: str) -> Translation:
    """Translate a post (Markdown) to plain text of as many lines. May take ``SECONDS``: ask in a worker.

    :raises TranslationError: in words, why not.
    """
    engine, pair = translator(), (_primary(source), _primary(target))
    if engine is None or pair not in engine.pairs():
        raise TranslationError("There is no translator for these two languages.")
    if len(text) > LONGEST:
        raise TranslationError(f"Texts of more than {LONGEST:,} characters are not translated.")
    lines = [_line(line) for line in plain(text).split("\n")]
    said = _in_time(engine, [words for _, words in lines], *pair)
    joined = "\n".join(marks + words for (marks, _), words in zip(lines, said, strict=True))
    return Translation(joined, *pair, engine.name)


@functools.cache
def translator() -> Translator | None:
    """Return the engine that ``ICSE_TRANSLATOR`` names, or None where the operator wants none.

    :raises ImproperlyConfigured: there is no such class.
    """
    if not settings.TRANSLATOR:
        return None
    try:
        engine: Translator = import_string(settings.TRANSLATOR)()
    except ImportError as error:
        raise ImproperlyConfigured(f"ICSE_TRANSLATOR names no class: {settings.TRANSLATOR}") from error
    return engine


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _line(line: str) -> tuple[str, str]:
    match = _LINE.fullmatch(line)
    return (match["marks"], match["words"]) if match else ("", line)


_free: Final = BoundedSemaphore(AT_ONCE)


@functools.cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="translation")


def _in_time(engine: Translator, passages: Sequence[str], source: str, target: str) -> list[str]:
    """Translate in a thread that is left alone when it is late: nobody waits for an engine that hangs."""
    if not _free.acquire(blocking=False):
        raise TranslationError(_BUSY)
    asked = _threads().submit(translate_passages, engine, passages, source, target)
    asked.add_done_callback(lambda _: _free.release())
    try:
        return asked.result(SECONDS)
    except TimeoutError as error:
        raise TranslationError(_LATE) from error
    except TranslationError:
        raise
    except Exception:  # noqa: BLE001 - whatever an operator's engine raises is a failure of it, said in words
        # Not chained: what it says may hold the text.
        raise TranslationError(_FAILED) from None


def translate_passages(engine: Translator, passages: Sequence[str], source: str, target: str) -> list[str]:
    """Translate passages without touching what must be kept."""
    hidden = [hide(passage) for passage in passages]
    said = _asked(engine, [one.text for one in hidden], source, target)
    back = [put_back(translated, one.kept) for translated, one in zip(said, hidden, strict=True)]
    return [
        around if around is not None else _around(engine, passage, source, target)
        for around, passage in zip(back, passages, strict=True)
    ]


def _around(engine: Translator, passage: str, source: str, target: str) -> str:
    """Translate what stands between the kept words, part by part."""
    parts = between(passage)
    said = iter(_asked(engine, [text for text, kept in parts if not kept], source, target))
    return "".join(text if kept else _with_edges(text, next(said)) for text, kept in parts)


def _with_edges(text: str, translated: str) -> str:
    match = _EDGES.fullmatch(text)
    return f"{match[1]}{translated.strip()}{match[3]}" if match else translated


def _asked(engine: Translator, passages: Sequence[str], source: str, target: str) -> list[str]:
    """Ask for those that have letters, and check what comes back."""
    asked = [passage for passage in passages if any(letter.isalpha() for letter in passage)]
    said = engine.translate(asked, source, target) if asked else []
    most = _MOST_TIMES_LONGER * (sum(map(len, asked)) + 100)
    if len(said) != len(asked) or sum(map(len, said)) > most:
        raise TranslationError(_FAILED)
    answers = iter(" ".join(one.split()) for one in said)
    return [next(answers) if any(letter.isalpha() for letter in passage) else passage for passage in passages]
