-- Management oversight: one row for each oversight note on a case; none of its words.
SELECT
    n.organisation_id,
    n.id AS oversight_note_id,
    record.reference AS oversight_note_ref,
    record.source,
    n.case_id,
    child.reference AS case_ref,
    n.author_id,
    author.reference AS author_ref,
    n.kind,
    n.decided_on,
    n.decided_at,
    n.recorded_on,
    n.recorded_at,
    n.received_at,
    DAYS_FROM(n.decided_on, n.recorded_on) AS days_to_record,
    n.decided AS has_decision,
    n.reasoned AS has_rationale
FROM oversightnote AS n
JOIN record ON record.organisation_id = n.organisation_id AND record.id = n.id
LEFT JOIN record AS child ON child.organisation_id = n.organisation_id AND child.id = n.case_id
LEFT JOIN record AS author
    ON author.organisation_id = n.organisation_id AND author.id = n.author_id
