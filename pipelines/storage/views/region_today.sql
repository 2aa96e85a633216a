-- Codes no longer in force and the one that took over, however many changes lie between; NULL where several did.
CREATE VIEW "region_today" AS
WITH RECURSIVE step (code, later_code, steps) AS (
    SELECT s.code, s.successor_code, 1
    FROM region_successor s
    UNION
    SELECT p.code, s.successor_code, p.steps + 1
    FROM step p
    JOIN region_successor s ON s.code = p.later_code
    WHERE p.steps < 12
)
SELECT p.code, CASE WHEN count(DISTINCT p.later_code) = 1 THEN max(p.later_code) END AS today_code
FROM step p
JOIN region g ON g.code = p.later_code AND g.valid_to IS NULL
GROUP BY p.code
