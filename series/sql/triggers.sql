-- Of updates only what settles: a change of audience comes to these rows too, and is no activity.
CREATE OR REPLACE TRIGGER claim_settles_subject AFTER INSERT OR UPDATE OF withdrawn_at ON series_claim
    FOR EACH ROW EXECUTE FUNCTION icse_settle_subject();
CREATE OR REPLACE TRIGGER identification_settles_subject
    AFTER INSERT OR UPDATE OF confirmed_by_id, confirmed_at, revoked_at ON series_identification
    FOR EACH ROW EXECUTE FUNCTION icse_settle_subject();
CREATE OR REPLACE TRIGGER reopening_revokes AFTER INSERT ON series_reopening
    FOR EACH ROW WHEN (NEW.state = 'accepted') EXECUTE FUNCTION icse_revoke_identification();
CREATE OR REPLACE TRIGGER answer_revokes AFTER UPDATE OF state ON series_reopening
    FOR EACH ROW WHEN (NEW.state = 'accepted' AND OLD.state <> 'accepted') EXECUTE FUNCTION icse_revoke_identification();
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE OF state, answer, decided_at, decided_by_id, decided_unit_id, decided_country_id
    ON series_reopening
    FOR EACH ROW WHEN (OLD.state <> 'proposed') EXECUTE FUNCTION icse_ends_once();
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE OF withdrawn_at ON series_subjectfact
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION icse_ends_once();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_subjectfact
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_reopening
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER subject_settles_series AFTER INSERT OR UPDATE OF status ON series_subject
    FOR EACH ROW EXECUTE FUNCTION icse_settle_series();
CREATE OR REPLACE TRIGGER placement_is_activity AFTER INSERT ON series_placement
    FOR EACH ROW EXECUTE FUNCTION icse_placement_is_activity();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_case
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_item
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_placement
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_subject
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_claim
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_identification
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_activity BEFORE INSERT ON series_series
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_activity();
CREATE OR REPLACE TRIGGER marking_fits BEFORE INSERT OR UPDATE OF tlp, audience_id, merged_into_id ON series_series
    FOR EACH ROW WHEN (NEW.tlp = 'red' AND NEW.merged_into_id IS NULL) EXECUTE FUNCTION icse_marking_fits();
CREATE OR REPLACE TRIGGER marking_fits BEFORE INSERT OR UPDATE OF tlp, audience_id ON series_item
    FOR EACH ROW WHEN (NEW.tlp = 'red') EXECUTE FUNCTION icse_marking_fits();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_permission
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_lookup
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER interest_ends BEFORE UPDATE OF audience_id ON series_seriesinterest
    FOR EACH ROW WHEN (OLD.audience_id <> NEW.audience_id) EXECUTE FUNCTION icse_interest_ends();
CREATE OR REPLACE TRIGGER permission_ends BEFORE UPDATE OF withdrawn_at ON series_permission
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION icse_permission_ends();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_hashlist
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_hashvote
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE OF removed_at ON series_hashlist
    FOR EACH ROW WHEN (OLD.removed_at IS NOT NULL) EXECUTE FUNCTION icse_ends_once();
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE OF withdrawn_at ON series_hashvote
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION icse_ends_once();
CREATE OR REPLACE TRIGGER stamp_decision BEFORE UPDATE OF decision, reason ON series_setaside
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_decision();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_serieslink
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_subjectlink
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER link_turns BEFORE UPDATE OF state ON series_serieslink
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_link_turns();
CREATE OR REPLACE TRIGGER link_turns BEFORE UPDATE OF state ON series_subjectlink
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_link_turns();
CREATE OR REPLACE TRIGGER link_joins AFTER INSERT ON series_subjectlink
    FOR EACH ROW WHEN (NEW.state = 'accepted') EXECUTE FUNCTION icse_settle_link();
CREATE OR REPLACE TRIGGER link_joins_or_parts AFTER UPDATE OF state ON series_subjectlink
    FOR EACH ROW WHEN (NEW.state IN ('accepted', 'undone')) EXECUTE FUNCTION icse_settle_link();
CREATE OR REPLACE TRIGGER series_is_live AFTER INSERT ON series_placement
    FOR EACH ROW EXECUTE FUNCTION icse_series_is_live();
CREATE OR REPLACE TRIGGER series_is_live AFTER INSERT ON series_subject
    FOR EACH ROW EXECUTE FUNCTION icse_series_is_live();
CREATE OR REPLACE TRIGGER series_is_live AFTER INSERT ON series_indication
    FOR EACH ROW EXECUTE FUNCTION icse_series_is_live();
CREATE OR REPLACE TRIGGER series_is_live AFTER INSERT ON series_withholding
    FOR EACH ROW EXECUTE FUNCTION icse_series_is_live();
CREATE OR REPLACE TRIGGER series_is_live AFTER INSERT ON series_alert
    FOR EACH ROW EXECUTE FUNCTION icse_series_is_live();
CREATE OR REPLACE TRIGGER items_held AFTER INSERT ON series_item
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION icse_items_held();
CREATE OR REPLACE TRIGGER items_gone AFTER DELETE ON series_item
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION icse_items_held();
CREATE OR REPLACE TRIGGER part_held AFTER INSERT OR DELETE OR UPDATE OF state ON series_transfer
    FOR EACH ROW EXECUTE FUNCTION icse_part_held();
CREATE OR REPLACE TRIGGER part_held AFTER INSERT OR DELETE OR UPDATE OF state ON series_archive
    FOR EACH ROW EXECUTE FUNCTION icse_part_held();
CREATE OR REPLACE TRIGGER settle_referrals AFTER UPDATE OF active_for_victims, active_for_offenders ON series_series
    FOR EACH ROW WHEN ((OLD.active_for_victims OR OLD.active_for_offenders)
        <> (NEW.active_for_victims OR NEW.active_for_offenders)) EXECUTE FUNCTION icse_settle_referrals();
CREATE OR REPLACE TRIGGER settle_alert AFTER INSERT OR UPDATE OF withdrawn_at ON series_alert
    FOR EACH ROW EXECUTE FUNCTION icse_settle_alert();
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE OF withdrawn_at ON series_alert
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL AND current_user = 'icse_app') EXECUTE FUNCTION icse_ends_once();
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE OF withdrawn_at ON series_indication
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION icse_ends_once();
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE OF ended_at ON series_withholding
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL AND current_user = 'icse_app') EXECUTE FUNCTION icse_ends_once();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_indication
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_withholding
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_alert
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_acknowledgement
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_lead
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_note
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_notetext
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_change
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_task
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER series_is_live AFTER INSERT ON series_lead
    FOR EACH ROW EXECUTE FUNCTION icse_series_is_live();
CREATE OR REPLACE TRIGGER series_is_live AFTER INSERT ON series_note
    FOR EACH ROW EXECUTE FUNCTION icse_series_is_live();
CREATE OR REPLACE TRIGGER series_is_live AFTER INSERT ON series_task
    FOR EACH ROW EXECUTE FUNCTION icse_series_is_live();
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE OF ends_on, keeper_id, offered_unit_id, ended_at, end_code ON series_lead
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION icse_ends_once();
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE OF text, version, removed_at, removed_unit_id ON series_note
    FOR EACH ROW WHEN (OLD.removed_at IS NOT NULL) EXECUTE FUNCTION icse_ends_once();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_subjectstatement
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_itemstatement
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON series_depiction
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE OF withdrawn_at ON series_subjectstatement
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION icse_ends_once();
CREATE OR REPLACE TRIGGER ends_once BEFORE UPDATE OF withdrawn_at ON series_itemstatement
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION icse_ends_once();
CREATE OR REPLACE TRIGGER note_proposal_work AFTER UPDATE OF state, audience_id ON series_item
    FOR EACH ROW WHEN (NEW.state = 'ready' AND (OLD.state <> 'ready' OR OLD.audience_id <> NEW.audience_id))
    EXECUTE FUNCTION icse_note_proposal_work();
CREATE OR REPLACE TRIGGER note_proposal_work AFTER INSERT OR UPDATE OF series_id ON series_placement
    FOR EACH ROW EXECUTE FUNCTION icse_note_proposal_work();
CREATE OR REPLACE TRIGGER note_evidence_lost BEFORE DELETE ON series_placement
    FOR EACH ROW EXECUTE FUNCTION icse_note_evidence_lost();
CREATE OR REPLACE TRIGGER note_proposal_work AFTER INSERT OR UPDATE OF title, summary, merged_into_id, audience_id
    ON series_series
    FOR EACH ROW EXECUTE FUNCTION icse_note_proposal_work();
CREATE OR REPLACE TRIGGER note_proposal_work AFTER INSERT OR UPDATE OF label, known, series_id ON series_subject
    FOR EACH ROW EXECUTE FUNCTION icse_note_proposal_work();
CREATE OR REPLACE TRIGGER stamp_reason BEFORE INSERT OR UPDATE OF series_id, other_id, other_item_id ON series_linkreason
    FOR EACH ROW EXECUTE FUNCTION icse_stamp_reason();
CREATE OR REPLACE TRIGGER settle_reasons AFTER UPDATE OF active_for_victims, active_for_offenders, merged_into_id
    ON series_series
    FOR EACH ROW WHEN ((OLD.merged_into_id IS NULL AND (OLD.active_for_victims OR OLD.active_for_offenders))
        <> (NEW.merged_into_id IS NULL AND (NEW.active_for_victims OR NEW.active_for_offenders)))
    EXECUTE FUNCTION icse_settle_reasons();
