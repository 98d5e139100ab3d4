"""Every write of this app; the pages and the API call the same."""

from forum.actions.credits import credit_answer
from forum.actions.crops import CropRequest
from forum.actions.export import export_series
from forum.actions.interest import note_thread_present, note_thread_seen, work_on_thread
from forum.actions.posts import accept_post, add_post
from forum.actions.sharing import share_series_and_threads, share_thread
from forum.actions.threads import close_thread, open_thread

__all__ = [
    "CropRequest",
    "accept_post",
    "add_post",
    "close_thread",
    "credit_answer",
    "export_series",
    "note_thread_present",
    "note_thread_seen",
    "open_thread",
    "share_series_and_threads",
    "share_thread",
    "work_on_thread",
]
