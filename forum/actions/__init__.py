"""Every write of this app; the pages and the API call the same."""

from forum.actions.credits import credit_answer
from forum.actions.crops import CropRequest
from forum.actions.export import export_series
from forum.actions.interest import note_thread_present, note_thread_seen, work_on_thread
from forum.actions.notifications import (
    change_settings,
    note_thread_told,
    read_notifications,
    subscribe,
    unsubscribe,
)
from forum.actions.outcomes import read_outcomes
from forum.actions.posts import accept_post, add_post
from forum.actions.requests import (
    accept_request,
    ask_back,
    ask_owner,
    decline_request,
    reply_to_owner,
    withdraw_request,
)
from forum.actions.sharing import share_series_and_threads, share_thread
from forum.actions.threads import close_thread, open_thread

__all__ = [
    "CropRequest",
    "accept_post",
    "accept_request",
    "add_post",
    "ask_back",
    "ask_owner",
    "change_settings",
    "close_thread",
    "credit_answer",
    "decline_request",
    "export_series",
    "note_thread_present",
    "note_thread_seen",
    "note_thread_told",
    "open_thread",
    "read_notifications",
    "read_outcomes",
    "reply_to_owner",
    "share_series_and_threads",
    "share_thread",
    "subscribe",
    "unsubscribe",
    "withdraw_request",
    "work_on_thread",
]
