"""OFD packages -> lines and grids."""

import time
from pathlib import Path

import pytest

from pipelines.exceptions import DocumentError, LimitExceeded, UnreadableDocument
from pipelines.readers.ocr import scan
from pipelines.readers.ofd import reader
from pipelines.records import Grid, Reading, TextBlock
from tests.pipelines.readers.ocr.test_scan import TABLE, encoded, needs_engine, page
from tests.pipelines.readers.paper import NAMESPACE, Rows, grids, ofd_table, ofd_text, zipped
from tests.pipelines.readers.paper import ofd as paper

SHARED = Path(__file__).resolve().parents[4].parent / "shared"
SAMPLES = SHARED / "reports" / "samples"

PICTURE = '<ofd:ImageObject ResourceID="3" Boundary="0 0 210 297" CTM="210 0 0 297 0 0"/>'
ROWS: Rows = [["信息内容", "本年", None], ["规章", "3", "-140"]]


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if isinstance(block, TextBlock)]


def text_object(text: str, *, boundary: str, steps: str, size: int, matrix: str) -> str:
    code = f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{text}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{boundary}" CTM="{matrix}" Size="{size}">{code}</ofd:TextObject>'


def document(resources: str, pages: str) -> str:
    common = f"<CommonData>{resources}</CommonData>"
    return f'<Document xmlns="http://www.ofdspec.org/2016">{common}<Pages>{pages}</Pages></Document>'


def root(place: str) -> str:
    return f"<OFD><DocBody><DocRoot>{place}</DocRoot></DocBody></OFD>"


def test_lines_tables_and_the_title_are_read() -> None:
    reading = reader.read(paper([ofd_text(20, 20, "二、主动公开") + ofd_table(ROWS, widths=[40, 30, 30])]))
    assert texts(reading) == ["二、主动公开"]
    assert grids(reading) == [[["信息内容", "本年"], ["规章", "3", "-140"]]]
    assert reading.metadata.title == "年报"


def test_a_table_over_pages_is_one() -> None:
    pages = [ofd_table([[f"{number}.甲", str(number)]], widths=[40, 30]) for number in (1, 2)]
    assert grids(reader.read(paper(pages))) == [[["1.甲", "1"], ["2.甲", "2"]]]


def test_a_matrix_scales_and_moves_what_it_holds() -> None:
    content = text_object("甲乙", boundary="20 20 9 9", steps="10", size=10, matrix="0.3 0 0 0.3 0 0")
    assert texts(reader.read(paper([content + ofd_text(26.2, 23, "丙", size=3)]))) == ["甲乙丙"]


def test_text_on_its_side_is_read() -> None:
    content = text_object("三本年", boundary="20 100 10 90", steps="4 4", size=4, matrix="0 -1 1 0 0 80")
    assert texts(reader.read(paper([content]))) == ["三本年"]


def test_hidden_objects_are_not_printed() -> None:
    assert texts(reader.read(paper([ofd_text(20, 20, "甲") + ofd_text(20, 30, "乙", extra='Visible="false"')]))) == [
        "甲"
    ]


@pytest.mark.parametrize(
    ("attributes", "colour"),
    [("", 'Value="255 255 255"'), ("", 'Value="0 0 0" Alpha="0"'), ('Alpha="0"', 'Value="0 0 0"')],
)
def test_what_cannot_be_seen_is_not_read(attributes: str, colour: str) -> None:
    hidden = ofd_text(84, 53, "88", extra=attributes).replace(
        "<ofd:TextCode", f"<ofd:FillColor {colour}/><ofd:TextCode"
    )
    reading = reader.read(paper([ofd_table(ROWS, widths=[40, 30, 30]) + hidden + ofd_text(230, 40, "页外")]))
    assert (grids(reading), texts(reading)) == ([[["信息内容", "本年"], ["规章", "3", "-140"]]], [])


def test_what_was_painted_over_is_not_read() -> None:
    white = (
        '<ofd:PathObject Boundary="10 10 90 20" Stroke="false" Fill="true"><ofd:FillColor Value="255 255 255"/>'
        "<ofd:AbbreviatedData>M 0 0 L 90 0 L 90 20 L 0 20 C</ofd:AbbreviatedData></ofd:PathObject>"
    )
    body = paper([ofd_text(20, 20, "旧") + white + ofd_text(20, 20, "新")])
    assert texts(reader.read(body)) == ["新"]


@pytest.mark.parametrize(("alpha", "colour"), [(255, "200 200 200"), (60, "0 0 0")])
def test_faint_words_are_a_watermark_and_faint_digits_a_doubt(alpha: int, colour: str) -> None:
    mark = ofd_text(84, 53, "丙8").replace(
        "<ofd:TextCode", f'<ofd:FillColor Value="{colour}" Alpha="{alpha}"/><ofd:TextCode'
    )
    reading = reader.read(paper([ofd_table(ROWS, widths=[40, 30, 30]) + mark]))
    (found,) = (block for block in reading.blocks if isinstance(block, Grid))
    assert not any("丙" in cell.text for cell in found.cells)
    assert [cell.score for cell in found.cells if "8" in cell.text] == [0]


def test_text_askew_is_a_watermark() -> None:
    mark = text_object("内部2023", boundary="10 30 150 99", steps="g 5 10", size=10, matrix="0.87 -0.5 0.5 0.87 10 60")
    reading = reader.read(paper([mark + ofd_table(ROWS, widths=[40, 30, 30])]))
    assert (grids(reading), texts(reading)) == ([[["信息内容", "本年"], ["规章", "3", "-140"]]], [])


def test_white_text_on_a_dark_ground_is_read() -> None:
    white = ofd_text(20, 20, "主动公开").replace("<ofd:TextCode", '<ofd:FillColor Value="255 255 255"/><ofd:TextCode')
    ground = (
        '<ofd:PathObject Boundary="10 10 90 20" Stroke="false" Fill="true"><ofd:FillColor Value="0 60 120"/>'
        "<ofd:AbbreviatedData>M 0 0 L 90 0 L 90 20 L 0 20 C</ofd:AbbreviatedData></ofd:PathObject>"
    )
    assert texts(reader.read(paper([ground + white]))) == ["主动公开"]


def test_paths_of_lines_and_curves_are_followed() -> None:
    frame = (
        '<ofd:PathObject Boundary="20 40 60 20" Stroke="true"><ofd:AbbreviatedData>'
        "M 0 0 L 60 0 L 60 20 L 0 20 C M 30 0 L 30 20 M 0 10 Q 1 1 2 2 B 1 1 2 2 3 3 A 1 1 0 0 1 9 9"
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )
    assert grids(reader.read(paper([frame + ofd_text(22, 50, "甲") + ofd_text(52, 50, "1")]))) == [[["甲", "1"]]]


def unit(content: str) -> str:
    """Resources with one shared drawing, number 7."""
    drawing = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{content}</ofd:Content></ofd:CompositeGraphicUnit>'
    return f"<ofd:Res {NAMESPACE}>{drawing}</ofd:Res>"


def test_a_template_page_and_shared_drawings_are_part_of_the_page() -> None:
    layer = "<ofd:Content><ofd:Layer>{}</ofd:Layer></ofd:Content>"
    resources = '<DocumentRes>Res.xml</DocumentRes><TemplatePage ID="1" BaseLoc="T.xml"/>'
    shared = layer.format('<ofd:CompositeObject ResourceID="7" Boundary="20 40 10 10"/>')
    body = zipped({
        "OFD.xml": root("/Doc_0/Document.xml"),
        "Doc_0/Document.xml": document(resources, '<Page BaseLoc="/Doc_0/P.xml"/>'),
        "Doc_0/Res.xml": unit(ofd_text(0, 10, "乙")),
        "Doc_0/T.xml": f"<ofd:Page {NAMESPACE}>{layer.format(ofd_text(20, 20, '甲'))}</ofd:Page>",
        "Doc_0/P.xml": f'<ofd:Page {NAMESPACE}><ofd:Template TemplateID="1"/>{shared}</ofd:Page>',
    })  # fmt: skip
    assert texts(reader.read(body)) == ["甲", "乙"]


def test_a_page_may_keep_drawings_of_its_own() -> None:
    layer = (
        '<ofd:Content><ofd:Layer><ofd:CompositeObject ResourceID="7" Boundary="20 40 10 10"/></ofd:Layer></ofd:Content>'
    )
    page = f"<ofd:Page {NAMESPACE}><ofd:PageRes>PageRes.xml</ofd:PageRes>{layer}</ofd:Page>"
    body = zipped(
        {
            "OFD.xml": root("Doc_0/Document.xml"),
            "Doc_0/Document.xml": document("", "".join(f'<Page BaseLoc="Pages/{n}/Content.xml"/>' for n in "12")),
            **{f"Doc_0/Pages/{n}/Content.xml": page for n in "12"},
            "Doc_0/Pages/1/PageRes.xml": unit(ofd_text(0, 10, "甲")),
            "Doc_0/Pages/2/PageRes.xml": unit(ofd_text(0, 10, "乙")),
        }
    )
    assert texts(reader.read(body)) == ["甲", "乙"]


@pytest.mark.parametrize("body", [b"PK\x03\x04", b"no zip", zipped({"OFD.xml": "<a"}), zipped({"other": ""})])
def test_a_damaged_package_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        reader.read(body)


def test_a_missing_part_is_named() -> None:
    body = zipped({"OFD.xml": root("Doc_0/Document.xml")})
    with pytest.raises(UnreadableDocument, match=r"Doc_0/Document\.xml"):
        reader.read(body)


def test_a_package_of_pictures_says_what_would_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_installed", lambda: False)
    with pytest.raises(UnreadableDocument, match=r"pictures; .*python3 run\.py --with ocr extract FILE$"):
        reader.read(paper([PICTURE]))


def test_a_page_that_is_a_picture_is_told_of_beside_one_with_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_installed", lambda: False)
    reading = reader.read(paper([ofd_table(ROWS, widths=[40, 30, 30]), PICTURE]))
    assert [(finding.rule, finding.message[:6]) for finding in reading.findings] == [("PAGE_IS_PICTURE", "page 2")]


@needs_engine
def test_a_page_that_is_a_picture_is_recognised() -> None:
    media = '<MultiMedias><MultiMedia ID="3" Type="Image"><MediaFile>scan.png</MediaFile></MultiMedia></MultiMedias>'
    common = "<PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea><PublicRes>PublicRes.xml</PublicRes>"
    content = f"<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer>{PICTURE}</ofd:Layer></ofd:Content></ofd:Page>"
    body = zipped(
        {
            "OFD.xml": root("Doc_0/Document.xml"),
            "Doc_0/Document.xml": document(common, '<Page ID="1" BaseLoc="1.xml"/>'),
            "Doc_0/PublicRes.xml": f'<Res BaseLoc="Res">{media}</Res>',
            "Doc_0/Res/scan.png": encoded(page()),
            "Doc_0/1.xml": content,
        }
    )
    assert grids(reader.read(body)) == [TABLE]


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    body = zipped({"OFD.xml": f"{bomb}<OFD><DocBody><DocRoot>&b;&c;</DocRoot></DocBody></OFD>"})
    with pytest.raises(DocumentError):
        reader.read(body)


def test_a_part_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        reader.read(zipped({"OFD.xml": "<OFD>" + " " * 50_000_000}))


def test_drawings_that_hold_themselves_end() -> None:
    holds_itself = '<ofd:CompositeObject ResourceID="7" Boundary="0 0 1 1"/>' * 3
    body = zipped({
        "OFD.xml": root("D.xml"),
        "D.xml": document("<DocumentRes>R.xml</DocumentRes>", '<Page BaseLoc="P.xml"/>'),
        "R.xml": unit(holds_itself),
        "P.xml": f"<ofd:Page {NAMESPACE}><ofd:Content>{holds_itself}</ofd:Content></ofd:Page>",
    })  # fmt: skip
    with pytest.raises(LimitExceeded):
        reader.read(body)


def test_a_run_of_steps_without_end_is_cut() -> None:
    content = text_object("甲乙", boundary="20 20 9 9", steps="g 1e999 4", size=4, matrix="1 0 0 1 0 0")
    assert texts(reader.read(paper([content]))) == ["甲乙"]


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
@pytest.mark.parametrize("name", ["A0_a", "A0_b", "B0_a", "B0_b"])
def test_samples_of_both_kinds_of_writer_give_whole_tables(name: str) -> None:
    body = (SAMPLES / f"{name}.ofd").read_bytes()
    start = time.process_time()
    found = grids(reader.read(body))
    assert [len(table) for table in found] == ([18, 26, 4] if name.startswith("A") else [14, 28, 4])
    assert time.process_time() - start < 1
