"""Translating on demand: any engine, what must not change, limits, and refusals in words."""

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from django.core.exceptions import ImproperlyConfigured

from forum.words import translation
from forum.words.translation import Translation, offered, translate, translator
from forum.words.translator import TranslationError


class Reversed:
    """An engine as an operator might bring: turns the words round, Dutch to French."""

    name = "reversed"
    answer: Callable[[str], str] = staticmethod(lambda passage: " ".join(reversed(passage.split())))
    asked: list[str]

    def __init__(self) -> None:
        self.asked = []

    def pairs(self) -> frozenset[tuple[str, str]]:
        """One pair."""
        return frozenset({("nl", "fr")})

    def translate(self, passages: Sequence[str], source: str, target: str) -> list[str]:
        """Answer each passage by ``answer``."""
        self.asked += passages
        return [type(self).answer(passage) for passage in passages]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reversed]:
    """The engine above, chosen as an operator chooses one."""
    monkeypatch.setattr("django.conf.settings.TRANSLATOR", f"{__name__}.Reversed")
    translator.cache_clear()
    found = translator()
    assert isinstance(found, Reversed)
    yield found
    translator.cache_clear()


def answering(monkeypatch: pytest.MonkeyPatch, answer: Callable[[str], str]) -> None:
    monkeypatch.setattr(Reversed, "answer", staticmethod(answer))


def test_lines_marks_and_kept_words_stay(engine: Reversed) -> None:
    typed = "dit **is** @NL/unit\n\n- twee woorden\n- 12,50 €\n\n> een citaat van SE-2026-7K3QF"
    said = "@NL/unit is dit\n- woorden twee\n- 12,50 €\n> SE-2026-7K3QF van citaat een"
    assert translate(typed, "nl-BE", "fr") == Translation(said, "nl", "fr", "reversed")
    assert engine.asked == ["dit is X10", "twee woorden", "X10", "een citaat van X10"]


def test_a_passage_whose_number_is_changed_is_translated_around_it(
    engine: Reversed, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, lambda passage: passage.upper().replace("X10", "10"))
    assert translate("het kost 12,50 € per stuk", "nl", "fr").text == "HET KOST 12,50 € PER STUK"
    assert engine.asked == ["het kost X10 per stuk", "het kost ", " per stuk"]


def test_what_is_offered_depends_on_the_language(engine: Reversed) -> None:
    assert offered("nl") == offered("nl-BE") == {"fr"}
    assert offered("fr") == offered("und") == frozenset()


@pytest.mark.parametrize(("source", "target"), [("fr", "nl"), ("nl", "nl"), ("und", "fr"), ("nl", "en")])
def test_other_pairs_are_refused(engine: Reversed, source: str, target: str) -> None:
    with pytest.raises(TranslationError, match=r"^There is no translator for these two languages\.$"):
        translate("een tekst", source, target)
    assert engine.asked == []


def test_a_text_of_the_longest_length_is_translated_and_a_longer_one_refused(engine: Reversed) -> None:
    longest = "a" * translation.LONGEST
    assert translate(longest, "nl", "fr").text == longest
    with pytest.raises(TranslationError, match=r"^Texts of more than 10,000 characters are not translated\.$"):
        translate(longest + "a", "nl", "fr")


def _fail(passage: str) -> str:
    raise RuntimeError(passage)


@pytest.mark.parametrize("answer", [_fail, lambda passage: "much " * 1000], ids=["raises", "says too much"])
def test_an_engine_that_fails_is_said_without_the_text(
    engine: Reversed, monkeypatch: pytest.MonkeyPatch, answer: Callable[[str], str]
) -> None:
    answering(monkeypatch, answer)
    with pytest.raises(TranslationError, match=r"^The translator does not work now\.") as caught:
        translate("een geheim", "nl", "fr")
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_late_and_busy_engines_are_said_and_free_again_afterwards(
    engine: Reversed, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()
    answering(monkeypatch, lambda passage: passage if let_go.wait(60) else "")
    monkeypatch.setattr(translation, "SECONDS", 0.01)
    for _ in range(translation.AT_ONCE):
        with pytest.raises(TranslationError, match=r"^The translation took too long\."):
            translate("een tekst", "nl", "fr")
    with pytest.raises(TranslationError, match=r"^Other texts are being translated\."):
        translate("een tekst", "nl", "fr")
    let_go.set()
    monkeypatch.setattr(translation, "SECONDS", 60.0)
    for _ in range(translation.AT_ONCE):
        assert translation._free.acquire(timeout=60)
    for _ in range(translation.AT_ONCE):
        translation._free.release()
    assert translate("een tekst", "nl", "fr").text == "een tekst"


def test_no_engine_offers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.TRANSLATOR", "")
    translator.cache_clear()
    try:
        assert offered("pt") == frozenset()
        with pytest.raises(TranslationError, match=r"^There is no translator"):
            translate("um texto", "pt", "en")
    finally:
        translator.cache_clear()


def test_an_engine_that_is_not_there_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.TRANSLATOR", "nowhere.Engine")
    translator.cache_clear()
    with pytest.raises(ImproperlyConfigured, match=r"^ICSE_TRANSLATOR names no class: nowhere\.Engine$"):
        translator()
