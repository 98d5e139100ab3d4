"""Every write of this app; the pages and the API call the same."""

from series.actions.alerts import acknowledge_alert, raise_alert, withdraw_alert
from series.actions.cases import open_case
from series.actions.deletion import delete_item
from series.actions.depictions import depict_subject, undepict_subject
from series.actions.distinct import decide_set_aside, vote_down, withdraw_vote
from series.actions.facts import record_fact, require_recorder, withdraw_fact
from series.actions.hash_lists import import_hash_list, remove_hash_list
from series.actions.indications import end_withholding, indicate_country, withdraw_indication, withhold_series
from series.actions.interest import note_series_present, note_series_seen, work_on_series
from series.actions.items import receive_item
from series.actions.leads import (
    accept_lead,
    begin_lead,
    decline_lead,
    end_lead,
    hand_over_lead,
    offer_lead,
    renew_lead,
    withdraw_offer,
)
from series.actions.limits import require_share_for
from series.actions.links import (
    accept_link,
    decline_link,
    propose_link,
    propose_same_person,
    undo_link,
    withdraw_link,
)
from series.actions.lookups import ask_file, ask_hashes
from series.actions.material import propose_reopening, require_identifier
from series.actions.merging import merge_series, split_series, undo_merge
from series.actions.notes import edit_note, remove_note, write_note
from series.actions.permissions import record_permission, withdraw_permission
from series.actions.proposals import accept_proposal, reject_proposal
from series.actions.referrals import Chosen, refer_series, step_referral
from series.actions.reopening import (
    accept_reopening,
    decline_reopening,
    propose_reopening_of,
    reopen_subject,
    require_decider,
)
from series.actions.saved_searches import change_search, delete_search, save_search
from series.actions.series import create_series, edit_series, place_items, remove_placement, require_editor
from series.actions.sharing import share_item, share_items, share_series
from series.actions.statements import (
    say_of_item,
    say_of_subject,
    withdraw_item_statement,
    withdraw_subject_statement,
)
from series.actions.subjects import (
    NewSubject,
    add_subject,
    claim_subject,
    confirm_identification,
    edit_subject,
    record_identification,
    require_subject_editor,
    withdraw_claim,
)
from series.actions.tasks import change_task, finish_task, give_task, reopen_task
from series.actions.transfers import begin_transfer, drop_transfer, finish_transfer, note_received
from series.actions.uploads import (
    cancel_upload,
    expect_more,
    open_upload,
    retry_upload,
    skip_known,
    take_file,
)
from series.queries.known import OfferedFile

__all__ = [
    "Chosen",
    "NewSubject",
    "OfferedFile",
    "accept_lead",
    "accept_link",
    "accept_proposal",
    "accept_reopening",
    "acknowledge_alert",
    "add_subject",
    "ask_file",
    "ask_hashes",
    "begin_lead",
    "begin_transfer",
    "cancel_upload",
    "change_search",
    "change_task",
    "claim_subject",
    "confirm_identification",
    "create_series",
    "decide_set_aside",
    "decline_lead",
    "decline_link",
    "decline_reopening",
    "delete_item",
    "delete_search",
    "depict_subject",
    "drop_transfer",
    "edit_note",
    "edit_series",
    "edit_subject",
    "end_lead",
    "end_withholding",
    "expect_more",
    "finish_task",
    "finish_transfer",
    "give_task",
    "hand_over_lead",
    "import_hash_list",
    "indicate_country",
    "merge_series",
    "note_received",
    "note_series_present",
    "note_series_seen",
    "offer_lead",
    "open_case",
    "open_upload",
    "place_items",
    "propose_link",
    "propose_reopening",
    "propose_reopening_of",
    "propose_same_person",
    "raise_alert",
    "receive_item",
    "record_fact",
    "record_identification",
    "record_permission",
    "refer_series",
    "reject_proposal",
    "remove_hash_list",
    "remove_note",
    "remove_placement",
    "renew_lead",
    "reopen_subject",
    "reopen_task",
    "require_decider",
    "require_editor",
    "require_identifier",
    "require_recorder",
    "require_share_for",
    "require_subject_editor",
    "retry_upload",
    "save_search",
    "say_of_item",
    "say_of_subject",
    "share_item",
    "share_items",
    "share_series",
    "skip_known",
    "split_series",
    "step_referral",
    "take_file",
    "undepict_subject",
    "undo_link",
    "undo_merge",
    "vote_down",
    "withdraw_alert",
    "withdraw_claim",
    "withdraw_fact",
    "withdraw_indication",
    "withdraw_item_statement",
    "withdraw_link",
    "withdraw_offer",
    "withdraw_permission",
    "withdraw_subject_statement",
    "withdraw_vote",
    "withhold_series",
    "work_on_series",
    "write_note",
]
