-- Workers: one row each, as they stand now, with the post of today.
SELECT
    record.organisation_id,
    record.id AS worker_id,
    record.reference AS worker_ref,
    record.source,
    TEXT_IN(said.document, display_name) AS display_name,
    post.team_id,
    team.reference AS team_ref,
    post.role,
    post.stage,
    post.meaning AS stage_meaning,
    post.supervised AS is_supervised,
    post.started_on AS post_started_on,
    post.ended_on AS post_ended_on,
    worker.asye_started_on,
    record.deleted_at IS NOT NULL AS is_entered_in_error
FROM record
JOIN rpt_dim_organisation AS organisation
    ON organisation.organisation_id = record.organisation_id
JOIN recordversion AS said
    ON said.organisation_id = record.organisation_id
    AND said.record_id = record.id
    AND said.version = record.version
LEFT JOIN worker ON worker.organisation_id = record.organisation_id AND worker.id = record.id
LEFT JOIN post
    ON post.organisation_id = record.organisation_id
    AND post.id = POST_ON(record.organisation_id, record.id, organisation.today)
LEFT JOIN record AS team
    ON team.organisation_id = record.organisation_id AND team.id = post.team_id
WHERE record.type = 'workers'
