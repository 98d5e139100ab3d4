-- What is written down of each kind of thing. Made by a migration; see words.sql.

CREATE FUNCTION finding.series_tokens(audience int, at timestamptz, country text, title text, summary text)
RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
    SELECT finding.tokens(audience, at, 400, country, title || ' ' || summary, '', false, ARRAY['country ' || country])
$$;

CREATE FUNCTION finding.subject_tokens(audience int, at timestamptz, country text, label text, known text)
RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
    SELECT finding.tokens(audience, at, 400, country, label || ' ' || known, '', false, ARRAY['country ' || country])
$$;

CREATE FUNCTION finding.item_tokens(
    audience int, at timestamptz, country text, name text, path text, maker text, model text, serial text, kind text,
    latitude float8, longitude float8
)
RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
-- Names and folders are the own country's. Places are written down as squares of one degree, and of a twentieth.
    SELECT finding.tokens(
        audience, at, 200, country, concat_ws(' ', maker, model, serial), name || ' ' || path, false,
        ARRAY['country ' || country] || CASE WHEN kind <> 'picture' THEN ARRAY['kind ' || kind] ELSE '{}' END
        || CASE WHEN latitude IS NOT NULL AND longitude IS NOT NULL THEN ARRAY[
            concat_ws(' ', 'wide', floor(latitude)::int, floor(longitude)::int),
            concat_ws(' ', 'near', floor(latitude * 20)::int, floor(longitude * 20)::int)
        ] ELSE '{}' END
    )
$$;

CREATE FUNCTION finding.thread_tokens(audience int, at timestamptz, country text, kind text, question text)
RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
    SELECT finding.tokens(audience, at, 400, country, question, '', false, ARRAY['country ' || country, 'clue ' || kind])
$$;

CREATE FUNCTION finding.post_tokens(audience int, at timestamptz, country text, body text)
RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
    SELECT finding.tokens(audience, at, 400, country, body, '', false, ARRAY['country ' || country])
$$;

CREATE FUNCTION finding.case_tokens(audience int, at timestamptz, country text, reference text, exhibit text, source text)
RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
    SELECT finding.tokens(
        audience, at, 400, country, '', concat_ws(' ', reference, exhibit, source), true, ARRAY['country ' || country]
    )
$$;
