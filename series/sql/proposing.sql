-- What may speak for a link now is written down for a worker, whoever changed it.

CREATE OR REPLACE FUNCTION icse_note_proposal_work() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- An item is ready, is put into a series, or goes to another audience; what is written of a series or of a subject
-- changes, or it is merged or shown to others.
BEGIN
    IF TG_TABLE_NAME = 'series_placement' THEN
        INSERT INTO series_proposalwork (id, what, key) VALUES (icse_uuid7(), 'item', NEW.item_id);
    ELSIF TG_TABLE_NAME = 'series_subject' THEN
        INSERT INTO series_proposalwork (id, what, key) VALUES (icse_uuid7(), 'series', NEW.series_id);
    ELSE
        INSERT INTO series_proposalwork (id, what, key) VALUES (icse_uuid7(), substr(TG_TABLE_NAME, 8), NEW.id);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_note_evidence_lost() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Before a placement goes, and with it what it was the evidence of: others may be evidence of the same.
BEGIN
    INSERT INTO series_proposalwork (id, what, key)
    SELECT icse_uuid7(), 'item', gone.key FROM (
        SELECT r.other_item_id AS key FROM series_linkreason r WHERE r.item_id = OLD.item_id AND r.series_id = OLD.series_id
        UNION
        SELECT r.item_id FROM series_linkreason r WHERE r.other_item_id = OLD.item_id AND r.other_id = OLD.series_id
        UNION
        SELECT OLD.item_id
    ) gone WHERE gone.key IS NOT NULL;
    RETURN OLD;
END
$$;

CREATE OR REPLACE FUNCTION icse_stamp_reason() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Whose the two sides are, and whether both are still looked for: who sees the reason sees all of that. An item that
-- lies in a series which all see who see the item is not proposed for another one.
DECLARE
    one text; other text;
BEGIN
    SELECT s.country_id, s.merged_into_id IS NULL AND (s.active_for_victims OR s.active_for_offenders)
    INTO one, NEW.is_open FROM series_series s WHERE s.id = NEW.series_id;
    IF NEW.other_id IS NULL THEN
        SELECT i.country_id INTO other FROM series_item i WHERE i.id = NEW.other_item_id;
        NEW.is_open := NEW.is_open AND NOT EXISTS (
            SELECT 1 FROM series_placement p
            WHERE p.item_id = NEW.other_item_id AND p.series_audience_id = p.item_audience_id
        );
    ELSE
        SELECT s.country_id, NEW.is_open AND s.merged_into_id IS NULL
                             AND (s.active_for_victims OR s.active_for_offenders)
        INTO other, NEW.is_open FROM series_series s WHERE s.id = NEW.other_id;
    END IF;
    NEW.of_item := NEW.other_id IS NULL;
    NEW.owner := least(one, other);
    NEW.other_owner := greatest(one, other);
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION icse_settle_reasons() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- What is solved, merged or opened again is noted, and a worker writes which reasons are open: who solves a series does
-- not wait for reasons, which may be others' and hidden, and as many as they like. Whoever reads looks at the series too.
BEGIN
    INSERT INTO series_proposalwork (id, what, key) VALUES (icse_uuid7(), 'series', NEW.id);
    RETURN NULL;
END
$$;
