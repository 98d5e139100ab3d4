"""Every surface there is, and whether what is solved must leave it. Literal: nothing here is computed.

An address, a type of event, a task or an SQL function that is new fails the test until it stands here: under ``ACTIVE``
with the way to see what it shows (``tests.partition.solving``) and the faults that switch its filter off, or under a
reason why it needs none. Something that shows what is still to be worked on is an active surface.
"""

#: Active surfaces: what they are, and the faults that the comparison must notice there.
ACTIVE: dict[str, tuple[str, ...]] = {
    "route board": ("solved: the board shows it", "solved: a series stays active for victims"),
    "route board-rows": (
        "solved: the board shows it",
        "solved: the board of offenders shows it",
        "solved: the board of what is verified shows it",
        "solved: the search finds it among what is active",
    ),
    "route thread-list": ("solved: requests about it are listed", "solved: requests stay in the feed"),
    "route thread-rows": ("solved: requests about it are listed", "solved: a new request about it is in the feed"),
    "route api-series-list": ("solved: the API lists it",),
    "route api-threads": ("solved: the API lists requests about it",),
    "route series": ("solved: its pictures are not folded away",),
    "route series-body": ("solved: its pictures are not folded away",),
    "route item-verdict": ("solved: findings do not say it",),
    "route api-verdict": ("solved: findings do not say it",),
    "route series-choose": ("solved: it is offered to be added to",),
    "route search": ("solved: the one search finds it",),
    "route api-search": ("solved: the one search finds it",),
    "route duty": ("solved: flags of it wait", "solved: referrals of it wait"),
    "route duty-waiting": ("solved: flags of it wait", "solved: referrals of it wait"),
    "route api-duty": ("solved: flags of it wait", "solved: referrals of it wait"),
    "route work": ("solved: work on it is in hand",),
    "route api-work": ("solved: work on it is in hand",),
    "route proposal-list": ("solved: possible links of it are listed",),
    "route api-proposals": ("solved: possible links of it are listed",),
    "route series-proposals": ("solved: possible links of it are listed",),
    "route proposal": ("solved: possible links of it are listed",),
    "event referral.changed": ("solved: nobody hears of referral.changed",),
    "task series.tasks.escalate_alerts": ("solved: a series stays active for victims",),
    "task series.tasks.sweep_referrals": ("solved: referrals of it wait",),
    "function icse_find": ("solved: the one search finds it",),
    "function icse_settle_referrals": ("solved: referrals of it wait",),
    "event series.changed": ("solved: nobody hears of series.changed",),
    "event series.solved": ("solved: nobody hears of series.solved",),
    "event series.reopened": ("solved: nobody hears of series.reopened",),
    "event outcome.told": ("solved: nobody hears of outcome.told",),
    "task icse.coordination.tasks.publish_figures": ("solved: what was opened again is counted",),
    "route notification-list": ("solved: what was asked about it is news",),
    "route notification-unread": ("solved: what was asked about it is news",),
    "route api-notifications": ("solved: what was asked about it is news",),
    "function icse_tell_news": ("solved: what is asked about it is told",),
    "function icse_search_series": ("solved: the search finds it among what is active",),
    "function icse_settle_subject": ("solved: a subject is not settled",),
    "function icse_settle_person": ("solved: an identification that was opened again counts",),
    "function icse_revoke_identification": ("solved: an accepted reopening changes nothing",),
    "function icse_settle_series": ("solved: a series is not settled",),
    "function icse_settle_series_now": (
        "solved: a series stays active for victims",
        "solved: a series stays active for offenders",
        "solved: a series stays verified",
    ),
    "function icse_settle_threads": ("solved: requests stay in the feed",),
    "function icse_thread_is_activity": ("solved: a new request about it is in the feed",),
    "route check-list": ("solved: requests about it wait to be checked",),
    "route check-rows": ("solved: requests about it wait to be checked",),
    "route check-waiting": ("solved: requests about it wait to be checked",),
    "route api-checks": ("solved: requests about it wait to be checked",),
}

#: Why the others need no filter, and which they are.
OTHERS: dict[str, str] = {
    "one thing by its key: who sees it opens it, solved or not": """
        route item route item-stack route item-concealed route item-plain route item-original route item-play
        route item-spectrogram route case route series-threads route thread route thread-posts route crop
        route upload-detail route upload-progress route item-blind route item-standing route request
        route hash-list route audience route series-interest route thread-interest route series-export
        route api-item route api-series route api-placements route api-thread route api-posts route api-upload
        route api-upload-files route api-blind-hits route api-request route api-hash-list route api-hash-list-versions
        route api-votes route api-export route lookup-answer route api-lookup-answer route api-transfer
        route series-work route series-history route note route task route api-leads route api-notes route api-note
        route api-tasks route api-task event lead.changed event note.changed event task.changed
        route series-where route referral route referral-package route api-referral route link route same-person
        route series-links route api-link route api-subject-link
        route subject route subject-body route subject-files route item-statements route api-subject
        route api-subject-statements route api-item-statements route api-depictions
    """,
    "files and cases of an officer's own work: they say that something is solved, by what item-verdict reads": """
        route item-list route item-row route upload route upload-recent route upload-list route case-list
        route api-items route api-cases route api-uploads route api-findings route lookup route api-lookup
        route api-upload-known route set-asides route api-set-asides route upload-unsent
    """,
    "referrals and links as they stand, each with its state: one knows what became of one's own": """
        route referral-list route api-referrals route link-list route api-links route api-subject-links
        route api-indications route api-alerts route proposal-decided
    """,
    "searches that are kept: never what they found": """
        route search-save route search-change route search-delete route api-saved-searches
    """,
    "what became of it, or follows from it being solved: it must be shown": """
        route outcome-list route outcome-unread route outcome-read route api-outcomes route api-outcomes-read
        route material-list route reopening-propose route subject-reopen route reopening-answer route fact-record
        route fact-withdraw route api-reopening route api-reopening-answer route api-facts route api-fact-withdrawal
        event material.new event material.changed
        function icse_took_part function icse_tell_subject function icse_tell_declined function icse_tell_thread
        function icse_tell_outcomes
    """,
    "an act upon one thing: its action refuses what is solved, where that must be": """
        route series-new route series-edit route series-place route placement-remove route subject-add
        route subject-claim route claim-withdraw route identification-confirm route thread-new route thread-close
        route post-accept route subject-identify route series-sharing route item-sharing route thread-sharing
        route items-sharing route series-interest-work route thread-interest-work route series-permit route item-permit
        route permission-withdraw route item-delete route item-vote route vote-withdraw route set-aside-decide
        route upload-open route upload-more route upload-cancel route upload-retry
        route api-subjects route api-claims route api-identifications route api-confirmation route api-acceptance
        route api-series-sharing route api-item-sharing route api-thread-sharing route api-upload-cancellation
        route api-upload-retry route api-vote-withdrawal route api-set-aside-decision
        route lead-begin route lead-step route note-write route note-remove route task-give route task-step
        route api-lead-steps route api-note-removal route api-task-steps function icse_answer_lead
        route alert-acknowledge route alert-raise route alert-withdraw route indication-withdraw route series-indicate
        route series-withhold route withholding-end route series-refer route referral-step route duty-unit
        route api-acknowledgements route api-alert-withdrawal route api-indication-withdrawal route api-referral-steps
        route subject-edit route subject-say route subject-statement-withdraw route item-statement-withdraw
        route api-series-text route api-subject-text route api-subject-statement-withdrawal
        route api-item-statement-withdrawal route api-depiction-removal
        route proposal-accept route proposal-reject route api-proposal-answer
        route series-link route subject-same route series-merge route series-split route merge-undo
        route api-merge route api-split route api-merge-undoing
        function icse_refer function icse_own_referral function icse_step_referral function icse_add_referral_step
        function icse_tell_referral function icse_duty_unit function icse_on_duty function icse_settle_alert
        event alert.changed event identification.changed
    """,
    "moves rows between series of one owner, or joins them; what is settled then, icse_settle_series_now settles": """
        function icse_merge_series function icse_undo_merge function icse_split_series function icse_moved_with_series
        function icse_own_series function icse_note_merge function icse_placed_again function icse_end_doubles
        function icse_stand_again function icse_settle_moved function icse_live_series function icse_series_is_live
        function icse_link_turns function icse_settle_link function icse_same_person function icse_tell_person
    """,
    "requests for access: an owner answers them for solved series too": """
        route request-list route request-waiting route request-new route request-ask-back route request-decline
        route request-accept route request-reply route request-withdraw route api-requests route api-request-answer
        route api-request-reply route api-request-withdrawal event request.changed
        function icse_own_request function icse_add_word function icse_ask_owner function icse_answer_request
        function icse_reply_request function icse_withdraw_request function icse_tell_request
    """,
    "accounts, audiences and settings: nothing of series": """
        route notification-settings route subscription-add route subscription-remove
        route api-subscriptions route api-subscription-removal
        route unit-interest route sign-in route sign-out route account route account-languages route account-password
        route token-list route token-revoke route audience-list route audience-new route country-default
        route country-disclosure route api-me route api-audiences event interest.unit event sight.changed
        function icse_officer function icse_country function icse_unit function icse_national function icse_audiences_of
        function icse_audiences function icse_contributable function icse_officers_who_see function icse_owned_audiences
        function icse_write_grant function icse_make_audience function icse_change_audience
        function icse_audience_members function icse_members_known function icse_sight_between
        function icse_tell_sight_changed function icse_sign_in function icse_officer_of_token
        function icse_record_refused_sign_in function icse_administered function icse_permits
    """,
    "figures and tallies of what was done: it was done, solved or not": """
        route progress route unit task icse.coordination.tasks.merge_tallies
        function icse_week function icse_tallied function icse_tally_added function icse_mark_tally
        function icse_tally_moved function icse_recount_tallies function icse_merge_tallies function icse_fill_tallies
    """,
    "lists of hashes: of contents, which are not solved": """
        route hash-lists route hash-list-import route hash-list-remove route api-hash-lists route api-hash-list-removal
        event hash_list.changed task series.tasks.import_hash_list task series.tasks.clear_hash_list
        task series.tasks.sweep_hash_lists
    """,
    "says that one thing is new, moved or read: the page fetches what is active itself": """
        route events event item.progressed event item.changed event item.matched event upload.progressed
        event series.created event series.appeared event series.gone event item.appeared event item.gone
        event thread.created event thread.changed event thread.posted event thread.appeared event thread.gone
        event lookup.answered event proposal.decided event interest.series event interest.thread
        event notification.appeared event notification.read
        route notification-read route thread-told route api-notifications-read
        task forum.tasks.tell_news task forum.tasks.sweep_news task forum.tasks.send_digests
        function icse_events_after function icse_event_id function icse_events_in_order function icse_number_event
    """,
    "what is solved still matches, so that the next upload hears of it": """
        task series.tasks.wake task series.tasks.answer_lookup task series.tasks.refresh_index
        task series.tasks.set_aside_floods task series.tasks.propose_links function icse_note_proposal_work
        function icse_note_evidence_lost function icse_hidden_matches function icse_blind_hits
        function icse_take_lookups
    """,
    "upkeep: of files, crops, transfers, events and what is too old": """
        task series.tasks.sweep task series.tasks.sweep_lookups task series.tasks.expand
        task series.tasks.settle_upload task series.tasks.sweep_uploads task series.tasks.remove_orphans
        task series.tasks.pack_referral
        task forum.tasks.cut_crop task forum.tasks.sweep_crops task forum.tasks.remove_deleted
        task forum.tasks.sweep_deleted task forum.tasks.remove_orphan_crops task forum.tasks.forget_old_interest
        task icse.core.tasks.forget_old_events task series.tasks.sweep_leads
        task forum.tasks.forget_old_notifications
    """,
    "says what the queue of proposed links need not read; it looks at the series itself": """
        function icse_stamp_reason function icse_settle_reasons
    """,
    "keeps rows whole, or counts what is on a page that was found otherwise": """
        function icse_stamp_created function icse_stamp_activity function icse_stamp_entry function icse_interest_ends
        function icse_permission_ends function icse_marking_fits function icse_stamp_decision function icse_ends_once
        function icse_counts_of_items function icse_placement_is_activity function icse_post_is_activity
        function icse_uuid7 function icse_request_fits_series function icse_series_fits_requests
        function icse_series_interest function icse_thread_interest function icse_forget_interest
        function icse_crop_stays function icse_held_since function icse_hold function icse_items_held
        function icse_part_held function icse_fill_holdings function icse_merge_holdings
    """,
    "asking: kinds of clue, what was asked before with its end, and what is said of one request by its key": """
        route thread-new-fields route thread-new-help route thread-crops route check-crop route check-confirm
        route check-refuse route api-clue-kinds route api-thread-crops route api-check-answer event check.changed
        function icse_readers_hoped function icse_check_is_open
    """,
    "answers: what is done with one, and what hangs on it, is done and read on its request, solved or not": """
        route post-edit route post-versions route post-redact route post-mark route post-translate route post-indicate
        route api-post route api-post-versions route api-post-redaction route api-post-mark route api-post-translation
        route api-post-indication route api-thread-ending function icse_redact_post function icse_mentionable
        task forum.tasks.translate_post task forum.tasks.sweep_translations
    """,
    "an officer's own unfinished texts": """
        route thread-draft route thread-new-draft route draft-list route draft-discard
    """,
}


def others() -> list[str]:
    """Return what needs no filter, as ``kind name``."""
    found = []
    for text in OTHERS.values():
        words = text.split()
        found += [f"{kind} {name}" for kind, name in zip(words[::2], words[1::2], strict=True)]
    return found
