-- Organisations: one row each, with today's day, on which every other view stands.
SELECT
    known.id AS organisation_id,
    known.name,
    known.nation,
    known.time_zone,
    known.today,
    COALESCE(policy.version, 0) AS policy_version,
    known.today + COALESCE(CAST(CAST(policy.document AS json) ->> 'warning_days' AS integer), 7)
        AS due_soon_until
FROM (
    SELECT
        organisation.*,
        CAST(CURRENT_TIMESTAMP AT TIME ZONE organisation.time_zone AS date) AS today
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
OFFSET 0
