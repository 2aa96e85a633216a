"""Hypothesis strategies: reports whose sums all hold, in any layout and with any liberty a portal takes."""

from hypothesis import strategies as st

from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import F2019, F2021
from tests.city.forms.report import ReportForm
from tests.city.forms.sheet import Liberties

LAYOUTS = (F2019, F2021)


@st.composite
def valid_forms(draw: st.DrawFn) -> ReportForm:
    """A report with table 2 and table 3 of any layout, filled with valid figures, on a sheet as prescribed or not."""
    t2, t3 = draw(st.sampled_from(LAYOUTS)), draw(st.sampled_from(LAYOUTS))
    year = draw(st.integers(2019, 2025))
    printed = valid_figures(draw(st.randoms(use_true_random=False)).randint, t2, t3, carry_out=draw(st.booleans()))
    return ReportForm(
        organ="甲市乙区人民政府",
        year=year,
        published_on=f"{year + 1}-01-20",
        printed=printed,
        t2=t2,
        t3=t3,
        liberties=draw(liberties()),
    )


@st.composite
def liberties(draw: st.DrawFn) -> Liberties:
    """What a portal may change in the form without changing a figure."""
    return Liberties(
        labels=draw(st.sampled_from(({}, {"规范性文件": "行政规范性文件"}, {"行政规范性文件": "规范性文件"}))),
        numeral_mark=draw(st.sampled_from((".", "、", "．"))),
        is_side_label_twice=draw(st.booleans()),
        is_header_split=draw(st.booleans()),
        is_label_spaced=draw(st.booleans()),
    )
