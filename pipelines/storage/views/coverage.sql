-- Every report that ought to exist and what became of it. Still pending means that a run was interrupted.
CREATE VIEW "coverage" AS
SELECT
    o.region_code,
    g.name AS region_name,
    o.organ_id,
    o.name AS organ_name,
    o.kind AS organ_kind,
    t.year,
    CASE WHEN t.state = 'pending' THEN 'failed' ELSE t.state END AS state,
    CASE WHEN t.state = 'pending' THEN 'interrupted' ELSE t.reason END AS reason,
    t.since,
    t.evidence
FROM target t
JOIN organ o ON o.organ_id = t.organ_id
JOIN region g ON g.code = o.region_code
