"""Private numbers in running text. All numbers here are made up: digits in a row, a region that does not exist."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.personal_data import IDENTITY, MAIL, TELEPHONE, masked, personal

MOBILE = "13800000000"
CARD = "999999190001010000"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"申请人联系电话{MOBILE}。", TELEPHONE),
        ("电话：138 0000 0000", TELEPHONE),
        ("电话：138-0000-0000", TELEPHONE),
        ("电话：+86 13800000000", TELEPHONE),
        ("电话：１３８００００００００", TELEPHONE),
        ("申请人张某住宅电话0999-2222222", TELEPHONE),
        (f"身份证号{CARD}", IDENTITY),
        ("身份证 99999919000101000X", IDENTITY),
        ("身份证号码：999999000101000", IDENTITY),
        ("护照号E00000000", IDENTITY),
        ("邮箱 nobody.here@example.com", MAIL),
        ("发至ｎｏｂｏｄｙ＠ｅｘａｍｐｌｅ．ｃｏｍ", MAIL),
    ],
)
def test_a_private_number_is_found_however_it_is_written(text: str, kind: str) -> None:
    assert [passage.kind for passage in personal(text)] == [kind]
    assert not re.search(r"\d{3}|@", masked(text))


@pytest.mark.parametrize(
    "text",
    [
        "咨询电话：0999-2222222",
        "政务服务热线12345，400-000-0000",
        "邮箱 xxgk@shanting.gov.cn",
        "采购总金额13800000000元",
        "处理决定数量13800000000 件",
        "统一社会信用代码：999999190001010000",
        "2023年1月1日至2023年12月31日，共收到申请138件",
        "鲁政办发〔2023〕13800000号",
        "同比增长13.800000000%",
        "",
    ],
)
def test_what_is_no_private_number_stays(text: str) -> None:
    assert personal(text) == ()
    assert masked(text) == text


def test_several_are_masked_each_and_the_rest_stays_as_printed() -> None:
    text = f"（一）申请人{MOBILE}、{CARD}，\nnobody@example.com　完"
    assert masked(text) == "（一）申请人【电话】、【证件号】，\n【邮箱】　完"


@given(st.text("申请人电话身份证：0123456789Xx@.-—１３８ a\n", max_size=200))
def test_masking_twice_is_masking_once_and_passages_are_in_order(text: str) -> None:
    found = personal(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert masked(masked(text)) == masked(text)
