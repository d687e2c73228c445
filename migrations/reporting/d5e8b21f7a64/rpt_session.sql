-- Sessions of supervision: one row each, whatever became of it; none of its words.
SELECT
    s.organisation_id,
    s.id AS session_id,
    record.reference AS session_ref,
    record.source,
    s.kind,
    s.status,
    s.day,
    s.planned_on,
    s.held_on,
    s.cancelled_on,
    supervisee.worker_id AS supervisee_id,
    supervisee_record.reference AS supervisee_ref,
    supervisor.worker_id AS supervisor_id,
    supervisor_record.reference AS supervisor_ref,
    post.team_id,
    team.reference AS team_ref,
    (
        SELECT COUNT(*) FROM sessionperson AS p
        WHERE p.organisation_id = s.organisation_id AND p.session_id = s.id AND p.part = 'supervisee'
    ) AS supervisees,
    (
        SELECT COUNT(*) FROM sessionperson AS p
        WHERE p.organisation_id = s.organisation_id AND p.session_id = s.id AND p.part = 'supervisor'
    ) AS supervisors,
    s.minutes,
    s.interrupted_minutes,
    s.feedback_minutes,
    s.recorded_on,
    s.shared_on,
    s.check_in AS has_check_in,
    s.appreciated AS has_appreciation,
    s.identity_explored AS has_identity_explored,
    s.reflection_words,
    s.tick_box AS says_actions_reviewed,
    (
        SELECT COUNT(*) FROM discussion AS d
        WHERE d.organisation_id = s.organisation_id AND d.session_id = s.id
    ) AS discussions,
    (
        SELECT COUNT(*) FROM action AS a
        WHERE a.organisation_id = s.organisation_id AND a.session_id = s.id
    ) AS actions_agreed,
    (
        SELECT COUNT(*) FROM actionreview AS r
        WHERE r.organisation_id = s.organisation_id AND r.session_id = s.id
    ) AS actions_reviewed
FROM supervisionsession AS s
JOIN record ON record.organisation_id = s.organisation_id AND record.id = s.id
LEFT JOIN sessionperson AS supervisee
    ON supervisee.organisation_id = s.organisation_id
    AND supervisee.session_id = s.id
    AND supervisee.part = 'supervisee'
    AND supervisee.position = 0
LEFT JOIN record AS supervisee_record
    ON supervisee_record.organisation_id = s.organisation_id
    AND supervisee_record.id = supervisee.worker_id
LEFT JOIN sessionperson AS supervisor
    ON supervisor.organisation_id = s.organisation_id
    AND supervisor.session_id = s.id
    AND supervisor.part = 'supervisor'
    AND supervisor.position = 0
LEFT JOIN record AS supervisor_record
    ON supervisor_record.organisation_id = s.organisation_id
    AND supervisor_record.id = supervisor.worker_id
LEFT JOIN post
    ON post.organisation_id = s.organisation_id
    AND post.id = POST_ON(s.organisation_id, supervisee.worker_id, s.day)
LEFT JOIN record AS team ON team.organisation_id = s.organisation_id AND team.id = post.team_id
