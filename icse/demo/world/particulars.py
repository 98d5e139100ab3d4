"""What the invented clue requests say besides their questions."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from forum.actions import Particulars
from forum.clues.languages import LANGUAGES
from icse.demo.clue_texts import ClueText, ClueTopic

_DETAILS: Final[dict[ClueTopic, dict[str, str]]] = {
    "wallpaper": {"seen_where": "On three walls of one room", "size": "The pattern repeats about every half metre"},
    "bedding": {"seen_where": "On the bed", "material": "Cotton, it seems"},
    "clothing": {"seen_where": "On a chair", "colours": "As the crop shows them"},
    "accent": {"dialect": "How the vowels sound"},
    "landmark": {"surroundings": "Water and low houses", "season": "summer"},
    "text": {"seen_where": "On a paper on a table", "script": "latin"},
    "object": {"seen_where": "On a shelf", "size": "As large as a hand"},
}
_URGENT: Final[dict[ClueTopic, str]] = {"accent": "urgent", "landmark": "soon"}
_DAYS: Final = 9


def particulars_of(clue: ClueText) -> Particulars:
    """Return what is known of this clue, how soon an answer is needed, and in which languages one is hoped for."""
    hoped = dict.fromkeys(one.words.language for one in clue.answers if one.words.language not in {"en", ""})
    urgency = _URGENT.get(clue.topic, "routine")
    return Particulars(
        details=_DETAILS[clue.topic],
        urgency=urgency,
        answer_by=None if urgency == "routine" else timezone.localdate() + timedelta(days=_DAYS),
        hoped_languages=[tag for tag in hoped if tag in LANGUAGES],
    )
