CREATE OR REPLACE TRIGGER series_settles_threads AFTER UPDATE OF active_for_victims, active_for_offenders ON series_series
    FOR EACH ROW EXECUTE FUNCTION icse_settle_threads();
CREATE OR REPLACE TRIGGER tell_subject AFTER UPDATE OF status ON series_subject
    FOR EACH ROW WHEN (OLD.status <> NEW.status AND 'identified' IN (OLD.status, NEW.status))
    EXECUTE FUNCTION icse_tell_subject();
CREATE OR REPLACE TRIGGER tell_declined AFTER UPDATE OF state ON series_reopening
    FOR EACH ROW WHEN (NEW.state = 'declined' AND OLD.state <> 'declined') EXECUTE FUNCTION icse_tell_declined();
CREATE OR REPLACE TRIGGER tell_thread AFTER UPDATE OF is_active ON forum_thread
    FOR EACH ROW WHEN (OLD.is_active <> NEW.is_active) EXECUTE FUNCTION icse_tell_thread();
CREATE OR REPLACE TRIGGER post_is_activity AFTER INSERT ON forum_post
    FOR EACH ROW EXECUTE FUNCTION icse_post_is_activity();
CREATE OR REPLACE TRIGGER thread_is_activity AFTER INSERT ON forum_threadseries
    FOR EACH ROW EXECUTE FUNCTION icse_thread_is_activity();
CREATE OR REPLACE TRIGGER series_is_live AFTER INSERT ON forum_threadseries
    FOR EACH ROW EXECUTE FUNCTION icse_series_is_live();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON forum_post
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON forum_crop
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON forum_credit
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_activity BEFORE INSERT ON forum_thread
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_activity();
CREATE OR REPLACE TRIGGER marking_fits BEFORE INSERT OR UPDATE OF tlp, audience_id ON forum_thread
    FOR EACH ROW WHEN (NEW.tlp = 'red') EXECUTE FUNCTION icse_marking_fits();
CREATE OR REPLACE TRIGGER request_fits_series BEFORE INSERT OR UPDATE OF thread_audience_id ON forum_threadseries
    FOR EACH ROW EXECUTE FUNCTION icse_request_fits_series();
CREATE OR REPLACE TRIGGER series_fits_requests AFTER UPDATE OF tlp, audience_id ON series_series
    FOR EACH ROW WHEN (NEW.tlp = 'red') EXECUTE FUNCTION icse_series_fits_requests();
CREATE OR REPLACE TRIGGER forget_interest AFTER UPDATE OF shows_seen, shows_presence, shows_work ON accounts_unit
    FOR EACH ROW WHEN (
        OLD.shows_seen AND NOT NEW.shows_seen OR OLD.shows_presence AND NOT NEW.shows_presence
        OR OLD.shows_work AND NOT NEW.shows_work
    ) EXECUTE FUNCTION icse_forget_interest();
CREATE OR REPLACE TRIGGER crop_stays BEFORE INSERT OR UPDATE OF thread_audience_id ON forum_cropsource
    FOR EACH ROW EXECUTE FUNCTION icse_crop_stays();
CREATE OR REPLACE TRIGGER interest_ends BEFORE UPDATE OF audience_id ON forum_threadinterest
    FOR EACH ROW WHEN (OLD.audience_id <> NEW.audience_id) EXECUTE FUNCTION icse_interest_ends();
CREATE OR REPLACE TRIGGER tally_added AFTER INSERT ON series_case
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION icse_tally_added();
CREATE OR REPLACE TRIGGER tally_moved AFTER UPDATE OF audience_id, unit_id, created_at ON series_case
    FOR EACH ROW WHEN (
        OLD.audience_id <> NEW.audience_id OR OLD.unit_id <> NEW.unit_id OR OLD.created_at <> NEW.created_at
    ) EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_gone AFTER DELETE ON series_case
    FOR EACH ROW EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_added AFTER INSERT ON series_item
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION icse_tally_added();
CREATE OR REPLACE TRIGGER tally_moved AFTER UPDATE OF audience_id, unit_id, created_at ON series_item
    FOR EACH ROW WHEN (
        OLD.audience_id <> NEW.audience_id OR OLD.unit_id <> NEW.unit_id OR OLD.created_at <> NEW.created_at
    ) EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_gone AFTER DELETE ON series_item
    FOR EACH ROW EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_added AFTER INSERT ON series_series
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION icse_tally_added();
CREATE OR REPLACE TRIGGER tally_moved AFTER UPDATE OF audience_id, unit_id, created_at ON series_series
    FOR EACH ROW WHEN (
        OLD.audience_id <> NEW.audience_id OR OLD.unit_id <> NEW.unit_id OR OLD.created_at <> NEW.created_at
    ) EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_gone AFTER DELETE ON series_series
    FOR EACH ROW EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_added AFTER INSERT ON series_placement
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION icse_tally_added();
CREATE OR REPLACE TRIGGER tally_moved AFTER UPDATE OF series_audience_id, item_audience_id, unit_id, created_at ON series_placement
    FOR EACH ROW WHEN (
        OLD.series_audience_id <> NEW.series_audience_id OR OLD.item_audience_id <> NEW.item_audience_id OR OLD.unit_id <> NEW.unit_id OR OLD.created_at <> NEW.created_at
    ) EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_gone AFTER DELETE ON series_placement
    FOR EACH ROW EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_added AFTER INSERT ON series_subject
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION icse_tally_added();
CREATE OR REPLACE TRIGGER tally_moved AFTER UPDATE OF audience_id, unit_id, created_at ON series_subject
    FOR EACH ROW WHEN (
        OLD.audience_id <> NEW.audience_id OR OLD.unit_id <> NEW.unit_id OR OLD.created_at <> NEW.created_at
    ) EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_gone AFTER DELETE ON series_subject
    FOR EACH ROW EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_added AFTER INSERT ON series_claim
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION icse_tally_added();
CREATE OR REPLACE TRIGGER tally_moved AFTER UPDATE OF audience_id, unit_id, created_at ON series_claim
    FOR EACH ROW WHEN (
        OLD.audience_id <> NEW.audience_id OR OLD.unit_id <> NEW.unit_id OR OLD.created_at <> NEW.created_at
    ) EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_gone AFTER DELETE ON series_claim
    FOR EACH ROW EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_added AFTER INSERT ON series_identification
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION icse_tally_added();
CREATE OR REPLACE TRIGGER tally_moved AFTER UPDATE OF audience_id, unit_id, created_at ON series_identification
    FOR EACH ROW WHEN (
        OLD.audience_id <> NEW.audience_id OR OLD.unit_id <> NEW.unit_id OR OLD.created_at <> NEW.created_at
    ) EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_gone AFTER DELETE ON series_identification
    FOR EACH ROW EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_added AFTER INSERT ON forum_post
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION icse_tally_added();
CREATE OR REPLACE TRIGGER tally_moved AFTER UPDATE OF audience_id, unit_id, created_at ON forum_post
    FOR EACH ROW WHEN (
        OLD.audience_id <> NEW.audience_id OR OLD.unit_id <> NEW.unit_id OR OLD.created_at <> NEW.created_at
    ) EXECUTE FUNCTION icse_tally_moved();
CREATE OR REPLACE TRIGGER tally_gone AFTER DELETE ON forum_post
    FOR EACH ROW EXECUTE FUNCTION icse_tally_moved();
-- A trigger that waits for the end of the transaction cannot be replaced.
DROP TRIGGER IF EXISTS recount_tallies ON accounts_tally;
CREATE CONSTRAINT TRIGGER recount_tallies AFTER INSERT ON accounts_tally DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.number = 0) EXECUTE FUNCTION icse_recount_tallies();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON forum_threadcheck
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER check_is_open BEFORE UPDATE OF outcome ON forum_threadcheck
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_check_is_open();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON forum_postversion
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON forum_postmark
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON forum_posttranslation
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON forum_indicationcredit
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
CREATE OR REPLACE TRIGGER stamp_created BEFORE INSERT ON forum_news
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_created();
