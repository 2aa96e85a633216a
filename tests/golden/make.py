"""Write the golden documents, what must be read from each, and README.md: `python -m tests.golden.make`.

Documents show the oddities of real reports; places and prose are made up. What must be read is derived from the
figures that went in, by a reading of printed cells that shares nothing with the product's.
"""

import json
import re
import unicodedata
from pathlib import Path

from tests.city.forms.layout import T2, codes, unit
from tests.city.forms.report import ReportForm
from tests.golden.documents import DOCUMENTS, Golden

HERE = Path(__file__).resolve().parent
_NUMBER = re.compile(r"(?P<number>-?\d+(?:\.\d+)?)(?P<unit>亿元|万元|元|件|项|个)? *(?:\((?P<note>.*)\))?")
_README = """# Golden documents

Each folder holds one document of our own making and `expected.json`, what must be read from it. All are written by
`python -m tests.golden.make` from `documents.py`; change them there. In `expected.json`

- `layouts` names each table's layout; table 4 is the same in both forms and counts as table 3's;
- `values` holds every cell of the sheets found, `value` as the number printed, `note` where the cell itself holds one;
- `findings` are the arithmetical rules that the sheet as printed breaks, and no others;
- `refused` lists tables whose cells must not become numbers; `is_lenient` says that a cell may be refused too, but must
  not come out as another number.

| document | shows |
|---|---|
"""


def main(folder: Path = HERE) -> None:
    """Write all documents below `folder`."""
    for golden in DOCUMENTS:
        place = folder / golden.name
        place.mkdir(exist_ok=True)
        (place / f"document.{golden.suffix}").write_bytes(golden.body)
        expected = json.dumps(expected_reading(golden), ensure_ascii=False, indent=1)
        # one line a cell: a difference between two versions reads like the sheet
        expected = re.sub(
            r"\{\s+(\"value\"[^{}]*?)\s+\}", lambda cell: "{" + re.sub(r"\s+", " ", cell[1]) + "}", expected
        )
        (place / "expected.json").write_text(expected + "\n", encoding="utf-8")
    rows = "".join(f"| `{golden.name}` | {golden.shows} |\n" for golden in DOCUMENTS)
    (folder / "README.md").write_text(_README + rows, encoding="utf-8")


def expected_reading(golden: Golden) -> dict[str, object]:
    """What extraction must make of a document, in the form of expected.json."""
    report = golden.report
    tables = tuple(table for table in report.tables if table not in golden.refused)
    expected: dict[str, object] = {
        "organ_name": report.organ,
        "year": report.year,
        "published_on": report.published_on,
        "layouts": {table: layout for table, layout in _layouts(report) if table in report.tables},
        "values": {code: _value(report, code) for code in codes(report.t2, report.t3, tables)},
        "findings": list(golden.findings),
        "status": golden.status,
    }
    if golden.refused:
        expected |= {"refused": list(golden.refused), "is_lenient": True}
    return expected


def _layouts(report: ReportForm) -> tuple[tuple[str, str], ...]:
    return (("T2", report.t2), ("T3", report.t3), ("T4", report.t3))


def _value(report: ReportForm, code: str) -> dict[str, object]:
    text = unicodedata.normalize("NFKC", report.printed[code]).strip()
    if not text:
        return {"value": None, "state": "blank"}
    if text in ("/", "-", "—", "无"):
        return {"value": None, "state": "not_applicable"}
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"{code}: {text!r} is no cell of a golden document")
    number = match["number"]
    value: dict[str, object] = {
        "value": float(number) if "." in number else int(number),
        "state": "number",
        "unit": match["unit"] or _header_unit(report, code) or unit(code),
    }
    return {**value, "note": match["note"]} if match["note"] else value


def _header_unit(report: ReportForm, code: str) -> str | None:
    headers = report.liberties.headers
    for block in T2[report.t2]:
        for _, row in block.rows:
            if code in row:
                head = block.columns[row.index(code)]
                printed = headers.get(f"{block.heading}/{head}", headers.get(head, head))
                found = re.search(r"（(?:单位：)?(亿元|万元|元|件|项|个)）", printed)
                return found[1] if found else None
    return None


if __name__ == "__main__":
    main()
