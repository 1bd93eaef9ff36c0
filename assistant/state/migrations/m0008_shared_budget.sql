-- One exchange between a server and the ledger of a shared budget, whole or not at all: what has ended gives its places
-- back, what HubSpot has told is kept to, and whoever's turn it is among all servers gets what is free.
CREATE FUNCTION exchange_hubspot_calls(
    of_budget varchar, of_server varchar, usual_calls int, usual_seconds float8, lease float8,
    tags int8[], patient boolean[], callers int,
    ended_patient boolean[], ended_until float8[], ended_ago float8[],
    told_calls int, told_seconds float8, told_used int, told_left_today int8, at_moment float8,
    OUT given int, OUT given_patient int, OUT until float8, OUT reached int8, OUT ahead int, OUT free_in float8,
    OUT calls int, OUT seconds float8, OUT left_today int8
) LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
    -- What the servers' own side knows as well.
    others_most CONSTANT float8 := 0.95;
    unsure_calls CONSTANT int := 2;
    largest_share CONSTANT float8 := 0.8;
    longest_look CONSTANT float8 := 0.5;
    -- A server that is later than this with its next look has gone, and nobody waits for its callers.
    late_seconds CONSTANT float8 := 1.0;

    now float8;
    quick float8[];  -- until when the places are held of calls that somebody waits for
    long float8[];  -- and of patient ones
    quick_ahead int8[];  -- tags of callers in line at other servers
    long_ahead int8[];
    quick_before int;
    long_before int;
    before int;
    place int;
    unknown int;
    free int;
    free_long int;
    tag int8;
    rest int8[] := '{}';
    rest_patient boolean[] := '{}';
    first_before int;
    no_share boolean;
    share int;
    room int;
    gap float8;
    is_spread boolean;
    next_at float8;  -- when the next place is given out, while most are taken
    is_full boolean := false;
BEGIN
    INSERT INTO hubspot_budgets VALUES (of_budget, usual_calls, usual_seconds, '{}', '{}', 0, NULL, 0) ON CONFLICT DO NOTHING;
    SELECT b.calls, b.seconds, b.held, b.held_patient, b.reached, b.left_today, b.next_at
        INTO calls, seconds, quick, long, reached, left_today, next_at
        FROM hubspot_budgets b WHERE b.budget = of_budget FOR UPDATE;
    now := coalesce(at_moment, extract(epoch FROM clock_timestamp()));
    calls := coalesce(told_calls, calls);
    seconds := coalesce(told_seconds, seconds);
    quick := ARRAY(SELECT one FROM unnest(quick) one WHERE one > now);
    long := ARRAY(SELECT one FROM unnest(long) one WHERE one > now);

    FOR i IN 1 .. cardinality(ended_patient) LOOP
        IF ended_until[i] IS NOT NULL THEN
            place := array_position(CASE WHEN ended_patient[i] THEN long ELSE quick END, ended_until[i]);
            CONTINUE WHEN place IS NULL;
            IF ended_patient[i] THEN
                long := long[:place - 1] || long[place + 1:];
            ELSE
                quick := quick[:place - 1] || quick[place + 1:];
            END IF;
        END IF;
        CONTINUE WHEN ended_ago[i] IS NULL OR ended_ago[i] >= seconds;
        IF ended_patient[i] THEN
            long := long || (now - ended_ago[i] + seconds);
        ELSE
            quick := quick || (now - ended_ago[i] + seconds);
        END IF;
    END LOOP;
    unknown := least(told_used, floor(calls * others_most)::int) - cardinality(quick) - cardinality(long);
    IF told_used IS NOT NULL AND unknown > unsure_calls THEN
        quick := quick || array_fill(now + seconds, ARRAY[unknown]);
    END IF;

    ahead := coalesce((SELECT sum(l.callers) FROM hubspot_lines l
        WHERE l.budget = of_budget AND l.server <> of_server AND l.comes_at + late_seconds > now), 0);
    SELECT coalesce(array_agg(line.tag) FILTER (WHERE NOT line.patient), '{}'),
            coalesce(array_agg(line.tag) FILTER (WHERE line.patient), '{}')
        INTO quick_ahead, long_ahead
        FROM hubspot_lines l, unnest(l.tags, l.patient) AS line (tag, patient)
        WHERE l.budget = of_budget AND l.server <> of_server AND l.comes_at + late_seconds > now;
    room := calls - cardinality(quick) - cardinality(long);
    free := room;
    share := greatest(1, floor(calls * largest_share)::int);
    free_long := share - cardinality(long);
    gap := seconds / calls;
    is_spread := free * 2 <= calls;
    next_at := greatest(next_at, now - longest_look);
    IF is_spread THEN
        -- What is given out at once comes back at once, and between nobody gets anything for most of the window.
        free := least(free, greatest(floor((now - next_at) / gap)::int + 1, 0));
    END IF;
    given := 0;
    given_patient := 0;
    until := now + lease;
    FOR i IN 1 .. cardinality(tags) LOOP
        tag := greatest(tags[i], reached);
        IF is_full THEN  -- whoever is further back has no place either
            rest := rest || tag;
            rest_patient := rest_patient || patient[i];
            CONTINUE;
        END IF;
        SELECT count(*) INTO quick_before FROM unnest(quick_ahead) one WHERE one < tag;
        SELECT count(*) INTO long_before FROM unnest(long_ahead) one WHERE one < tag;
        before := quick_before + least(long_before, greatest(free_long - given_patient, 0)) + given + given_patient;
        IF before < free AND (NOT patient[i] OR long_before + given_patient < free_long) THEN
            given := given + (NOT patient[i])::int;
            given_patient := given_patient + patient[i]::int;
            reached := tag;
        ELSE
            is_full := before >= free;
            no_share := coalesce(no_share, NOT is_full);
            first_before := coalesce(first_before, before);
            rest := rest || tag;
            rest_patient := rest_patient || patient[i];
        END IF;
    END LOOP;
    quick := quick || array_fill(until, ARRAY[given]);
    long := long || array_fill(until, ARRAY[given_patient]);
    IF told_left_today IS NOT NULL OR left_today IS NOT NULL THEN  -- greatest() of nothing and 0 would be 0
        left_today := coalesce(told_left_today, greatest(left_today - given - given_patient, 0));
    END IF;
    IF is_spread THEN
        next_at := next_at + (given + given_patient) * gap;
    END IF;
    UPDATE hubspot_budgets b
        SET (calls, seconds, held, held_patient, reached, left_today, next_at)
            = ROW (calls, seconds, quick, long, reached, left_today, next_at)
        WHERE b.budget = of_budget;

    free_in := 0;
    IF cardinality(rest) = 0 THEN
        DELETE FROM hubspot_lines l WHERE l.budget = of_budget AND l.server = of_server;
        RETURN;
    END IF;
    IF no_share THEN
        free_in := (SELECT min(one) FROM unnest(long) one) - now;
    ELSE
        IF first_before >= room THEN
            free_in := (SELECT one FROM unnest(quick || long) one ORDER BY one OFFSET first_before - room LIMIT 1) - now;
        END IF;
        IF is_spread THEN
            free_in := greatest(free_in, next_at + (first_before - given - given_patient) * gap - now);
        END IF;
    END IF;
    free_in := least(coalesce(free_in, seconds), seconds);
    INSERT INTO hubspot_lines VALUES (of_budget, of_server, now + least(free_in, longest_look), rest, rest_patient, callers)
        ON CONFLICT ON CONSTRAINT hubspot_lines_pkey DO UPDATE
        SET comes_at = excluded.comes_at, tags = excluded.tags, patient = excluded.patient, callers = excluded.callers;
END $$
