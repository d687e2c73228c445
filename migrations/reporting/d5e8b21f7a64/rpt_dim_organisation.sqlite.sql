-- Organisations: one row each, with today's day, on which every other view stands.
SELECT
    known.id AS organisation_id,
    known.name,
    known.nation,
    known.time_zone,
    known.today,
    COALESCE(policy.version, 0) AS policy_version,
    date(
        known.today,
        '+' || COALESCE(json_extract(policy.document, '$.warning_days'), 7) || ' days'
    ) AS due_soon_until
FROM (
    SELECT
        organisation.*,
        -- SQLite knows no time zones: British summer time is written out, elsewhere it is UTC.
        CASE
            WHEN organisation.time_zone IN ('Europe/London', 'Europe/Belfast', 'GB')
                AND datetime('now')
                    >= datetime('now', 'start of year', '+2 months', '+24 days', 'weekday 0', '+1 hour')
                AND datetime('now')
                    < datetime('now', 'start of year', '+9 months', '+24 days', 'weekday 0', '+1 hour')
            THEN date('now', '+1 hour')
            ELSE date('now')
        END AS today
    FROM organisation
) AS known
LEFT JOIN policyversion AS policy
    ON policy.organisation_id = known.id
    AND policy.version = (
        SELECT each.version
        FROM policyversion AS each
        WHERE each.organisation_id = known.id AND each.applies_from <= known.today
        ORDER BY each.applies_from DESC, each.version DESC
        LIMIT 1
    )
-- So that today is worked out once for each organisation and not once for each row about it.
LIMIT -1 OFFSET 0
