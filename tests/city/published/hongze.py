"""淮安市洪泽区: the government's reports of 2021 to 2024.

2023 carries figures printed in a real report: the new table 2 beside the old table 3, and two totals of table 4 that
are 0 beside results of 11 and 5. The other years are made up and continue each other.
"""

from random import Random

from ..forms.figures import figures
from ..forms.generate import valid_figures
from ..forms.layout import F2019, F2021
from ..forms.report import ReportForm

GOVERNMENT = "淮安市洪泽区人民政府"

FIGURES_2023 = figures(
    F2021,
    F2019,
    {
        "normdoc": "0|5|5",
        "license": "550",
        "penalty": "4119",
        "coercion": "195",
        "fee": "7730.28",
    },
    {
        "new_received": "21|0|0|0|0|0|21",
        "partial": "4|0|0|0|0|0|4",
        "denied_state_secret": "1|0|0|0|0|0|1",
        "denied_process_info": "1|0|0|0|0|0|1",
        "denied_enforcement_file": "1|0|0|0|0|0|1",
        "unable_not_held": "10|0|0|0|0|0|10",
        "unable_need_creation": "3|0|0|0|0|0|3",
        "reject_petition": "1|0|0|0|0|0|1",
        "total_processed": "21|0|0|0|0|0|21",
    },
    "10|1|0|0|0|0|0|0|0|0|5|0|0|0|0",
)


def government_reports() -> list[ReportForm]:
    """Oldest first."""
    chance = Random(320813).randint
    first = valid_figures(chance, busiest=6)
    second = valid_figures(chance, previous=first, carry_out=False, busiest=6)
    # the stock that 2023 starts from: its 5 in force are 10 of 2022 less 5 repealed
    first |= {"t2_normdoc_issued": "2", "t2_normdoc_repealed": "0", "t2_normdoc_in_force": "11"}
    second |= {"t2_normdoc_issued": "1", "t2_normdoc_repealed": "2", "t2_normdoc_in_force": "10"}
    fourth = valid_figures(chance, previous=FIGURES_2023, busiest=6)
    return [
        ReportForm(organ=GOVERNMENT, year=2021, published_on="2022-01-26", printed=first),
        ReportForm(organ=GOVERNMENT, year=2022, published_on="2023-01-18", printed=second),
        ReportForm(organ=GOVERNMENT, year=2023, published_on="2024-01-15", printed=FIGURES_2023, t3=F2019),
        ReportForm(organ=GOVERNMENT, year=2024, published_on="2025-01-20", printed=fourth),
    ]
