"""Every write of this app; the pages and the API call the same."""

from forum.actions.credits import credit_answer
from forum.actions.crops import CropRequest
from forum.actions.export import export_series
from forum.actions.interest import note_thread_present, note_thread_seen, work_on_thread
from forum.actions.more_crops import add_crops
from forum.actions.outcomes import read_outcomes
from forum.actions.particulars import Particulars
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
from forum.actions.wide import confirm_check, open_wide_thread, refuse_check

__all__ = [
    "CropRequest",
    "Particulars",
    "accept_post",
    "accept_request",
    "add_crops",
    "add_post",
    "ask_back",
    "ask_owner",
    "close_thread",
    "confirm_check",
    "credit_answer",
    "decline_request",
    "export_series",
    "note_thread_present",
    "note_thread_seen",
    "open_thread",
    "open_wide_thread",
    "read_outcomes",
    "refuse_check",
    "reply_to_owner",
    "share_series_and_threads",
    "share_thread",
    "withdraw_request",
    "work_on_thread",
]
