"""Threads (clue requests), their posts, crops and credits; requests to owners."""

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
    "Outcome",
    "Post",
    "Request",
    "RequestWord",
    "Thread",
    "ThreadCheck",
    "ThreadInterest",
    "ThreadSeries",
]
