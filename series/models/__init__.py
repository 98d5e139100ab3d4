"""The main nouns: case, item, media; series, subject, identification."""

from series.models.blind import BlindHit, BlindHitOther
from series.models.case import Case
from series.models.hit import Hit
from series.models.interest import SeriesInterest
from series.models.item import Item
from series.models.media import Fingerprint, Media
from series.models.permission import Permission
from series.models.series import Placement, Series
from series.models.subject import Claim, Identification, Subject
from series.models.upload import Archive, SkippedFile, Transfer, Upload

__all__ = [
    "Archive",
    "BlindHit",
    "BlindHitOther",
    "Case",
    "Claim",
    "Fingerprint",
    "Hit",
    "Identification",
    "Item",
    "Media",
    "Permission",
    "Placement",
    "Series",
    "SeriesInterest",
    "SkippedFile",
    "Subject",
    "Transfer",
    "Upload",
]
