"""枣庄市山亭区: the government's reports of 2019 to 2024 and two departments' of 2021 to 2024.

2020 carries the figures the district printed, with its misprints: numbers typed into labels, full-width digits, a
note in a cell, units in the heads. Every other figure is made up; the years continue each other. 2023 prints one
total that its own row contradicts.
"""

from random import Random

from ..forms.figures import figures
from ..forms.generate import valid_figures
from ..forms.layout import F2019, F2021
from ..forms.report import ReportForm
from ..forms.sheet import Liberties

GOVERNMENT = "枣庄市山亭区人民政府"
DEPARTMENTS = ("枣庄市山亭区教育和体育局", "枣庄市山亭区民政局")

_FIGURES_2019 = figures(
    F2019,
    F2019,
    {
        "normdoc": "4|4|5",
        "license": "351|18|12870",
        "otherservice": "1290|13|3012",
        "penalty": "2790|12|2210",
        "coercion": "99|2|120",
        "fee": "40|-2",
        "procure": "1108|3.12",
    },
    {
        "new_received": "9|1|0|0|0|0|10",
        "granted": "6|1|0|0|0|0|7",
        "unable_not_held": "2|0|0|0|0|0|2",
        "reject_repeat": "1|0|0|0|0|0|1",
        "total_processed": "9|1|0|0|0|0|10",
    },
    "1|0|0|0|1|0|0|0|1|1|0|0|0|0|0",
)
FIGURES_2020 = figures(
    F2019,
    F2019,
    {
        "regulation": "0|0|0",
        "normdoc": "3|3|8",
        "license": "369|-140|13964",
        "otherservice": "1303|861|3357",
        "penalty": "2802|-42|2429",
        "coercion": "101|20|137",
        "fee": "38|-3",
        "procure": "1235　　|3.58",
    },
    {
        "new_received": "6| 2|0 |0 |0 |0 |8",
        "carried_in": "0| 0|0 |0 |0 |0 |0 ",
        "granted": "5| 0|0 |0 |0 |0 |5",
        "partial": "０|0|０|０|０|０|0",
        "denied_enforcement_file": "1|2|０|０|０|０|3",
        "total_processed": "6|２|０|０|０|０|8",
    },
    "2|0|0|0|2|1|０|1(裁定撤诉)|１|３|０|０|０|０|０",
    fill="０",
)
LIBERTIES_2020 = Liberties(
    labels={"行政许可": "行政许可229", "行政处罚": "行政处罚2760", "行政强制": "行政强制121"},
    headers={
        "本年新制作数量": "本年新\n制作数量（个）",
        "本年新公开数量": "本年新\n公开数量（个）",
        "对外公开总数量": "对外公开总数量\n（个）",
        "上一年项目数量": "上一年项目数量（项）",
        "本年增/减": "本年增/减（项）",
        "第二十条第（五）项/处理决定数量": "处理决定数量\n（件）",
        "第二十条第（六）项/处理决定数量": "处理决定数量（项）",
        "采购项目数量": "采购项目数量（个）",
        "采购总金额": "采购总金额（亿元）",
    },
)


def government_reports() -> list[ReportForm]:
    """2019 to 2024, oldest first."""
    reports = [
        ReportForm(
            organ=GOVERNMENT,
            year=2019,
            published_on="2020-03-20",
            printed=_FIGURES_2019,
            t2=F2019,
            t3=F2019,
            liberties=Liberties(headers={"采购总金额": "采购总金额（亿元）"}),
        ),
        ReportForm(
            organ=GOVERNMENT,
            year=2020,
            published_on="2021-02-20",
            printed=FIGURES_2020,
            t2=F2019,
            t3=F2019,
            liberties=LIBERTIES_2020,
            wording="信息公开工作年度报告",
        ),
    ]
    chance = Random(370406).randint
    printed = FIGURES_2020
    for year, published_on in ((2021, "2022-01-28"), (2022, "2023-02-10"), (2023, "2024-01-30"), (2024, "2025-01-24")):
        printed = valid_figures(chance, previous=printed, busiest=8)
        shown = printed
        if year == 2023:  # the source's own error: 行政复议 总计 is one more than its results
            shown = {**printed, "t4_review_total": str(int(printed["t4_review_total"]) + 1)}
        reports.append(ReportForm(organ=GOVERNMENT, year=year, published_on=published_on, printed=shown))
    return reports


def department_reports(organ: str) -> list[ReportForm]:
    """2021 to 2024 of one of DEPARTMENTS, oldest first."""
    chance = Random(370406 + DEPARTMENTS.index(organ) + 1).randint
    reports: list[ReportForm] = []
    for year in range(2021, 2025):
        previous = reports[-1].printed if reports else None
        printed = valid_figures(chance, F2021, F2021, previous, busiest=3)
        reports.append(ReportForm(organ=organ, year=year, published_on=f"{year + 1}-01-22", printed=printed))
    return reports
