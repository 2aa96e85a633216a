"""The loopback city serves what its oracle says, politely, from wherever it lies; its forms add up."""

import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from http.client import HTTPResponse
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from parsel import Selector

from tests.city import City, Expected
from tests.city.exchange import Response

CITY = Path(__file__).parent / "city"
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy of the environment is not asked
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def fetch(url: str, **headers: str) -> HTTPResponse:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): text for name, text in headers.items()})
    response: HTTPResponse = _OPENER.open(request, timeout=10)
    return response


def status(url: str, **headers: str) -> int:
    try:
        return fetch(url, **headers).status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with City(regions=("370406", "350128", "320813")) as city:
        yield city


def printed_cells(body: bytes) -> list[str]:
    """All cell texts of a served report, in the order printed."""
    if body[:2] == b"PK":
        root = ElementTree.fromstring(zipfile.ZipFile(BytesIO(body)).read("word/document.xml"))
        return ["".join(cell.itertext()) for cell in root.iter(f"{_W}tc")]
    try:
        html = body.decode("utf-8")
    except UnicodeDecodeError:
        html = body.decode("gbk")
    cells = Selector(html).xpath("//td[not(.//table)]")
    return ["".join(cell.xpath(".//text()").getall()).replace("\xa0", "") for cell in cells]


def is_subsequence(wanted: list[str], found: list[str]) -> bool:
    rest = iter(found)
    return all(text in rest for text in wanted)


def test_every_expected_report_is_served_with_every_figure_as_printed(city: City) -> None:
    expected = city.expected()
    assert {report.region_code for report in expected} == {"370406", "350128", "320813"}
    assert len(expected) == 6 + 2 * 4 + 4 + 4
    for report in expected:
        cells = printed_cells(fetch(report.url).read())
        assert is_subsequence(list(report.values.values()), cells), report.url


def test_every_expected_report_can_be_reached_from_the_home_pages(city: City) -> None:
    seen: set[str] = set()
    waiting = [f"{city.origin(code)}/" for code in ("370406", "350128", "320813")]
    hosts = {urlsplit(url).netloc for url in waiting}
    while waiting:
        url = waiting.pop()
        if url in seen or urlsplit(url).netloc not in hosts or status(url) != 200:
            continue
        seen.add(url)
        text = fetch(url).read().decode("gbk", errors="replace")
        links = re.findall(r'href="([^"]+)"', text)
        for count in re.findall(r"createPageHTML\((\d+), 0,", text):
            links += [f"index_{number}.html" for number in range(1, int(count))]
        waiting += [urljoin(url, link) for link in links]
    assert {report.url for report in city.expected()} <= seen


def test_the_seeds_have_the_columns_of_the_product_and_lead_to_the_portals(city: City) -> None:
    header, *rows = city.seeds.read_text(encoding="utf-8").splitlines()
    assert header == "region_code,name,level,portal_url,column_url,family,note"
    assert len(rows) == 3
    assert all(status(row.split(",")[3]) == 200 for row in rows)


def test_an_unchanged_page_is_not_sent_again(city: City) -> None:
    url = f"{city.origin('370406')}/zwgk/"
    first = fetch(url)
    assert first.headers["Last-Modified"]
    assert status(url, If_None_Match=first.headers["ETag"]) == 304
    assert status(url, If_None_Match='"another"') == 200


def test_a_page_that_does_not_exist_is_a_404_with_a_page(city: City) -> None:
    for code in ("370406", "350128", "320813"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            fetch(f"{city.origin(code)}/favicon.ico")
        assert caught.value.code == 404
        assert b"<html>" in caught.value.read()


def test_each_portal_has_its_own_robots_txt(city: City) -> None:
    assert b"Allow: /" in fetch(f"{city.origin('370406')}/robots.txt").read()
    assert status(f"{city.origin('350128')}/robots.txt") == 404
    assert b"Disallow: /admin/" in fetch(f"{city.origin('320813')}/robots.txt").read()


def test_the_mirror_is_linked_served_and_logged() -> None:
    with City(regions=("370406",)) as city:
        home = fetch(f"{city.origin('370406')}/").read().decode()
        assert city.canary_hits == []
        mirror = re.findall(rf'href="(http://{re.escape(city.canary_host)}:\d+/[^"]*)"', home)
        assert status(mirror[0]) == 200
        assert [hit.host for hit in city.canary_hits] == [city.canary_host]


def test_the_pages_of_pingtan_are_gbk_and_some_do_not_say_so(city: City) -> None:
    reports = {report.year: report for report in city.expected() if report.region_code == "350128"}
    undeclared = fetch(reports[2019].url)
    assert undeclared.headers["Content-Type"] == "text/html"
    body = undeclared.read()
    assert b"charset" not in body
    assert "平潭县人民政府2019年" in body.decode("gbk")
    assert b"charset=gb2312" in fetch(reports[2020].url).read()


def test_the_reports_of_hongze_are_word_files_called_octet_stream(city: City) -> None:
    for report in city.expected():
        if report.region_code == "320813":
            response = fetch(report.url)
            assert response.headers["Content-Type"] == "application/octet-stream"
            assert zipfile.ZipFile(BytesIO(response.read())).testzip() is None


def test_shanting_2020_carries_the_misprints_of_the_real_sheet(city: City) -> None:
    report = _one(city, "枣庄市山亭区人民政府", 2020)
    assert report.values["t4_suit_direct_other"] == "1(裁定撤诉)"
    assert report.values["t2_procure_projects"] == "1235　　"
    assert report.published_on == "2021-02-20"
    cells = printed_cells(fetch(report.url).read())
    assert "行政许可229" in cells
    assert "采购总金额（亿元）" in cells


def test_what_one_year_leaves_the_next_year_takes_over(city: City) -> None:
    for organ, years in (("枣庄市山亭区人民政府", range(2019, 2024)), ("枣庄市山亭区民政局", range(2021, 2024))):
        for year in years:
            this, following = _one(city, organ, year).values, _one(city, organ, year + 1).values
            for column in ("natural_person", "org_business", "org_other", "total"):
                assert int(this[f"t3_carried_out__{column}"]) == int(following[f"t3_carried_in__{column}"])
            if year > 2020:
                grown = int(following["t2_normdoc_issued"]) - int(following["t2_normdoc_repealed"])
                assert int(following["t2_normdoc_in_force"]) == int(this["t2_normdoc_in_force"]) + grown


def test_one_year_of_shanting_prints_a_total_that_fails(city: City) -> None:
    values = _one(city, "枣庄市山亭区人民政府", 2023).values
    results = sum(int(values[f"t4_review_{name}"]) for name in ("upheld", "corrected", "other", "pending"))
    assert int(values["t4_review_total"]) == results + 1


def test_a_page_can_be_replaced_while_the_city_runs() -> None:
    with City(regions=("350128",)) as city:
        url = f"{city.origin('350128')}/xxgk/"
        before = fetch(url).headers["ETag"]
        city.replace("350128", "/xxgk/", Response(body=b"changed"))
        assert fetch(url, If_None_Match=before).read() == b"changed"
        city.replace("350128", "/xxgk/", Response(body=b"busy", status=503, headers=(("Retry-After", "1"),)))
        assert status(url) == 503
        assert [hit.status for hit in city.log] == [200, 200, 503]


def test_the_city_runs_as_a_script_from_anywhere_until_its_input_closes(tmp_path: Path) -> None:
    shutil.copytree(CITY, tmp_path / "_city", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-I", "-S", str(tmp_path / "_city"), "--base", "127.78.0.0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["allow_private"] == "127.78.0.0/16"
        seeds = Path(ready["seeds"])
        assert f"http://127.78.0.1:{ready['port']}/" in seeds.read_text(encoding="utf-8")
        assert status(f"http://127.78.0.1:{ready['port']}/") == 200
        process.stdin.close()
        assert process.wait(timeout=10) == 0
        assert not seeds.exists()


def test_the_city_ends_quietly_when_it_is_told_to() -> None:
    command = [sys.executable, str(CITY), "--base", "127.79.0.0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.terminate()
        assert process.wait(timeout=10) == 0
        assert process.stderr.read() == b""


def test_an_address_in_use_is_named() -> None:
    with City(regions=("350128",)) as city, pytest.raises(OSError, match=rf"127\.77\.9\.9:{city.port}"):
        City(port=city.port, regions=("350128",)).__enter__()


def _one(city: City, organ: str, year: int) -> Expected:
    (report,) = (report for report in city.expected() if (report.organ_name, report.year) == (organ, year))
    return report
