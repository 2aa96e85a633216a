-- One row per organ, year and scope: the best-read document, then the one published last, then the one stored last.
-- Documents that do not tell their year stand each for itself.
CREATE VIEW "report_current" AS
SELECT
    r.report_id,
    o.region_code,
    g.name AS region_name,
    o.organ_id,
    o.name AS organ_name,
    o.kind AS organ_kind,
    r.scope,
    r.year,
    r.title,
    r.published_on,
    r.format,
    r.source_url,
    r.document_sha256,
    r.status,
    r.version,
    r.layouts,
    r.error,
    r.scope_evidence,
    r.verified,
    r.last_seen_at,
    r.withdrawn_at,
    r.unlisted_at,
    (
        SELECT d.tls
        FROM download d
        WHERE d.region_code = o.region_code AND d.url = r.source_url AND d.document_sha256 = r.document_sha256
    ) AS tls
FROM report r
JOIN organ o ON o.organ_id = r.organ_id
JOIN region g ON g.code = o.region_code
WHERE NOT EXISTS (
    SELECT 1
    FROM report b
    WHERE b.organ_id = r.organ_id AND b.year = r.year AND b.scope = r.scope AND (
        CASE b.status WHEN 'ok' THEN 4 WHEN 'partial' THEN 3 WHEN 'tables_missing' THEN 2 ELSE 1 END,
        COALESCE(b.published_on, ''),
        b.version
    ) > (
        CASE r.status WHEN 'ok' THEN 4 WHEN 'partial' THEN 3 WHEN 'tables_missing' THEN 2 ELSE 1 END,
        COALESCE(r.published_on, ''),
        r.version
    )
)
