"""A misprint is a slip; a word that carries meaning makes another label."""

import pytest

from pipelines.templates.meaning import carries_meaning, foreign_aside, is_misprint


@pytest.mark.parametrize(
    ("printed", "known"),
    [
        ("没有现存信息需要另行制作", "没有现成信息需要另行制作"),
        ("其他法律行政止公开", "其他法律行政法规禁止公开"),
        ("本年新收政府信息公开申请数", "本年新收政府信息公开申请数量"),
        ("要求提供公开出版", "要求提供公开出版物"),
        ("保护第三方合法权利", "保护第三方合法权益"),
        ("信访投诉举报类申请", "信访举报投诉类申请"),
        ("处理决定数量", "本年处理决定数量"),
        ("本年处处理决定数量", "本年处理决定数量"),
    ],
)
def test_a_slip_is_a_misprint(printed: str, known: str) -> None:
    assert is_misprint(printed, known)


@pytest.mark.parametrize(
    ("printed", "known"),
    [
        ("上年处理决定数量", "本年处理决定数量"),
        ("本年不处理决定数量", "本年处理决定数量"),
        ("处理决定公开数量", "处理决定数量"),
        ("2021年处理决定数量", "本年处理决定数量"),
        ("本年退费金额", "本年收费金额"),
        ("累计制发件数", "本年制发件数"),
        ("拟制发件数", "本年制发件数"),
        ("上年废止件数", "本年废止件数"),
        ("近三年处理决定数量", "本年处理决定数量"),
        ("往年处理决定数量", "本年处理决定数量"),
        ("首次处理决定数量", "本年处理决定数量"),
        ("日均处理决定数量", "本年处理决定数量"),
        ("驳回处理决定数量", "本年处理决定数量"),
        ("全市处理决定数量", "本年处理决定数量"),
        ("年初处理决定数量", "本年处理决定数量"),
        ("本年处理决定金额", "本年处理决定数量"),
        ("本年处理决定人数", "本年处理决定数量"),
        ("本年制发页数", "本年制发件数"),
        ("本年转收政府信息公开申请数量", "本年新收政府信息公开申请数量"),
        ("保护本方合法权益", "保护第三方合法权益"),
        ("对内公开总数量", "对外公开总数量"),
        ("对外公开年均数量", "对外公开总数量"),
        ("本年原处理决定数量", "本年处理决定数量"),
        ("采购预算金额", "采购总金额"),
        ("不属于国家秘密", "属于国家秘密"),
        ("补正后申请内容已明确", "补正后申请内容仍不明确"),
        ("结转上年度继续办理", "结转下年度继续办理"),
        ("本机关掌握相关政府信息", "本机关不掌握相关政府信息"),
        ("起诉后复议", "复议后起诉"),
        ("属于行政执法案卷材料", "属于行政执法案卷"),
    ],
)
def test_another_word_is_another_label(printed: str, known: str) -> None:
    assert not is_misprint(printed, known)


def test_a_result_denied_is_not_the_result() -> None:
    assert carries_meaning("结果未")
    assert not carries_meaning("结果")


def test_an_aside_that_the_form_does_not_have_is_told_and_a_unit_is_not() -> None:
    assert foreign_aside("行政处罚（简易程序）", "行政处罚") == "(简易程序)"
    assert foreign_aside("（一）予以公开", "（一）予以公开") == ""
    assert foreign_aside("行政处罚（件）", "行政处罚") == ""
    label = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    assert foreign_aside(label, label) == ""
