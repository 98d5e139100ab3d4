-- Times and numbers of what officers write are the database's word. The demo and the tests date back as the system.
CREATE OR REPLACE TRIGGER stamp_entry BEFORE INSERT ON core_auditentry
    FOR EACH ROW WHEN (current_user = 'icse_app') EXECUTE FUNCTION icse_stamp_entry();
CREATE OR REPLACE TRIGGER events_in_order BEFORE INSERT ON core_event
    FOR EACH STATEMENT EXECUTE FUNCTION icse_events_in_order();
CREATE OR REPLACE TRIGGER number_event BEFORE INSERT ON core_event
    FOR EACH ROW EXECUTE FUNCTION icse_number_event();
