-- Teams: one row each, as it stands now, with its place in the tree of teams.
WITH RECURSIVE
named AS (
    SELECT
        record.organisation_id,
        record.id,
        record.reference,
        record.source,
        TEXT_IN(said.document, name) AS name,
        team.parent_id,
        team.started_on,
        team.ended_on,
        record.deleted_at IS NOT NULL AS is_entered_in_error
    FROM record
    JOIN recordversion AS said
        ON said.organisation_id = record.organisation_id
        AND said.record_id = record.id
        AND said.version = record.version
    LEFT JOIN team ON team.organisation_id = record.organisation_id AND team.id = record.id
    WHERE record.type = 'teams'
),
tree (organisation_id, id, level, path, full_name) AS (
    SELECT organisation_id, id, 1, CAST(id AS text) || '/', COALESCE(name, '?')
    FROM named
    WHERE parent_id IS NULL
    UNION ALL
    SELECT
        named.organisation_id,
        named.id,
        tree.level + 1,
        tree.path || CAST(named.id AS text) || '/',
        tree.full_name || ' / ' || COALESCE(named.name, '?')
    FROM named
    JOIN tree
        ON tree.organisation_id = named.organisation_id AND tree.id = named.parent_id
)
SELECT
    named.organisation_id,
    named.id AS team_id,
    named.reference AS team_ref,
    named.source,
    named.name,
    named.parent_id,
    parent.reference AS parent_ref,
    tree.level,
    tree.path,
    tree.full_name,
    named.started_on,
    named.ended_on,
    named.is_entered_in_error
FROM named
JOIN tree ON tree.organisation_id = named.organisation_id AND tree.id = named.id
LEFT JOIN record AS parent
    ON parent.organisation_id = named.organisation_id AND parent.id = named.parent_id
