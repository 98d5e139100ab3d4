CREATE OR REPLACE TRIGGER series_settles_threads AFTER UPDATE OF active_for_victims, active_for_offenders ON series_series
    FOR EACH ROW EXECUTE FUNCTION icse_settle_threads();
CREATE OR REPLACE TRIGGER post_is_activity AFTER INSERT ON forum_post
    FOR EACH ROW EXECUTE FUNCTION icse_post_is_activity();
CREATE OR REPLACE TRIGGER thread_is_activity AFTER INSERT ON forum_threadseries
    FOR EACH ROW EXECUTE FUNCTION icse_thread_is_activity();
