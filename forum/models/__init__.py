"""Threads (clue requests), their posts, crops and credits; requests to owners."""

from forum.models.answering import Draft, IndicationCredit, PostMark, PostMention, PostTranslation, PostVersion
from forum.models.check import ThreadCheck
from forum.models.crop import Crop, CropSource
from forum.models.interest import ThreadInterest
from forum.models.outcome import Outcome
from forum.models.request import Request, RequestWord
from forum.models.telling import Cause, News, Notification, NotificationSettings, Subscription
from forum.models.thread import ClueKind, Credit, Post, Thread, ThreadSeries

__all__ = [
    "Cause",
    "ClueKind",
    "Credit",
    "Crop",
    "CropSource",
    "Draft",
    "IndicationCredit",
    "News",
    "Notification",
    "NotificationSettings",
    "Outcome",
    "Post",
    "PostMark",
    "PostMention",
    "PostTranslation",
    "PostVersion",
    "Request",
    "RequestWord",
    "Subscription",
    "Thread",
    "ThreadCheck",
    "ThreadInterest",
    "ThreadSeries",
]
