"""What a script sends under a name, in the ways scripts write it."""

import pytest

from crawler.portals.javascript.source import Source
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.fields import field
from tests.crawler.portals.stored import page


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("load({columnId: 'c-12'})", "c-12"),
        ("load({columnid: 'c-12'})", "c-12"),
        ("load({columnId: '/a' + '/b'})", "/a/b"),
        ("load({columnId: '/a' + b})", ""),
        ('{"columnId": "c-12"}', "c-12"),
        ("columnId : 12,", "12"),
        ("var columnId = 'c-12';", "c-12"),
        ("form.append('columnId', 'c-12')", "c-12"),
        ("'/list.do?page=' + p + '&columnId=c-12&size=9'", "c-12"),
        ("</script><input type='hidden' id='columnId' value='c-12'><script>", "c-12"),
        ("{columnId: id}; var id = 'c-12';", "c-12"),
        ("'/list.do?columnId=' + id; var id = 12;", "12"),
        ("{columnId: ''}", ""),
        ("{columnId: columnId}", ""),
        ("if (columnId == 'c-12') {}", ""),
        ("{mycolumnId: 'x', columnIds: 'y'}", ""),
    ],
)
def test_a_parameter_is_read_however_it_is_written(source: str, value: str) -> None:
    assert field(source_of(page(f"<script>{source}</script>", "http://a.cn/")), "columnId") == value


def test_of_two_values_the_one_nearest_to_the_call_is_meant() -> None:
    source = Source("a({unitid: '1'}); /* far away */ b({unitid: '2'})")
    assert (field(source, "unitid", 0), field(source, "unitid", len(source.tokens.all))) == ("1", "2")
