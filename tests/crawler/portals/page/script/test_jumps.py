"""The addresses that scripts lead to."""

import pytest

from crawler.portals.javascript.source import Source
from crawler.portals.page.script.jumps import address_by_function, called_address, sudden_address, written_markup


@pytest.mark.parametrize(
    ("script", "address"),
    [
        ("window.open('/zfxxgk/nb/')", "/zfxxgk/nb/"),
        ("location.href='a.html'", "a.html"),
        ('javascript:location.replace("/x")', "/x"),
        ("location.href=encodeURI('index_2.html')", "index_2.html"),
        ("this.href='Search.aspx?columnName='+escape('报告')", "Search.aspx?columnName=%u62A5%u544A"),
        (r"window.open('\/xxgk\/nb\/')", "/xxgk/nb/"),
        ("$('#frame').attr('src', '/nb/bm.html')", "/nb/bm.html"),
        ("document.getElementById('frame').src='/nb/bm.html'", "/nb/bm.html"),
        ("go(2)", ""),
    ],
)
def test_a_call_leads_to_its_literal_address(script: str, address: str) -> None:
    assert called_address(Source(script)) == address


@pytest.mark.parametrize(
    ("function", "call", "address"),
    [
        ("function go(u){window.open(u,'_blank')}", "javascript:go('/nb/1.html')", "/nb/1.html"),
        ("function go(id){location.href='/down?id=' + id;}", 'go("a7")', "/down?id=a7"),
        ("function go(id){location.href='/down?n=' + count + '&id=' + id;}", "go('a7')", ""),  # count is not known
        (
            "function next(n){ if(n==1){location.href='/nb/index.html';}else{location.href='/nb/a-'+n+'.html';} }",
            "javascript:next(2)",
            "/nb/a-2.html",
        ),
        (
            "function view(id, type){ window.open('/view.do?id=' + id + '&type=' + type); }",
            "javascript:view(8801,1)",
            "/view.do?id=8801&type=1",
        ),
        ("function view(id, type){ window.open('/view.do?id=' + id + '&type=' + type); }", "view(8801)", ""),
        (
            "function go(n){ //location='/old?n='+n; \n /* location='/b'+n; */ location='/nb?n='+n; }",
            "go(2)",
            "/nb?n=2",
        ),
        ("function go(n){ var url = 'list_' + n + '.html'; window.location.href = url; }", "go(3)", "list_3.html"),
        ("function go(n){ if (n) location='/a/'+n; else location='/b/'+n; }", "go(3)", ""),  # which, nobody knows
    ],
)
def test_a_function_of_the_page_leads_where_its_argument_says(function: str, call: str, address: str) -> None:
    assert address_by_function(Source(call), Source(function), {}) == address


def test_only_what_runs_at_once_is_a_jump() -> None:
    assert sudden_address("setTimeout(function(){ window.location.href='/a/'; }, 500)") == "/a/"
    assert sudden_address("window.onload=function(){location='/b/'}") == "/b/"
    assert sudden_address("document.getElementById('clock').src='/clock.html'") == ""
    assert sudden_address("$('#top').click(function(){ location.href='/x/'; })") == ""
    assert sudden_address("function search(){ location.href='/s?q='+'x'; }") == ""


def test_markup_written_by_script_is_read() -> None:
    assert written_markup(Source("document.write('<a href=\\'/nb/\\'>年报</a>');")) == "<a href='/nb/'>年报</a>"
