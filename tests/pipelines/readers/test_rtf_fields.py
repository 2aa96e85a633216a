"""Fields of RTF that lost what they showed."""

import pytest

from pipelines.readers import rtf_fields

FIELD = r"\cell {\field{\*\fldinst %s}{\fldrslt%s}}\cell"


@pytest.mark.parametrize("said", ["SHAPE ", r"{\fs22 SHAPE  \\* MERGEFORMAT }", "{EMBED Equation.3}", " = 1 + 2 "])
@pytest.mark.parametrize("result", ["", " ", " {}"])
def test_a_field_without_its_result_is_marked(said: str, result: str) -> None:
    found = rtf_fields.marked((FIELD % (said, result)).encode())
    assert found == (FIELD % (said, r" \u-4?")).encode()


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("SHAPE ", r" {\fs22 11}"),
        ("PAGE", " 3"),
        ("SET name 5", ""),
        ('HYPERLINK "x.htm"', ""),
        (r"{\fs22 xe 索引}", ""),
    ],
)
def test_a_field_with_a_result_and_one_that_prints_nothing_stay_as_they_are(said: str, result: str) -> None:
    body = (FIELD % (said, result)).encode()
    assert rtf_fields.marked(body) == body
