"""Which of the titles on a page is its own."""

from tests.pipelines.extract.identity.test_identify import identity


def test_a_sentence_of_the_preface_does_not_hide_for_whom_the_headline_speaks() -> None:
    """Two reports of one year, the office's own and the county's, whose prefaces are alike."""
    preface = "现公布颍上县人民政府2021年度政府信息公开工作年度报告。"
    office = identity(
        "颍上县人民政府（县政府办公室）2021年政府信息公开工作年度报告", preface, "颍上县人民政府", "2022年1月20日"
    )
    whole = identity("颍上县2021年政府信息公开工作年度报告", preface, "颍上县人民政府", "2022年1月20日")
    assert (office.organ_name, office.scope) == ("颍上县人民政府", "organ_only")
    assert (whole.organ_name, whole.scope) == ("颍上县人民政府", "aggregate")
