"""平潭县: the government's reports of 2019, 2020, 2023 and 2024, with figures printed in that place's real reports.

2020 contradicts itself as printed: the outcomes of citizens add up to 26 and the totals to 27, the sheet says 20 and
21. Both old sheets print 三、本年度办理结果 twice and the money with its unit in the cell.
"""

from ..forms.figures import Figures, figures
from ..forms.layout import F2019, F2021
from ..forms.report import ReportForm
from ..forms.sheet import Liberties

GOVERNMENT = "平潭县人民政府"
_NO_CASES = "0|0|0|0|0|0|0|0|0|0|0|0|0|0|0"


def government_reports() -> list[ReportForm]:
    """Oldest first."""
    return [
        _report(2019, "2020-01-21", F2019, _FIGURES_2019),
        _report(2020, "2021-03-19", F2019, FIGURES_2020),
        _report(2023, "2024-01-29", F2021, _FIGURES_2023),
        _report(2024, "2025-01-23", F2021, _FIGURES_2024),
    ]


def _report(year: int, published_on: str, layout: str, printed: Figures) -> ReportForm:
    return ReportForm(
        organ=GOVERNMENT,
        year=year,
        published_on=published_on,
        printed=printed,
        t2=layout,
        t3=layout,
        liberties=Liberties(is_side_label_twice=layout == F2019),
    )


_FIGURES_2019 = figures(
    F2019,
    F2019,
    {
        "normdoc": "89|89|89",
        "license": "396|0|181",
        "otherservice": "10|0|153",
        "penalty": "2648|0|430",
        "coercion": "126|0|25",
        "fee": "35|0",
        "procure": "135|75394432.52元",
    },
    {
        "new_received": "23|0|0|0|0|0|23",
        "granted": "7|0|0|0|0|0|7",
        "partial": "1|0|0|0|0|0|1",
        "unable_not_held": "7|0|0|0|0|0|7",
        "unable_unclear": "5|0|0|0|0|0|5",
        "reject_repeat": "3|0|0|0|0|0|3",
        "total_processed": "23|0|0|0|0|0|23",
    },
    _NO_CASES,
)
FIGURES_2020 = figures(
    F2019,
    F2019,
    {
        "regulation": "0|0|7",
        "normdoc": "77|77|166",
        "license": "396|442|278",
        "otherservice": "10|7|105",
        "penalty": "2648|-18|538",
        "coercion": "126|26|29",
        "fee": "35|-15",
        "procure": "395|73802895.90元",
    },
    {
        "new_received": "20|0|0|0|0|1|21",
        "granted": "6|0|0|0|0|1|7",
        "partial": "6|0|0|0|0|0|6",
        "unable_not_held": "4|0|0|0|0|0|4",
        "unable_unclear": "3|0|0|0|0|0|3",
        "reject_repeat": "3|0|0|0|0|0|3",
        "other": "4|0|0|0|0|0|4",
        "total_processed": "20|0|0|0|0|1|21",
    },
    _NO_CASES,
)
_FIGURES_2023 = figures(
    F2021,
    F2021,
    {
        "normdoc": "77|132|470",
        "license": "2629",
        "penalty": "1330",
        "coercion": "54",
        "fee": "5949.088667",
    },
    {
        "new_received": "80|1|0|0|0|0|81",
        "granted": "22|0|0|0|0|0|22",
        "partial": "19|1|0|0|0|0|20",
        "denied_third_party": "1|0|0|0|0|0|1",
        "denied_process_info": "1|0|0|0|0|0|1",
        "denied_enforcement_file": "1|0|0|0|0|0|1",
        "denied_query_matter": "2|0|0|0|0|0|2",
        "unable_not_held": "31|0|0|0|0|0|31",
        "reject_repeat": "1|0|0|0|0|0|1",
        "other_no_correction": "1|0|0|0|0|0|1",
        "other_misc": "1|0|0|0|0|0|1",
        "total_processed": "80|1|0|0|0|0|81",
    },
    "1|1|0|0|2|4|0|0|1|5|1|0|1|0|2",
)
_FIGURES_2024 = figures(
    F2021,
    F2021,
    {
        "normdoc": "62|33|440",
        "license": "4529",
        "penalty": "1100",
        "coercion": "65",
        "fee": "18651.06",
    },
    {
        "new_received": "217|1|0|0|0|0|218",
        "granted": "71|0|0|0|0|0|71",
        "partial": "29|0|0|0|0|0|29",
        "denied_state_secret": "4|0|0|0|0|0|4",
        "denied_third_party": "3|0|0|0|0|0|3",
        "denied_internal_affairs": "32|0|0|0|0|0|32",
        "unable_not_held": "75|0|0|0|0|0|75",
        "reject_repeat": "1|0|0|0|0|0|1",
        "other_no_correction": "1|0|0|0|0|0|1",
        "other_misc": "1|1|0|0|0|0|2",
        "total_processed": "217|1|0|0|0|0|218",
    },
    "2|1|3|1|7|0|0|0|0|0|13|2|4|0|19",
)
