"""The languages that a clue may be in, or that an answer is hoped from: each by its first tag (ISO 639)."""

import re
from collections.abc import Iterable
from typing import Final

from django.conf.locale import LANG_INFO

#: Spoken by many, and not among those into which Django is translated.
_MORE: Final = {
    "am": "Amharic", "ceb": "Cebuano", "fil": "Filipino", "gu": "Gujarati", "ha": "Hausa", "ht": "Haitian Creole",
    "jv": "Javanese", "km": "Khmer", "ku": "Kurdish", "lo": "Lao", "mg": "Malagasy", "mt": "Maltese", "my": "Burmese",
    "ny": "Chichewa", "om": "Oromo", "ps": "Pashto", "qu": "Quechua", "rn": "Kirundi", "rw": "Kinyarwanda",
    "sd": "Sindhi", "si": "Sinhala", "sn": "Shona", "so": "Somali", "su": "Sundanese", "ti": "Tigrinya",
    "tl": "Tagalog", "tn": "Tswana", "wo": "Wolof", "xh": "Xhosa", "yi": "Yiddish", "yo": "Yoruba", "zh": "Chinese",
    "zu": "Zulu",
}  # fmt: skip


def _names() -> dict[str, str]:
    found = {tag: str(about["name"]) for tag, about in LANG_INFO.items() if "-" not in tag and "name" in about} | _MORE
    return dict(sorted(found.items(), key=lambda one: one[1]))


#: Tag to English name, by name.
LANGUAGES: Final = _names()
_BY_NAME: Final = {name.lower(): tag for tag, name in LANGUAGES.items()}


def language_of(text: str) -> str | None:
    """Return the first tag of what is written as a tag or as an English name; None for neither."""
    word = text.strip().lower()
    first = re.split("[-_]", word)[0]
    return _BY_NAME.get(word) or (first if first in LANGUAGES else None)


def named(tags: Iterable[str]) -> list[str]:
    """Return their English names."""
    return [LANGUAGES.get(tag, tag) for tag in tags]
