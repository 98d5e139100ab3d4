"""The main nouns: case, item, media; series, subject, identification."""

from series.models.blind import BlindHit, BlindHitOther
from series.models.case import Case
from series.models.distinct import HashVote, SetAside
from series.models.hit import Hit
from series.models.interest import SeriesInterest
from series.models.item import Item
from series.models.listed import HashList, ListedHash, Listing
from series.models.lookup import Lookup
from series.models.material import NewMaterial
from series.models.media import Fingerprint, Frame, Media
from series.models.outcome import FACT_OF_ROLE, Reopening, SubjectFact
from series.models.permission import Permission
from series.models.series import Placement, Series
from series.models.stone import Stone
from series.models.subject import Claim, Identification, Subject
from series.models.upload import Archive, SkippedFile, Transfer, Upload

__all__ = [
    "FACT_OF_ROLE",
    "Archive",
    "BlindHit",
    "BlindHitOther",
    "Case",
    "Claim",
    "Fingerprint",
    "Frame",
    "HashList",
    "HashVote",
    "Hit",
    "Identification",
    "Item",
    "ListedHash",
    "Listing",
    "Lookup",
    "Media",
    "NewMaterial",
    "Permission",
    "Placement",
    "Reopening",
    "Series",
    "SeriesInterest",
    "SetAside",
    "SkippedFile",
    "Stone",
    "Subject",
    "SubjectFact",
    "Transfer",
    "Upload",
]
