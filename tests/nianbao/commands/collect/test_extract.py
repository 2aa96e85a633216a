"""nianbao extract: documents in, tables or JSON out."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.nianbao.command_line import CLEAN, GOLDEN, MIXED, Nianbao


def test_extract_gives_one_object_for_a_file_with_the_keys_of_the_contract(nianbao: Nianbao) -> None:
    code, out, _ = nianbao("extract", str(MIXED), "--json")
    report = json.loads(out)
    expected = json.loads((MIXED.parent / "expected.json").read_text("utf-8"))
    assert code == 0
    assert " ".join(report) == (
        "title organ_name organ_kind year scope published_on published_source media_type"
        " layouts values sections findings status verified error"
    )
    assert " ".join(report["values"]["t3_total_processed__total"]) == (
        "value raw state unit unit_source note page table row column bbox"
    )
    assert report["layouts"] == {"T2": "F2021", "T3": "F2019", "T4": "F2019"}
    assert report["values"]["t2_fee_amount"]["value"] == 7730.28
    assert report["values"]["t2_penalty_decisions"]["value"] == 4119
    assert "青岚市" in out  # not as escapes
    assert [finding["rule"] for finding in report["findings"]].count("T4_SUM") == 2
    assert expected["values"].keys() == report["values"].keys()


def test_extract_gives_a_list_for_several_files_and_four_when_one_is_not_whole(
    nianbao: Nianbao, tmp_path: Path
) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    code, out, _ = nianbao("extract", str(CLEAN), "empty.pdf", "--json")
    whole, empty = json.loads(out)
    assert code == 4
    assert (whole["status"], empty["status"]) == ("ok", "unreadable")
    assert empty["error"]


def test_extract_reads_a_folder_and_is_not_stopped_by_a_file_that_is_missing(nianbao: Nianbao, tmp_path: Path) -> None:
    (tmp_path / "folder" / "below").mkdir(parents=True)
    shutil.copy(CLEAN, tmp_path / "folder" / "below" / "2019.html")
    shutil.copy(MIXED, tmp_path / "folder" / "2023.html")
    (tmp_path / "folder" / ".DS_Store").write_bytes(b"\0")
    code, out, err = nianbao("extract", "absent.pdf", "folder", "--json")
    assert code == 4
    assert [(one["file"], one["status"], one["year"]) for one in json.loads(out)] == [
        ("absent.pdf", "unreadable", None),
        ("folder/2023.html", "ok", 2023),
        ("folder/below/2019.html", "ok", 2019),
    ]
    assert err == "nianbao: absent.pdf: No such file or directory\n"
    code, out, err = nianbao("extract", "absent.pdf", "folder/2023.html")
    assert (code, err) == (4, "nianbao: absent.pdf: No such file or directory\n")
    assert "absent.pdf" not in out, "said once, on standard error"
    assert nianbao("extract", "folder")[0] == 0


def test_extract_of_an_empty_folder_is_one_line(nianbao: Nianbao, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert nianbao("extract", "folder") == (2, "", "nianbao: folder: no file in this folder\n")


def test_a_form_in_which_nothing_is_filled_in_is_not_ok(nianbao: Nianbao) -> None:
    code, out, _ = nianbao("extract", str(GOLDEN / "all_blank_2022" / "document.html"))
    assert code == 4
    assert "partial the form is empty" in out.splitlines()


def test_a_year_that_is_not_told_is_said_on_the_first_line(nianbao: Nianbao, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("各位同事：请查收。", "utf-8")
    code, out, _ = nianbao("extract", "letter.txt")
    assert code == 4
    assert out.splitlines()[0].endswith("(the year is not told)")


def test_extract_prints_the_tables_as_the_form_has_them(nianbao: Nianbao) -> None:
    code, out, _ = nianbao("extract", str(CLEAN))
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["上一年项目数量", "本年增/减", "处理决定数量"] in lines
    assert ["行政处罚", "879", "-38", "15,986"] in lines
    assert ["复议后起诉", "8", "2", "4", "4", "18"] in lines
    assert (
        lines.index(["（五）不予处理"])
        < lines.index(["行政诉讼"])
        < lines.index(["复议后起诉", "8", "2", "4", "4", "18"])
    )


def test_what_is_no_file_is_not_opened_and_a_count_without_end_is_read_as_none(
    nianbao: Nianbao, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "gone.html").symlink_to("nowhere")
    page = CLEAN.read_text("utf-8")
    assert ">14728<" in page
    (tmp_path / "long.html").write_text(page.replace(">14728<", f">{'7' * 60}<"), "utf-8")
    code, out, err = nianbao("extract", str(tmp_path))
    assert code == 4
    assert err.splitlines() == [
        f"nianbao: {tmp_path}/gone.html: No such file or directory",
        f"nianbao: {tmp_path}/pipe.html: is no file",
    ]
    assert f"{tmp_path.name}/long.html:" in out.replace("\n", "")
    assert nianbao("extract", "/dev/zero")[2] == "nianbao: /dev/zero: is no file\n"


def test_a_folder_that_is_locked_is_told_and_the_others_are_read(
    nianbao: Nianbao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(CLEAN, tmp_path / "a.html")
    (tmp_path / "locked").mkdir()

    def refusing(call: Callable[..., Any]) -> Callable[..., Any]:  # as for anybody but root
        def called(path: Any) -> Any:
            if str(path).endswith("locked"):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return call(path)

        return called

    monkeypatch.setattr(os, "scandir", refusing(os.scandir))
    monkeypatch.setattr(os, "listdir", refusing(os.listdir))
    code, out, err = nianbao("extract", str(tmp_path))
    assert (code, err) == (4, f"nianbao: {tmp_path}/locked: Permission denied\n")
    assert "规范性文件" in out
