-- Who took part: one row for each worker's part in a session.
SELECT
    p.organisation_id,
    p.session_id,
    record.reference AS session_ref,
    s.kind,
    s.status,
    s.day,
    p.part,
    p.position + 1 AS place,
    p.worker_id,
    worker.reference AS worker_ref,
    post.team_id,
    team.reference AS team_ref
FROM sessionperson AS p
JOIN supervisionsession AS s
    ON s.organisation_id = p.organisation_id AND s.id = p.session_id
JOIN record ON record.organisation_id = p.organisation_id AND record.id = p.session_id
LEFT JOIN record AS worker
    ON worker.organisation_id = p.organisation_id AND worker.id = p.worker_id
LEFT JOIN post
    ON post.organisation_id = p.organisation_id
    AND post.id = POST_ON(p.organisation_id, p.worker_id, p.day)
LEFT JOIN record AS team ON team.organisation_id = p.organisation_id AND team.id = post.team_id
