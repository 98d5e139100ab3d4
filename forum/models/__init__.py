"""Threads (clue requests), their posts, crops and credits."""

from forum.models.crop import Crop, CropSource
from forum.models.thread import ClueKind, Credit, Post, Thread, ThreadSeries

__all__ = ["ClueKind", "Credit", "Crop", "CropSource", "Post", "Thread", "ThreadSeries"]
