"""The questions of docs/cookbook.md, each in SQL and in pandas."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question; the last column of the answer is drawn, over the columns before it."""

    name: str
    title: str
    why: str
    sql: str
    pandas: str


QUESTIONS = (
    Question(
        "demand",
        "Who asks: requests by kind of applicant",
        "Column 总计 is the sum of the others: leave it out, or take it alone.",
        """SELECT applicant, sum(value) AS requests
FROM applications
WHERE outcome = 't3_new_received' AND applicant <> 'total' AND organ_kind = 'government'
GROUP BY applicant
ORDER BY requests DESC, applicant""",
        """a = read("applications")
a = a[(a.outcome == "t3_new_received") & (a.applicant != "total") & (a.organ_kind == "government")]
answer = a.groupby("applicant").value.sum().reset_index(name="requests")
answer = answer.sort_values(["requests", "applicant"], ascending=[False, True])""",
    ),
    Question(
        "refusals",
        "Why requests are denied: the eight grounds",
        "A ground that an organ leaves blank adds nothing here; `denied_…_or_zero` of `organ_year` says where.",
        """SELECT outcome, sum(value) AS denied
FROM applications
WHERE outcome LIKE 't3_denied_%' AND applicant = 'total'
GROUP BY outcome
ORDER BY denied DESC, outcome""",
        """a = read("applications")
a = a[a.outcome.str.startswith("t3_denied_") & (a.applicant == "total")]
answer = a.groupby("outcome").value.sum(min_count=1).reset_index(name="denied")
answer = answer.sort_values(["denied", "outcome"], ascending=[False, True])""",
    ),
    Question(
        "granted",
        "How much is granted: the share of requests granted in whole or in part, by year",
        "Sum first, divide then: the mean of shares gives a village the weight of a city.",
        """SELECT year, round(sum(granted + partial) / sum(total_processed), 4) AS share
FROM organ_year
WHERE granted IS NOT NULL AND partial IS NOT NULL AND total_processed > 0
GROUP BY year
ORDER BY year""",
        """o = read("organ_year").dropna(subset=["granted", "partial"])
o = o[o.total_processed > 0]
o = o[["year", "total_processed"]].assign(given=o.granted + o.partial)
sums = o.groupby("year").sum()
answer = (sums.given / sums.total_processed).round(4).reset_index(name="share")""",
    ),
    Question(
        "backlog",
        "Backlog: what is carried out to the next year, of all there was to do",
        "",
        """SELECT year, round(sum(carried_out) / sum(new_received + carried_in), 4) AS backlog
FROM organ_year
WHERE carried_out IS NOT NULL AND new_received + carried_in > 0
GROUP BY year
ORDER BY year""",
        """o = read("organ_year").dropna(subset=["carried_out"])
o = pd.DataFrame({"year": o.year, "carried_out": o.carried_out, "work": o.new_received + o.carried_in})
sums = o[o.work > 0].groupby("year").sum()
answer = (sums.carried_out / sums.work).round(4).reset_index(name="backlog")""",
    ),
    Question(
        "reviews",
        "Correction rate: reviews that ended with a correction, of those decided",
        "Pending cases have no result yet and stay out of the denominator.",
        """SELECT organ_name, round(sum(review_corrected) / sum(review_total - review_pending), 4) AS corrected
FROM organ_year
WHERE review_total - review_pending > 0
GROUP BY organ_name
ORDER BY corrected DESC, organ_name""",
        """o = read("organ_year")
o = o[["organ_name", "review_corrected"]].assign(decided=o.review_total - o.review_pending)
sums = o[o.decided > 0].groupby("organ_name").sum()
answer = (sums.review_corrected / sums.decided).round(4).reset_index(name="corrected")
answer = answer.sort_values(["corrected", "organ_name"], ascending=[False, True])""",
    ),
    Question(
        "fees",
        "Fees: administrative fees charged, in million yuan",
        "`fee_amount_yuan` is yuan whatever the report prints; the printed number and unit stand beside it.",
        """SELECT organ_name, year, round(fee_amount_yuan / 1000000, 2) AS million_yuan
FROM organ_year
WHERE fee_amount_yuan IS NOT NULL AND organ_kind = 'government'
ORDER BY organ_name, year""",
        """o = read("organ_year").dropna(subset=["fee_amount_yuan"])
o = o[o.organ_kind == "government"].sort_values(["organ_name", "year"])
answer = o[["organ_name", "year"]].assign(million_yuan=(o.fee_amount_yuan / 1000000).round(2))""",
    ),
    Question(
        "penalties",
        "Penalties: administrative penalties of governments per year, over the change of form in 2021",
        "The codebook calls this field nearly the same in both forms; `since_2021` is the dummy for a regression.",
        """SELECT year, max(since_2021) AS since_2021, count(penalty_decisions) AS reports,
    round(avg(penalty_decisions), 1) AS penalties
FROM organ_year
WHERE organ_kind = 'government'
GROUP BY year
ORDER BY year""",
        """o = read("organ_year")
o = o[o.organ_kind == "government"]
answer = (
    o.groupby("year")
    .agg(
        since_2021=("since_2021", "max"),
        reports=("penalty_decisions", "count"),
        penalties=("penalty_decisions", "mean"),
    )
    .round({"penalties": 1})
    .reset_index()
)""",
    ),
    Question(
        "missing",
        "Late and missing: what became of the reports on 2019 to 2024",
        "`not_published` is a claim with evidence; every other state but `stored` says that we do not know.",
        """SELECT organ_name, state, count(*) AS years
FROM coverage
WHERE year BETWEEN 2019 AND 2024
GROUP BY organ_name, state
ORDER BY organ_name, state""",
        """c = read("coverage")
c = c[c.year.between(2019, 2024)]
answer = c.groupby(["organ_name", "state"]).size().reset_index(name="years")""",
    ),
    Question(
        "contradictions",
        "Reports that contradict themselves: errors by rule",
        "The codebook says what a rule means; `finding.cause` whether the report or our reading is to blame.",
        """SELECT rule, count(DISTINCT report_id) AS reports
FROM finding
WHERE severity = 'error'
GROUP BY rule
ORDER BY reports DESC, rule""",
        """f = read("finding")
answer = f[f.severity == "error"].groupby("rule").report_id.nunique().reset_index(name="reports")
answer = answer.sort_values(["reports", "rule"], ascending=[False, True])""",
    ),
    Question(
        "stock",
        "Stocks that do not follow: documents in force, against those of a year before and what came and went",
        "The first year of a form has no year before; a merger of organs breaks the chain lawfully.",
        """SELECT n.organ_name, n.year, n.normdoc_in_force AS in_force,
    n.normdoc_in_force - (o.normdoc_in_force + n.normdoc_issued - n.normdoc_repealed) AS unexplained
FROM organ_year n
JOIN organ_year o ON o.organ_id = n.organ_id AND o.year = n.year - 1
WHERE n.normdoc_in_force <> o.normdoc_in_force + n.normdoc_issued - n.normdoc_repealed
ORDER BY n.organ_name, n.year""",
        """o = read("organ_year")
before = pd.DataFrame({"organ_id": o.organ_id, "year": o.year + 1, "stock": o.normdoc_in_force})
both = o.merge(before, on=["organ_id", "year"])
unexplained = both.normdoc_in_force - (both.stock + both.normdoc_issued - both.normdoc_repealed)
answer = pd.DataFrame(
    {"organ_name": both.organ_name, "year": both.year, "in_force": both.normdoc_in_force, "unexplained": unexplained}
)
answer = answer[answer.unexplained.fillna(0) != 0].sort_values(["organ_name", "year"])""",
    ),
    Question(
        "silent",
        "Silent changes: cells that another version of a report changed, by organ",
        "Between two releases `changes.csv` has the same. In the demo's city no government changed a report.",
        """SELECT organ_name, why, count(*) AS cells
FROM change
GROUP BY organ_name, why
ORDER BY organ_name, why""",
        """answer = read("change").groupby(["organ_name", "why"]).size().reset_index(name="cells")""",
    ),
    Question(
        "reuse",
        "Text reuse: how many organs print the very same section five on problems and plans",
        "For sentences that are alike and not equal, compare shingles of `section.text` instead.",
        """SELECT number, count(*) AS reports, count(DISTINCT text) AS texts
FROM section
WHERE text IS NOT NULL
GROUP BY number
ORDER BY number""",
        """s = read("section").dropna(subset=["text"])
answer = s.groupby("number").agg(reports=("text", "size"), texts=("text", "nunique")).reset_index()""",
    ),
)
