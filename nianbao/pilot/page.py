"""The page of a pilot: one HTML file without a script or another file, to be opened from a folder or a mail."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib import resources
from string import Template
from typing import Any

from nianbao.pilot.clusters import clusters

_OUTCOMES = {
    "ok": "the lists are proven complete",
    "partial": "reports were found, something is missing",
    "not_found": "no column of reports was found",
    "blocked": "the portal refuses programs",
    "robots": "robots.txt forbids it",
    "unreachable": "no answer",
    "moved": "it says that it is on another site now",
}
_PAGE = Template((resources.files(__package__) / "page.html").read_text(encoding="utf-8"))


def page(found: Sequence[Mapping[str, Any]], drawn: int, sizes: Mapping[str, int]) -> str:
    """The page as HTML. `found`: what was found of each portal; `drawn`: portals of the sample; `sizes`: of bundles."""
    counts = Counter(one["outcome"] for one in found)
    requests, reports = sum(one["requests"] for one in found), [report for one in found for report in one["reports"]]
    read = sum(report["status"] == "ok" for report in reports)
    head = f"{len(found)} of {drawn} portals searched, {requests} requests, "
    head += f"{read} of {len(reports)} reports read in whole."
    order = sorted(found, key=lambda one: (one["outcome"] == "ok", one["outcome"], one["key"]))
    return _PAGE.substitute(
        head=escape(head),
        sums="".join(
            f"<li><b>{counts[name]}</b><span class='word {name}'>{name}</span> <span class='soft'>{told}</span></li>"
            for name, told in _OUTCOMES.items()
            if counts[name]
        ),
        portals="".join(map(_portal, order)),
        clusters=_clusters(found),
        sent=_sent(sizes),
    )


def _portal(one: Mapping[str, Any]) -> str:
    system = one["family"] if one["is_known_system"] else "unknown system"
    summary = (
        f"<span><span class='word {one['outcome']}'>{one['outcome']}</span></span>"
        f"<span>{escape(one['name'])} <span class='soft'>{escape(one['url'])}</span></span>"
        f"<span class='family'>{escape(system)}</span>"
        f"<span class='cost'>{one['requests']} requests, {one['seconds']:.0f} s</span>"
    )
    facts = [("reason", one["reason"])]
    facts += [("column", f"{one['column_url']} ({one['column_evidence']})")] if one["column_url"] else []
    facts += [("list", _list(told)) for told in one["proof"]["lists"]]
    facts += [("gap", gap) for gap in one["proof"]["gaps"]]
    facts += [("wall", wall) for wall in one["walls"]]
    facts += [("report", f"{told['title']}: {told['status']}, {told['values']} values") for told in one["reports"]]
    facts += [("replay", f"nianbao probe --from frozen/{one['key']}")] if one["outcome"] != "ok" else []
    shown = "".join(f"<dt>{name}</dt><dd>{escape(str(text))}</dd>" for name, text in facts if text)
    is_open = " open" if one["outcome"] not in ("ok", "unreachable") else ""
    return f"<details{is_open}><summary>{summary}</summary><dl>{shown}</dl></details>"


def _list(told: Mapping[str, Any]) -> str:
    stated = "no number stated" if told["stated"] is None else f"{told['stated']} stated"
    return f"{told['url']} ({told['whose']}): {stated}, {told['rows']} seen; {told['ended']}"


def _clusters(found: Iterable[Mapping[str, Any]]) -> str:
    unknown = {one["key"]: one for one in found if not one["is_known_system"] and one["marks"]}
    groups = clusters({key: frozenset(one["marks"]) for key, one in unknown.items()})
    if not groups:
        return "<p>None: every portal that answered is of a known system.</p>"
    shown = []
    for number, group in enumerate(groups, 1):
        names = ", ".join(f"{unknown[key]['name']} ({unknown[key]['outcome']})" for key in group.portals)
        marks = " ".join(f"<code>{escape(mark)}</code>" for mark in group.marks) or "no mark in common"
        shown.append(f"<dt>{number}: {len(group.portals)}</dt><dd>{escape(names)}<br>{marks}</dd>")
    return f"<dl>{''.join(shown)}</dl>"


def _sent(sizes: Mapping[str, int]) -> str:
    if not sizes:
        return "<p>Nothing: every portal was understood.</p>"
    total = sum(sizes.values()) / 1_000_000
    return (
        f"<p>This folder: the page, <code>portals</code> and <code>frozen</code>, the answers of {len(sizes)} portals"
        f" ({total:.1f} MB) without cookies. <code>nianbao probe --from frozen/NAME</code> replays one without a"
        " network, <code>--make-test</code> beside it makes it a test.</p>"
    )
