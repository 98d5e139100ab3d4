"""Which script a text is written in, and which languages use that script."""

import unicodedata
from collections import Counter
from typing import Final

#: The first word of a letter's Unicode name, and the script's ISO 15924 code. Kana count for Japanese.
_SCRIPTS: Final = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "DEVANAGARI": "Deva", "CJK": "Hani", "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan", "KATAKANA-HIRAGANA": "Jpan", "HANGUL": "Hang", "GREEK": "Grek", "HEBREW": "Hebr",
    "THAI": "Thai", "ARMENIAN": "Armn", "GEORGIAN": "Geor", "BENGALI": "Beng", "TAMIL": "Taml", "TELUGU": "Telu",
    "GUJARATI": "Gujr", "KANNADA": "Knda", "MALAYALAM": "Mlym", "GURMUKHI": "Guru", "SINHALA": "Sinh", "LAO": "Laoo",
    "KHMER": "Khmr", "MYANMAR": "Mymr", "ETHIOPIC": "Ethi", "TIBETAN": "Tibt", "ORIYA": "Orya",
}  # fmt: skip
#: One language writes nearly all of what is written in these scripts, as far as we can be expected to meet it.
OWN_LANGUAGE: Final = {
    "Jpan": "ja", "Hang": "ko", "Hani": "zh", "Grek": "el", "Hebr": "he", "Thai": "th", "Armn": "hy", "Geor": "ka",
    "Beng": "bn", "Taml": "ta", "Telu": "te", "Gujr": "gu", "Knda": "kn", "Mlym": "ml", "Guru": "pa", "Sinh": "si",
    "Laoo": "lo", "Khmr": "km", "Mymr": "my", "Ethi": "am", "Tibt": "bo", "Orya": "or",
}  # fmt: skip
#: Scripts of several languages. Whatever is not named here is written in Latin letters.
_SHARED: Final = {
    "Cyrl": frozenset({"ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn"}),
    "Arab": frozenset({"ar", "fa", "ur", "ps", "ug"}),
    "Deva": frozenset({"hi", "mr", "ne"}),
}
#: The model knows these too. None is written in Latin letters; a text in theirs is given to the languages above.
_NEVER_LATIN: Final = frozenset(
    {"ary", "arz", "sdh", "ba", "tt", "tg", "sa", "grc", "hbo", "yue", "wuu", "dz", "zxx", "uzs"}
)
#: So many Japanese letters of all make a text with Chinese characters Japanese.
_SHARE_OF_KANA: Final = 0.1


def letters_by_script(text: str) -> Counter[str]:
    """Count a text's letters by script; those of scripts that are not known here under the empty string."""
    return Counter(_script_of(letter) for letter in text if letter.isalpha())


def main_script(counted: Counter[str]) -> str:
    """Name the script of most letters, empty where there are none."""
    if counted["Jpan"] and counted["Jpan"] >= _SHARE_OF_KANA * (counted["Jpan"] + counted["Hani"]):
        counted = counted + Counter({"Jpan": counted["Hani"]})
    return max(counted, key=counted.__getitem__, default="")


def is_written_in(language: str, script: str) -> bool:
    """Whether this language can be written in this script, which several languages share."""
    if script in _SHARED:
        return language in _SHARED[script]
    if language in _NEVER_LATIN:
        return False
    return language not in OWN_LANGUAGE.values() and not any(language in some for some in _ONLY_SHARED)


# Serbian is written in Latin letters too.
_ONLY_SHARED: Final = tuple(some - {"sr"} for some in _SHARED.values())


def _script_of(letter: str) -> str:
    first, _, _ = unicodedata.name(letter, "").partition(" ")
    return _SCRIPTS.get(first, "")
