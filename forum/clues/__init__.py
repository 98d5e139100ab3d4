"""What is worth asking about each kind of clue: a closed list of fields, of which a kind names some."""

from forum.clues.fields import FIELDS, ClueField, clean_details, fields_of, told_details

__all__ = ["FIELDS", "ClueField", "clean_details", "fields_of", "told_details"]
