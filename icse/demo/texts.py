"""All texts of the demo world. Invented and harmless: rooms, furniture, sockets, sounds, light, and nothing else."""

from icse.demo.clue_texts import CLUES, METHODS, AnswerText, ClueText, ClueTopic, Words
from icse.demo.series_texts import SERIES, Look, SeriesText
from icse.demo.unit_texts import UNITS, UnitText

__all__ = [
    "CLUES",
    "METHODS",
    "SERIES",
    "UNITS",
    "AnswerText",
    "ClueText",
    "ClueTopic",
    "Look",
    "SeriesText",
    "UnitText",
    "Words",
]
