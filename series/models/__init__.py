"""The main nouns: case, item, media; series, subject, identification."""

from series.models.alert import Acknowledgement, Alert
from series.models.blind import BlindHit, BlindHitOther, BlindProbe
from series.models.case import Case
from series.models.change import Change
from series.models.distinct import HashVote, SetAside
from series.models.hit import Hit
from series.models.holding import Holding
from series.models.indication import Indication, Withholding
from series.models.interest import SeriesInterest
from series.models.item import Item
from series.models.lead import Lead
from series.models.link import SeriesLink, SubjectLink
from series.models.listed import HashList, ListedHash, Listing
from series.models.lookup import Lookup
from series.models.material import NewMaterial
from series.models.media import Fingerprint, Frame, Media
from series.models.merge import Merge, Moved
from series.models.note import Note, NoteText
from series.models.outcome import FACT_OF_ROLE, Reopening, SubjectFact
from series.models.permission import Permission
from series.models.proposal import LinkReason, ProposalDecision, ProposalWork, SeriesName
from series.models.referral import Referral, ReferralItem, ReferralStep
from series.models.saved import SavedSearch
from series.models.series import Placement, Series
from series.models.statement import Depiction, ItemStatement, SubjectStatement
from series.models.stone import Stone
from series.models.subject import Claim, Identification, Subject
from series.models.task import Task
from series.models.upload import Archive, SkippedFile, Transfer, Upload

__all__ = [
    "FACT_OF_ROLE",
    "Acknowledgement",
    "Alert",
    "Archive",
    "BlindHit",
    "BlindHitOther",
    "BlindProbe",
    "Case",
    "Change",
    "Claim",
    "Depiction",
    "Fingerprint",
    "Frame",
    "HashList",
    "HashVote",
    "Hit",
    "Holding",
    "Identification",
    "Indication",
    "Item",
    "ItemStatement",
    "Lead",
    "LinkReason",
    "ListedHash",
    "Listing",
    "Lookup",
    "Media",
    "Merge",
    "Moved",
    "NewMaterial",
    "Note",
    "NoteText",
    "Permission",
    "Placement",
    "ProposalDecision",
    "ProposalWork",
    "Referral",
    "ReferralItem",
    "ReferralStep",
    "Reopening",
    "SavedSearch",
    "Series",
    "SeriesInterest",
    "SeriesLink",
    "SeriesName",
    "SetAside",
    "SkippedFile",
    "Stone",
    "Subject",
    "SubjectFact",
    "SubjectLink",
    "SubjectStatement",
    "Task",
    "Transfer",
    "Upload",
    "Withholding",
]
