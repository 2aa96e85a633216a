"""`nianbao status`: the last runs, what changed, what stands, what is overdue; as lines for a terminal or a mail."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from nianbao.queries.changed_reports import ChangedReport
from nianbao.queries.run_queries import AlertRow, OverdueRow, RunRow, UnreadRow
from nianbao.screens.change_feed import changed_cell
from nianbao.screens.render import organ_labels
from pipelines.storage.crawls.list_changes import ADDED, CHANGES
from pipelines.storage.crawls.visits import Visit

_CELLS = 5  # of a report that changed; the rest are counted
_SHOWN = 20  # lines of one kind; the rest are counted


def run_lines(runs: Sequence[RunRow]) -> list[str]:
    """One line per run: when, how it ended, what it did."""
    if not runs:
        return ["no run yet: `nianbao crawl REGION` makes the first"]
    lines = []
    for run in runs:
        end = "unfinished" if run.exit_code is None else f"exit {run.exit_code}"
        counts = ", ".join(f"{name} {number}" for name, number in run.counts.items() if number)
        place = f" from {run.vantage}" if run.vantage else ""
        lines.append(f"run {run.run_id} {run.started_at} {end} {run.version}{place}: {counts or 'nothing'}")
    return lines


def unread_lines(unread: UnreadRow | None) -> list[str]:
    """What the last run could not read by the program's own fault, or that it could read nothing."""
    if unread is None:
        return []
    head = f"run {unread.run_id}: {unread.read} of {unread.documents} documents could be read"
    if unread.internal:
        head += f", the program failed on {unread.internal}"
    return [head, *_first(list(unread.failures))]


def change_lines(changes: Sequence[tuple[Visit, Visit]], runs: Sequence[RunRow]) -> list[str]:
    """What the last run did otherwise than the one before: its counts and the portals that ended differently."""
    lines = []
    if len(runs) > 1:
        now, before = runs[0].counts, runs[1].counts
        for name in sorted(now.keys() | before.keys()):
            if now.get(name, 0) != before.get(name, 0):
                lines.append(f"{name}: {before.get(name, 0)} -> {now.get(name, 0)}")
    told = [
        f"{now.region_code} {now.portal_url}: {before.outcome} -> {now.outcome} {now.reason}".rstrip()
        for before, now in changes
    ]
    return lines + _first(told)


def changed_lines(changes: Sequence[ChangedReport]) -> list[str]:
    """Reports whose figures changed: whose, why, and the first of their cells."""
    lines = []
    for each in changes:
        cells = [changed_cell(cell) for cell in each.cells[:_CELLS]]
        more = f" and {len(each.cells) - _CELLS} more" if len(each.cells) > _CELLS else ""
        lines.append(
            f"{each.region_name} {each.organ_name} {each.year} {each.scope}, version {each.version}, {each.why}:"
            f" {', '.join(cells)}{more} {each.source_url}"
        )
    return _first(lines)


def alert_lines(alerts: Sequence[AlertRow]) -> list[str]:
    """The alerts, those that stand first, with the numbers that `nianbao accept` takes."""
    ordered = sorted(alerts, key=lambda alert: (alert.closed_at is not None, alert.at))
    return [
        f"{'closed' if alert.closed_at else 'ALERT'} {alert.kind} {alert.region_code} {alert.portal_url}"
        f" since {alert.at}: {alert.message}{_way_out(alert)}"
        for alert in ordered
    ]


def _way_out(alert: AlertRow) -> str:
    command = f"`nianbao accept {alert.event_id}`"
    return "" if alert.closed_at or command in alert.message else f"; {command} takes it as the new normal"


def digest_lines(alerts: Sequence[AlertRow], run_id: int) -> list[str]:
    """The alerts that a run opened or closed; those that stand as before in one line."""
    new = [alert for alert in alerts if alert.closed_at or alert.run_id == run_id]
    old = Counter(alert.kind for alert in alerts if not alert.closed_at and alert.run_id != run_id)
    if not old:
        return alert_lines(new)
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(old.items()))
    return [*alert_lines(new), f"{old.total()} stand as before ({kinds}); `nianbao status` shows them"]


def listing_lines(changes: Sequence[tuple[str, str, str]]) -> list[str]:
    """What changed in the portals' lists, reports withdrawn first; of new ones how many."""
    told = [change for change in changes if change[0] != ADDED]
    lines = [f"{kind} {code}: {message}" for kind, code, message in sorted(told, key=lambda one: CHANGES.index(one[0]))]
    added = len(changes) - len(told)
    return [*lines, f"{added} new in the lists of portals known before"] if added else lines


def overdue_lines(rows: Sequence[OverdueRow], names: Mapping[str, str]) -> list[str]:
    """Reports the law wants by now, counted by why they are not here, then one by one."""
    if not rows:
        return []
    counts = Counter(row.state for row in rows)
    labels = organ_labels(((row.region_code, row.organ_name) for row in rows), names)
    head = (
        f"{rows[0].year}: {len(rows)} overdue (" + ", ".join(f"{n} {state}" for state, n in counts.most_common()) + ")"
    )
    return [
        head,
        *_first([f"{labels[row.region_code, row.organ_name]}: {row.reason}" for row in rows]),
    ]


def deadman(last_good: datetime | None, now: datetime, hours: float) -> str:
    """The one line for a second cron job when nothing was read well for that long; "" when all is well."""
    if last_good is None:
        return "no portal was ever read well; is the timer on? `nianbao status` shows the runs"
    silent = (now - last_good).total_seconds() / 3600
    if silent <= hours:
        return ""
    return f"no portal was read well for {silent:.0f} hours, since {last_good.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _first(lines: list[str]) -> list[str]:
    more = len(lines) - _SHOWN
    return lines[:_SHOWN] + ([f"and {more} more"] if more > 0 else [])
