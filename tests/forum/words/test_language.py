"""The language of a post: sentences of 32 languages, what is too short to tell, and scripts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.words.language import UNKNOWN, Recognised, recognise

SENTENCES = {
    "en": "Does anyone know where this wallpaper was sold?",
    "nl": "Weet iemand waar dit behang werd verkocht?",
    "fr": "Quelqu'un sait-il où ce papier peint a été vendu ?",
    "de": "Weiß jemand, wo diese Tapete verkauft wurde?",
    "es": "¿Alguien sabe dónde se vendió este papel pintado?",
    "pt": "Alguém sabe onde este papel de parede foi vendido?",
    "it": "Qualcuno sa dove è stata venduta questa carta da parati?",
    "pl": "Czy ktoś wie, gdzie sprzedawano tę tapetę?",
    "cs": "Ví někdo, kde se tato tapeta prodávala?",
    "sv": "Vet någon var den här tapeten såldes?",
    "da": "Er der nogen, der ved, hvor dette tapet blev solgt?",
    "fi": "Tietääkö kukaan, missä tätä tapettia myytiin?",
    "hu": "Tudja valaki, hol árulták ezt a tapétát?",
    "ro": "Știe cineva unde s-a vândut acest tapet?",
    "tr": "Bu duvar kağıdının nerede satıldığını bilen var mı?",
    "id": "Apakah ada yang tahu di mana kertas dinding ini dijual?",
    "vi": "Có ai biết giấy dán tường này được bán ở đâu không?",
    "ru": "Кто-нибудь знает, где продавались эти обои?",
    "uk": "Хтось знає, де продавалися ці шпалери?",
    "bg": "Знае ли някой къде са продавани тези тапети?",
    "sr": "Да ли неко зна где су се продавале ове тапете?",
    "el": "Ξέρει κανείς πού πουλήθηκε αυτή η ταπετσαρία;",
    "ar": "هل يعرف أحد أين بيع ورق الجدران هذا؟",
    "fa": "آیا کسی می‌داند این کاغذدیواری کجا فروخته شده است؟",
    "ur": "کیا کسی کو معلوم ہے کہ یہ وال پیپر کہاں فروخت ہوا تھا؟",
    "he": "האם מישהו יודע היכן נמכר הטפט הזה?",
    "hi": "क्या किसी को पता है कि यह वॉलपेपर कहाँ बेचा गया था?",
    "ja": "この壁紙がどこで売られていたか知っている人はいますか?",
    "ko": "이 벽지가 어디에서 판매되었는지 아는 사람이 있나요?",
    "zh": "有人知道这种墙纸在哪里出售吗?",
    "th": "มีใครรู้บ้างว่าวอลเปเปอร์นี้ขายที่ไหน",
    "bn": "কেউ কি জানেন এই ওয়ালপেপার কোথায় বিক্রি হয়েছিল?",
}


@pytest.mark.parametrize("tag", SENTENCES)
def test_a_sentence_is_recognised(tag: str) -> None:
    found = recognise(SENTENCES[tag])
    assert found.tag == tag
    assert found.sure > 0.5


@pytest.mark.parametrize(
    "text", ["", " \n", "123 45", "😀 !?", "https://example.org/une-page-en-francais", "SE-2026-7K3QF"]
)
def test_what_has_no_words_is_unknown(text: str) -> None:
    assert recognise(text) == UNKNOWN


@pytest.mark.parametrize(("text", "tag"), [("ok", "und"), ("Lisboa", "und"), ("да", "und-Cyrl"), ("نعم", "und-Arab")])
def test_what_is_too_short_has_only_its_script(text: str, tag: str) -> None:
    assert recognise(text) == Recognised(tag, 0.0)


@pytest.mark.parametrize(("text", "tag"), [("はい", "ja"), ("네", "ko"), ("ναι", "el"), ("ใช่", "th"), ("是", "zh")])
def test_one_word_tells_the_language_of_a_script_of_its_own(text: str, tag: str) -> None:
    assert recognise(text) == Recognised(tag, 1.0)


def test_links_references_and_mentions_speak_no_language() -> None:
    said = "Ik herken dit behang van een hotel in Gent."
    links = "https://example.org/this/is/the/english/name/of/a/picture @NL/the-english-unit IMG_2034_final_version.jpg "
    assert recognise(links * 3 + said) == recognise(said)


def test_the_language_of_most_letters_wins() -> None:
    assert recognise(SENTENCES["ru"] + " ok thanks").tag == "ru"
    assert recognise(SENTENCES["en"] + " да").tag == "en"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_a_tag_and_a_share(text: str) -> None:
    found = recognise(text)
    assert found.tag
    assert 0.0 <= found.sure <= 1.0
    assert (found.sure == 0.0) == found.tag.startswith("und")


def test_a_text_in_two_scripts_has_no_language_of_neither() -> None:
    """A word in Latin letters among Arabic ones: not a language that is never written in Latin letters."""
    word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenschirm" * 2
    found = recognise(f"غرفة خضراء فيها ورق جدران مخطط وسرير صغير قرب النافذة, {word}").tag
    assert found not in {"ary", "arz", "sdh", "uzs"}
