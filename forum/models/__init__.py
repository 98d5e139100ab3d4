"""Threads (clue requests), their posts, crops and credits; requests to owners."""

from forum.models.answering import Draft, IndicationCredit, PostMark, PostMention, PostTranslation, PostVersion
from forum.models.check import ThreadCheck
from forum.models.crop import Crop, CropSource
from forum.models.interest import ThreadInterest
from forum.models.outcome import Outcome
from forum.models.request import Request, RequestWord
from forum.models.thread import ClueKind, Credit, Post, Thread, ThreadSeries

__all__ = [
    "ClueKind",
    "Credit",
    "Crop",
    "CropSource",
    "Draft",
    "IndicationCredit",
    "Outcome",
    "Post",
    "PostMark",
    "PostMention",
    "PostTranslation",
    "PostVersion",
    "Request",
    "RequestWord",
    "Thread",
    "ThreadCheck",
    "ThreadInterest",
    "ThreadSeries",
]
