"""The requests for rows that a page's scripts spell out: address, method and parameters, as the page would send them.

`$.ajax`, `$.get`, `$.post`, `$.getJSON`, `.load`, `fetch`, `axios`, `XMLHttpRequest`, an object with an address and
parameters, and elements with `data-url`. The page's number is the one thing such a call leaves open.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy.http import TextResponse

from crawler.portals.javascript.source import Call, Source, Unknown
from crawler.portals.page.links import absolute
from crawler.portals.page.once import once_a_page
from crawler.portals.page.pages import AJAX, Page, form_page, json_page, referred
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.row_templates import row_template
from crawler.portals.page.turning import OFFSET_NAME, PAGE_NAME, SIZE_NAME, TOTAL_NAME

MAX_REQUESTS = 8  # of one page; a page with more draws a home page, not a list
_VERBS = {"get": "GET", "getJSON": "GET", "post": "POST", "load": "GET", "fetch": "GET"}
_METHOD = ("type", "method", "ajaxType", "requestType")
_ADDRESS = re.compile(r"(?:\w{0,40}url|\w{0,40}api|interface|action|\w{0,40}address|src|path|href)", re.IGNORECASE)
_ARGUMENTS = re.compile(
    r"(?:\w{0,40}args|params?|data|\w{0,40}parameters?|query|where|condition|body|form_?data|options|pagebar|pager?)",
    re.IGNORECASE,
)
_LEFT_EMPTY = re.compile(
    r".{0,60}(?:key|word|title|search|^q$|begin|start|end|date|time|year|sort|order|text|name|content|_$)\w{0,40}",
    re.IGNORECASE,
)
_IS_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s<>]+|\.{0,2}/[^\s<>]*[\w-][^\s<>]*|[\w-]+(?:/[\w.-]+)*\.(?:\w{2,5})(?:\?[^\s<>]*)?"
)
_FURNITURE = re.compile(
    r"visit|counter|pv\b|login|weather|tianqi|tongji|stat(?:istics)?\b|hotword|suggest|captcha|verify|comment|feedback"
    r"|vote|share|user|translate|\.(?:js|css|png|jpe?g|gif|svg|mp4)(?:$|\?)",
    re.IGNORECASE,
)
_DATA_ELEMENTS = "//*[@data-url or @data-api or @data-href or @data-src or @data-ajax]"
_DATA_ADDRESS = ("data-url", "data-api", "data-ajax", "data-href", "data-src")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request as its literals say it; `data` holds the parameters, or a text that is the body as it is."""

    method: str
    address: Any
    data: Any = field(default_factory=dict)
    is_json: bool = False


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests for a list, and the addresses of those that were found and not understood."""

    pages: tuple[Page, ...] = ()
    unread: tuple[str, ...] = ()


@once_a_page
def list_requests(response: TextResponse) -> Requests:
    """The first page of every list that the page's scripts ask for."""
    source = source_of(response)
    found: dict[tuple[str, bytes], Page] = {}
    unread: list[str] = []
    for call, names in _calls(source):
        asked = _asked(source, call, names)
        if asked is None:
            continue
        page = _page(response, asked, is_sure=_is_plain_call(call))
        if isinstance(page, Page):
            template = row_template(source, call)
            found.setdefault(
                (page.url, page.body), Page(page.url, page.method, page.body, page.headers, template=template)
            )
        elif page:
            unread.append(page)
    for page in _of_elements(response):
        found.setdefault((page.url, page.body), page)
    return Requests(tuple(found.values())[:MAX_REQUESTS], tuple(dict.fromkeys(unread)))


def _calls(source: Source) -> Iterator[tuple[Call, dict[str, Any]]]:
    """Every call with the values of the names it leaves open: as the function around it is called, else page one."""
    calls = list(source.calls())
    for call in calls:
        if not call.given:
            continue
        around = source.function_around(call.start)
        given = []
        if around is not None and around.name and around.parameters:
            for other in calls:
                if other.name.rpartition(".")[2] == around.name and not around.body[0] <= other.start < around.body[1]:
                    values = [source.value(one) for one in other.given]
                    known = zip(around.parameters, values, strict=False)
                    given.append({name: value for name, value in known if not isinstance(value, Unknown)})
        for names in given or [{}]:
            opened = [name for one in call.given for name in source.unknown_names(one, names)]
            yield call, names | {name: value for name in opened if (value := _first(name, around)) is not None}


def _first(name: str, around: Any) -> int | None:
    """What an open name is for the first page; None where it does not count pages."""
    last = name.rpartition(".")[2]
    if PAGE_NAME.fullmatch(last):
        return 1
    if OFFSET_NAME.fullmatch(last):
        return 0
    is_only_parameter = around is not None and around.parameters == (name,)
    return 1 if is_only_parameter and len(name) <= 2 else None


def _is_plain_call(call: Call) -> bool:
    """True for a call that sends a request by its name."""
    last = call.name.rpartition(".")[2]
    return last in _VERBS or last in ("ajax", "request", "open") or call.name in ("axios", "$http")


def _asked(source: Source, call: Call, names: Mapping[str, Any]) -> _Asked | None:
    """The request of one call; None when it is none."""
    values = [source.value(one, names) for one in call.given]
    last = call.name.rpartition(".")[2]
    if last == "open" and len(values) >= 2 and str(values[0]).upper() in ("GET", "POST"):
        return _Asked(str(values[0]).upper(), values[1], _sent(source, call, names))
    if last in _VERBS and _may_be_address(values[0]):
        return _by_verb(call.name, last, values)
    if isinstance(values[0], dict):
        return _by_object(values[0], is_call=_is_plain_call(call))
    if len(values) > 1 and isinstance(values[1], dict) and _may_be_address(values[0]) and _is_plain_call(call):
        return _by_object({"url": values[0], **values[1]}, is_call=True)
    return None


def _by_verb(name: str, verb: str, values: list[Any]) -> _Asked:
    given = next((value for value in values[1:] if isinstance(value, dict | str) and value), {})
    if verb == "fetch":
        options = given if isinstance(given, dict) else {}
        method = str(options.get("method", "GET")).upper()
        return _Asked(method, values[0], options.get("body") or {}, isinstance(options.get("body"), str))
    is_axios = "axios" in name or "http" in name.lower()
    if is_axios and verb == "get" and isinstance(given, dict):
        return _Asked("GET", values[0], given.get("params") or {})
    if verb == "load" and isinstance(given, dict) and given:
        return _Asked("POST", values[0], given)
    return _Asked(_VERBS[verb], values[0], given, is_axios and verb == "post" and isinstance(given, dict))


def _by_object(told: dict[str, Any], *, is_call: bool) -> _Asked | None:
    """`{url, type, data}`; or an object of a list of its own making, `{api, param: {…}, pageNum: 1, totalNum: 9}`."""
    address = _address_in(told)
    if address is None or (not is_call and not _counts(told)):
        return None
    method = next((str(told[name]).upper() for name in _METHOD if isinstance(told.get(name), str)), "GET")
    method = method if method in ("GET", "POST") else "GET"
    kind = str(told.get("contentType", "")) + str(told.get("headers", ""))
    data: Any = {}
    for name in ("data", "params", "body"):
        if isinstance(told.get(name), str | dict) and is_call:
            data = told[name]
            break
    if not is_call:
        data = _fields_of(told)
    return _Asked(method, address, data, "json" in kind.lower() and method == "POST")


def _address_in(told: dict[str, Any]) -> Any:
    """The address an object names, its own before those of objects inside it; None without one."""
    for name, value in told.items():
        if _ADDRESS.fullmatch(name) and (isinstance(value, Unknown) or _may_be_address(value)):
            return value
    inner = (_address_in(value) for value in told.values() if isinstance(value, dict))
    return next((found for found in inner if found is not None), None)


def _counts(told: dict[str, Any]) -> bool:
    """True for an object that counts pages or rows, itself or inside."""
    counted = (PAGE_NAME, SIZE_NAME, TOTAL_NAME)
    is_own = any(name.fullmatch(key) and _is_scalar(value) for key, value in told.items() for name in counted)
    return is_own or any(_counts(value) for value in told.values() if isinstance(value, dict))


def _fields_of(told: dict[str, Any]) -> dict[str, Any]:
    """The parameters of such an object: those of its objects of parameters, and the page and the size beside them."""
    found: dict[str, Any] = {}
    for name, value in told.items():
        if isinstance(value, dict) and _ARGUMENTS.fullmatch(name):
            is_pager = any(map(_ADDRESS.fullmatch, value)) or name.lower().startswith("page")
            found |= _fields_of(value) if is_pager else {key: one for key, one in value.items() if not callable(one)}
        elif _is_scalar(value) and (PAGE_NAME.fullmatch(name) or SIZE_NAME.fullmatch(name)):
            found[name] = value
    return found


def _sent(source: Source, opened: Call, names: Mapping[str, Any]) -> Any:
    """What `xhr.send(…)` sends after `xhr.open(…)`."""
    owner = opened.name.rpartition(".")[0]
    for call in source.calls():
        if call.start > opened.start and call.name == f"{owner}.send" and call.given:
            value = source.value(call.given[0], names)
            return value if isinstance(value, str | dict) else {}
    return {}


def _page(response: TextResponse, asked: _Asked, *, is_sure: bool) -> Page | str:
    """The request; the address alone where something in it is not known, `""` where it is no request for a list."""
    if isinstance(asked.address, Unknown):
        return ""
    url = absolute(response, str(asked.address))
    if not url or _FURNITURE.search(url) or not (is_sure or asked.data or "?" in url):
        return ""
    fields: Any = asked.data
    if isinstance(fields, str) and not fields.lstrip().startswith("{"):
        fields = dict(parse_qsl(fields, keep_blank_values=True))
    known = _known(fields) if isinstance(fields, dict) else fields
    if known is None:
        return url if any(map(PAGE_NAME.fullmatch, fields)) else ""
    if asked.method == "POST":
        if asked.is_json or isinstance(known, str):
            return json_page(url, known, source=response.url)
        return form_page(url, _flat(known), source=response.url, is_ajax=True)
    query = urlencode(_flat(known)) if isinstance(known, dict) else ""
    joint = "&" if urlsplit(url).query else "?"
    return Page(f"{url}{joint}{query}" if query else url, headers=(*AJAX, *referred(response.url)))


def _known(fields: dict[str, Any]) -> dict[str, Any] | None:
    """The parameters with what a browser would send for those left open; None where one of them stays unknown."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, dict):
            inner = _known(value)
            if inner is None:
                return None
            found[name] = inner
        elif not isinstance(value, Unknown):
            found[name] = value
        elif PAGE_NAME.fullmatch(name):
            found[name] = 1
        elif SIZE_NAME.fullmatch(name):
            found[name] = 15
        elif value.text.startswith("function") or "=>" in value.text:
            continue
        elif _LEFT_EMPTY.fullmatch(name):
            found[name] = ""
        else:
            return None
    return found


def _flat(fields: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """The parameters as jQuery writes them: `a[]=1&a[]=2`, `b[c]=3`."""
    pairs: list[tuple[str, str]] = []
    for name, value in fields.items():
        key = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, dict):
            pairs += _flat(value, key)
        elif isinstance(value, list):
            listed = key if key.endswith("[]") else f"{key}[]"
            pairs += [(listed, str(one)) for one in value if _is_scalar(one)]
        else:
            text = (
                {True: "true", False: "false", None: ""}.get(value, value)
                if not isinstance(value, int) or isinstance(value, bool)
                else value
            )
            pairs.append((key, str(text)))
    return pairs


def _of_elements(response: TextResponse) -> Iterator[Page]:
    """`<div data-url="/list" data-offset="10" data-column="7">`: a script reads its request from there."""
    for node in response.xpath(_DATA_ELEMENTS):
        given = {name.removeprefix("data-"): value for name, value in node.attrib.items() if name.startswith("data-")}
        address = next((node.attrib[name] for name in _DATA_ADDRESS if node.attrib.get(name)), "")
        fields = {key: value for key, value in given.items() if f"data-{key}" not in _DATA_ADDRESS}
        counts = [key for key in fields if PAGE_NAME.fullmatch(key) or OFFSET_NAME.fullmatch(key)]
        url = absolute(response, address)
        if url and counts and all(fields[key].isdecimal() for key in counts):
            kept = {key: value for key, value in fields.items() if not TOTAL_NAME.fullmatch(key)}
            joint = "&" if urlsplit(url).query else "?"
            yield Page(f"{url}{joint}{urlencode(kept)}", headers=(*AJAX, *referred(response.url)))


def _may_be_address(value: Any) -> bool:
    return isinstance(value, Unknown) or (isinstance(value, str) and bool(_IS_ADDRESS.fullmatch(value.strip())))


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)
