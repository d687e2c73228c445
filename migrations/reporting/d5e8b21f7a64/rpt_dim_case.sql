-- Cases: one row each, by opaque reference; no name and no date of birth is held.
SELECT
    record.organisation_id,
    record.id AS case_id,
    record.reference AS case_ref,
    record.source,
    casefile.opened_on,
    casefile.closed_on,
    record.deleted_at IS NOT NULL AS is_entered_in_error
FROM record
LEFT JOIN casefile
    ON casefile.organisation_id = record.organisation_id AND casefile.id = record.id
WHERE record.type = 'cases'
