"""Threads (clue requests), their posts, crops and credits; requests to owners."""

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
    "News",
    "Notification",
    "NotificationSettings",
    "Outcome",
    "Post",
    "Request",
    "RequestWord",
    "Subscription",
    "Thread",
    "ThreadInterest",
    "ThreadSeries",
]
