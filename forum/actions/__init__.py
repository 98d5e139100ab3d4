"""Every write of this app; the pages and the API call the same."""

from forum.actions.answers import edit_post, indicate_from_answer, redact_post, require_writer
from forum.actions.credits import credit_answer
from forum.actions.crops import CropRequest
from forum.actions.drafts import discard_draft, forget_draft, save_draft
from forum.actions.export import export_series
from forum.actions.interest import note_thread_present, note_thread_seen, work_on_thread
from forum.actions.marks import mark_post
from forum.actions.more_crops import add_crops
from forum.actions.notifications import (
    change_settings,
    note_thread_told,
    read_notifications,
    subscribe,
    unsubscribe,
)
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
from forum.actions.threads import close_thread, open_thread, require_asker
from forum.actions.translations import ask_translation
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
    "ask_translation",
    "change_settings",
    "close_thread",
    "confirm_check",
    "credit_answer",
    "decline_request",
    "discard_draft",
    "edit_post",
    "export_series",
    "forget_draft",
    "indicate_from_answer",
    "mark_post",
    "note_thread_present",
    "note_thread_seen",
    "note_thread_told",
    "open_thread",
    "open_wide_thread",
    "read_notifications",
    "read_outcomes",
    "redact_post",
    "refuse_check",
    "reply_to_owner",
    "require_asker",
    "require_writer",
    "save_draft",
    "share_series_and_threads",
    "share_thread",
    "subscribe",
    "unsubscribe",
    "withdraw_request",
    "work_on_thread",
]
