"""The questions of docs/cookbook.md, each in SQL, which `nianbao serve` asks as well, and in pandas."""

from dataclasses import dataclass

from nianbao.serving.questions import Question as Asked
from nianbao.serving.questions import questions


@dataclass(frozen=True, slots=True)
class Question:
    """One question; the last column of the answer is drawn, over the columns before it."""

    asked: Asked
    pandas: str

    @property
    def name(self) -> str:
        return self.asked.name

    @property
    def title(self) -> str:
        return self.asked.en

    @property
    def why(self) -> str:
        return self.asked.why

    @property
    def sql(self) -> str:
        return self.asked.sql


PANDAS = {
    "demand": """a = read("applications")
a = a[(a.outcome == "t3_new_received") & (a.applicant != "total") & (a.organ_kind == "government")]
answer = a.groupby("applicant").value.sum().reset_index(name="requests")
answer = answer.sort_values(["requests", "applicant"], ascending=[False, True])""",
    "refusals": """a = read("applications")
a = a[a.outcome.str.startswith("t3_denied_") & (a.applicant == "total")]
answer = a.groupby("outcome").value.sum(min_count=1).reset_index(name="denied")
answer = answer.sort_values(["denied", "outcome"], ascending=[False, True])""",
    "granted": """o = read("organ_year").dropna(subset=["granted", "partial"])
o = o[o.total_processed > 0]
o = o[["year", "total_processed"]].assign(given=o.granted + o.partial)
sums = o.groupby("year").sum()
answer = (sums.given / sums.total_processed).round(4).reset_index(name="share")""",
    "backlog": """o = read("organ_year").dropna(subset=["carried_out"])
o = pd.DataFrame({"year": o.year, "carried_out": o.carried_out, "work": o.new_received + o.carried_in})
sums = o[o.work > 0].groupby("year").sum()
answer = (sums.carried_out / sums.work).round(4).reset_index(name="backlog")""",
    "reviews": """o = read("organ_year")
o = o[["organ_name", "review_corrected"]].assign(decided=o.review_total - o.review_pending)
sums = o[o.decided > 0].groupby("organ_name").sum()
answer = (sums.review_corrected / sums.decided).round(4).reset_index(name="corrected")
answer = answer.sort_values(["corrected", "organ_name"], ascending=[False, True])""",
    "fees": """o = read("organ_year").dropna(subset=["fee_amount_yuan"])
o = o[o.organ_kind == "government"].sort_values(["organ_name", "year"])
answer = o[["organ_name", "year"]].assign(million_yuan=(o.fee_amount_yuan / 1000000).round(2))""",
    "penalties": """o = read("organ_year")
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
    "missing": """c = read("coverage")
c = c[c.year.between(2019, 2024)]
answer = c.groupby(["organ_name", "state"]).size().reset_index(name="years")""",
    "contradictions": """f = read("finding")
answer = f[f.severity == "error"].groupby("rule").report_id.nunique().reset_index(name="reports")
answer = answer.sort_values(["reports", "rule"], ascending=[False, True])""",
    "stock": """o = read("organ_year")
before = pd.DataFrame({"organ_id": o.organ_id, "year": o.year + 1, "stock": o.normdoc_in_force})
both = o.merge(before, on=["organ_id", "year"])
unexplained = both.normdoc_in_force - (both.stock + both.normdoc_issued - both.normdoc_repealed)
answer = pd.DataFrame(
    {"organ_name": both.organ_name, "year": both.year, "in_force": both.normdoc_in_force, "unexplained": unexplained}
)
answer = answer[answer.unexplained.fillna(0) != 0].sort_values(["organ_name", "year"])""",
    "silent": """answer = read("change").groupby(["organ_name", "why"]).size().reset_index(name="cells")""",
    "reuse": """s = read("section").dropna(subset=["text"])
answer = s.groupby("number").agg(reports=("text", "size"), texts=("text", "nunique")).reset_index()""",
}
QUESTIONS = tuple(Question(asked, PANDAS[asked.name]) for asked in questions())
