import pytest

from pipelines.publish.masking import MASK, masked


@pytest.mark.parametrize(
    "number",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "１３８００１３８０００",
        "+86 13800138000",
        "8613800138000",
        "11010119900307123X",
        "110101 19900307 1233",
        "１１０１０１１９９００３０７１２３Ｘ",
    ],
)
def test_a_personal_number_is_masked_and_nothing_around_it(number: str) -> None:
    assert masked(f"联系人李某，{number}。") == f"联系人李某，{MASK}。"


@pytest.mark.parametrize(
    "text",
    [
        "办公室0632-8811234",
        "12345热线",
        "文号202401011234",
        "统一社会信用代码113704060042110000",
        "共138 001件",
        "12800138000",
    ],
)
def test_what_belongs_to_an_office_stays(text: str) -> None:
    assert masked(text) == text
