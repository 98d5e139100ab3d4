"""Which language a text is written in. A guess for showing and for choosing a translator, never a statement.

The script decides where one language owns it; else a statistical model of 97 languages (py3langid) chooses among those
written in that script. Texts too short to tell are ``und``, with the script where it is not Latin: a browser then still
picks the right letters. Pass plain text (``forum.words.markdown.plain``): links and code speak no language.
"""

import functools
import re
from dataclasses import dataclass
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from forum.words.scripts import OWN_LANGUAGE, is_written_in, letters_by_script, main_script

#: More says nothing more, and takes longer.
_LONGEST: Final = 2000
#: Fewer letters of a script that several languages share tell nothing.
_FEWEST_LETTERS: Final = 8
#: Below this the languages that remain are as likely.
_SURE_ENOUGH: Final = 0.5
#: Links, addresses, mentions, and whatever has a number in it.
_UNSPOKEN: Final = re.compile(r"https?://\S+|\S+@\S+|@\S+|\S*\d\S*")


@dataclass(frozen=True)
class Recognised:
    """A BCP 47 tag, and how sure, from 0 to 1."""

    tag: str
    sure: float


UNKNOWN: Final = Recognised("und", 0.0)


def recognise(text: str) -> Recognised:
    """Recognise the language of a plain text."""
    spoken = " ".join(_UNSPOKEN.sub(" ", text[:_LONGEST]).split())
    counted = letters_by_script(spoken)
    script = main_script(counted)
    if not script:
        return UNKNOWN
    if script in OWN_LANGUAGE:
        return Recognised(OWN_LANGUAGE[script], _share(counted, script))
    unsure = UNKNOWN if script == "Latn" else Recognised(f"und-{script}", 0.0)
    if counted.total() < _FEWEST_LETTERS:
        return unsure
    found = _likeliest(spoken, script)
    return found if found.sure >= _SURE_ENOUGH else unsure


def _share(counted: dict[str, int], script: str) -> float:
    with_it = counted[script] + (counted["Hani"] if script == "Jpan" else 0)
    return round(with_it / sum(counted.values()), 3)


def _likeliest(text: str, script: str) -> Recognised:
    ranked = [(tag, float(sure)) for tag, sure in _identifier().rank(text) if is_written_in(tag, script)]
    whole = sum(sure for _, sure in ranked)
    tag, sure = max(ranked, key=lambda one: one[1])
    return Recognised(tag, round(sure / whole, 3)) if whole else UNKNOWN


@functools.cache
def _identifier() -> LanguageIdentifier:
    """Load the model once a process: some 120 MB of memory, a second or two."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
