"""`nianbao explain REGION YEAR FIELD`: one number, by organ, version and field, for people and for programs."""

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.city.forms.render_html import page
from tests.nianbao.command_line import Nianbao, fill
from tests.pipelines.readers.printed import printed_pdf
from tests.pipelines.specimens import distinct_form

FORM = distinct_form()
FIELD = "t3_new_received__total"
ASKED = ("explain", "X-city", "2022", FIELD)


def test_a_version_may_be_named_and_the_current_one_is_meant_without(nianbao: Nianbao, tmp_path: Path) -> None:
    changed = replace(FORM, printed=FORM.printed | {FIELD: "7"}, published_on="2023-02-20")
    fill(tmp_path / "data", page(FORM).encode(), page(changed).encode())
    told = {}
    for version in ((), ("--version", "1"), ("--version", "2")):
        code, out, _ = nianbao(*ASKED, "--json", *version)
        assert code == 0
        told[version] = json.loads(out)
    assert [each["raw"] for each in told.values()] == ["7", FORM.printed[FIELD], "7"]
    assert [each["version"] for each in told.values()] == [2, 1, 2]
    assert any(finding["severity"] == "error" for finding in told[()]["findings"])
    assert nianbao(*ASKED, "--version", "3")[:2] == (2, "")


def test_the_object_says_all_that_the_lines_say(nianbao: Nianbao, tmp_path: Path) -> None:
    (url,) = fill(tmp_path / "data", page(FORM).encode())
    told = json.loads(nianbao(*ASKED, "--json")[1])
    assert (told["source_url"], told["organ_name"], told["state"]) == (url, FORM.organ, "number")
    assert Path(told["archive"]).is_file()
    assert set(told["read_by"]) == {"reader", "templates", "rules"}


def test_the_crop_is_a_picture_and_what_drew_it_is_said(nianbao: Nianbao, tmp_path: Path) -> None:
    fill(tmp_path / "data", printed_pdf(FORM))
    picture = tmp_path / "cell.png"
    code, out, err = nianbao(*ASKED, "--crop", str(picture))
    assert (code, err) == (0, f"{picture}: drawn by PDFium\n")
    assert FORM.printed[FIELD] in out
    with Image.open(BytesIO(picture.read_bytes())) as shown:
        assert (217, 0, 0) in {colour for _, colour in shown.convert("RGB").getcolors(1 << 24) or []}


def test_a_crop_that_cannot_be_made_is_one_line(nianbao: Nianbao, tmp_path: Path) -> None:
    fill(tmp_path / "data", printed_pdf(FORM))
    code, _, err = nianbao(*ASKED, "--crop", str(tmp_path / "no" / "cell.png"))
    assert (code, len(err.splitlines())) == (2, 1)
    next((tmp_path / "data" / "archive").rglob("*.gz")).unlink()
    code, _, err = nianbao(*ASKED, "--crop", str(tmp_path / "cell.png"))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "no picture" in err
    assert not (tmp_path / "cell.png").exists()


def test_options_of_one_number_without_a_number_are_refused(nianbao: Nianbao, tmp_path: Path) -> None:
    fill(tmp_path / "data", page(FORM).encode())
    code, _, err = nianbao("explain", "X-city", "--json")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "explain REGION YEAR FIELD" in err
