"""What a script says without being run."""

from typing import Any

import pytest

from crawler.portals.javascript.source import Source, Unknown


def value(source: str, name: str = "x", **names: Any) -> Any:
    script = Source(f"{source}; result = {name};")
    start = next(i for i, token in enumerate(script.tokens.all) if token.text == "result")
    return script.value((start + 2, len(script.tokens.all) - 1), names)


@pytest.mark.parametrize(
    ("source", "worth"),
    [
        (r"var x = 'a\u62a5\x41\'\/'", "a报A'/"),
        ("x = `/nb/${y}.html`; y = 3", "/nb/3.html"),
        ("x = {a: {b: ['{', 1, null]}, 'c': true}", {"a": {"b": ["{", 1, None]}, "c": True}),
        (r"x = ['\x41', {b: '}'}]", ["A", {"b": "}"}]),
        ("var y = '/a', x = y + '/b' + 2 + '.html'", "/a/b2.html"),
        ("x = (n - 1) * 10; var n = 3", 20),
        ("cfg = {url: '/q'}; x = cfg.url", "/q"),
        ("x = JSON.stringify({a: 1, b: y}); y = '信'", '{"a":1,"b":"信"}'),
        ("x = y || 'z'", "z"),
        ("x = [08, 017, 0x1F, 1.5, y]; y = 0", [8, 15, 31, 1.5, 0]),
        ("x = encodeURIComponent('信 息')", "%E4%BF%A1%20%E6%81%AF"),
        ("x = 5 // 6\n var z = 7", 5),
        ("x = /[/}]'/g.test(y)", Unknown("/[/}]'/g.test(y)")),
        ("x = y; y = x", Unknown("")),
    ],
)
def test_an_expression_is_worth_what_its_literals_say(source: str, worth: Any) -> None:
    assert value(source) == worth


def test_what_the_source_leaves_open_is_named_and_may_be_given() -> None:
    script = Source(
        "function go(p) { $.post('/list', {page: p, size: 5, at: `${p}-${q}`}, function (r) { draw(r); }); }"
    )
    (call,) = [one for one in script.calls() if one.name == "$.post"]
    assert script.unknown_names(call.given[1]) == ["p", "q"]
    assert script.unknown_names(call.given[2]) == []
    assert script.value(call.given[1], {"p": 2, "q": 7}) == {"page": 2, "size": 5, "at": "2-7"}
    around = script.function_around(call.start)
    assert around is not None
    assert (around.name, around.parameters) == ("go", ("p",))


def test_functions_are_found_however_they_are_written() -> None:
    source = "function a(x) {} b = function (y) {}; c = (z, w) => {}; o = {d: function () {}, e(v) {}}; if (q) {}"
    found = [(one.name, one.parameters) for one in Source(source).functions]
    assert found == [("a", ("x",)), ("b", ("y",)), ("c", ("z", "w")), ("d", ()), ("e", ("v",))]


def test_objects_that_hold_functions_keep_their_other_members() -> None:
    source = "list({url: '/q', done: function (r) { return '}'; }, n: [1, 2]}); if (a) { b = [3]; }"
    found = [value for value, _ in Source(source).objects()]
    assert found[0]["url"] == "/q"
    assert found[0]["n"] == [1, 2]
    assert found[1] == [3]


def test_an_element_of_the_page_is_asked_for_its_value() -> None:
    script = Source("x = $('#col').val() + document.getElementById('n').value", {"#col": "a7", "#n": "2"}.get)
    assert script.value((2, len(script.tokens.all))) == "a72"


@pytest.mark.parametrize("broken", ["var a = {b: 1", "x = ')'}]", "'", "function (", "`${", "/*", "a => {", "= = ="])
def test_a_broken_script_is_read_as_far_as_it_goes(broken: str) -> None:
    script = Source(broken)
    assert list(script.calls()) == []
    assert [value for value, _ in script.objects()] == []
