"""`nianbao doctor`: for everything that is wrong, what broke, what to look at first, and the command to run."""

from collections.abc import Sequence
from dataclasses import dataclass

from nianbao.queries.run_queries import AlertRow, RunRow, TroubleRow, UnreadRow

_PLAYBOOK = {  # kind of alert or outcome of a portal -> what a person looks at first
    "host_silent": "open the address in a browser; a portal that moved needs a new portal_url in the seeds",
    "column_lost": "open the old column; when the portal was rebuilt, name the new one as column_url in the seeds",
    "column_moved": "compare the two addresses; nothing to do when the new one is the column too",
    "column_shrunk": "open the list: were rows taken down, or is a page of it not understood any more?",
    "tls_lost": "look at the certificate from another network too; `nianbao accept NUMBER` takes it as it is",
    "gate": "nothing newer is published until a night is whole again; the years named say where to look",
    "unreachable": "try from another place and network; hosts that answer only inside China need a vantage there",
    "blocked": "the portal refuses crawlers; never work around that: wait, or write to its operator",
    "robots": "its robots.txt keeps crawlers out; ask the operator, or leave it",
    "not_found": "find the column by hand and name it as column_url in the seeds",
    "moved": "open the new address; where it is the government's own, make it the portal_url of the region's seed",
    "partial": "the reason says which list or file; one that repeats is a page the family does not read yet",
    "internal": "a fault of nianbao, not of a portal: update it, or report the address and what the log says of it",
    "unread": "the reasons stand with the reports: scans need the extra `ocr`, old Office files LibreOffice",
    "figures": "wide views show other figures than the cells; the upgrade makes the stored rows anew",
    "interrupted": "a run was killed; the same command does the rest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing that is wrong."""

    broke: str
    look: str
    command: str


def lines(found: Sequence[Advice]) -> list[str]:
    """What to look at, said once for all that it holds for; below it what broke, a line each, with its command."""
    alike: dict[str, list[Advice]] = {}
    for advice in found:
        alike.setdefault(advice.look, []).append(advice)
    return [
        line
        for look, group in alike.items()
        for line in (f"look: {look}", *(f"  {advice.broke}; run: `{advice.command}`" for advice in group))
    ]


def advise(
    alerts: Sequence[AlertRow],
    troubles: Sequence[TroubleRow],
    runs: Sequence[RunRow],
    unread: UnreadRow | None = None,
    wrong_figures: Sequence[int] = (),
) -> list[Advice]:
    """What the program itself failed on, portals that moved, alerts, runs without an end, portals not `ok`.

    `wrong_figures`: numbers of reports whose stored row of figures is not what their cells say.
    """
    found = [] if unread is None else [_of_unread(unread)]
    if wrong_figures:
        broke = f"{len(wrong_figures)} reports have other figures in wide views than in cells, first {wrong_figures[0]}"
        found.append(Advice(broke=broke, look=_PLAYBOOK["figures"], command="nianbao db upgrade"))
    moved = [portal for portal in troubles if portal.moved_to]
    is_told = {(portal.region_code, portal.portal_url) for portal in moved}
    found += [_of_move(portal) for portal in moved]
    standing = [alert for alert in alerts if alert.closed_at is None]
    found += [_of_alert(alert) for alert in standing if (alert.region_code, alert.portal_url) not in is_told]
    found += [
        Advice(
            broke=f"run {run.run_id} of {run.started_at} has no end: it is at work, or was killed",
            look=_PLAYBOOK["interrupted"],
            command=run.command,
        )
        for run in runs
        if run.exit_code is None
    ]
    is_told |= {(alert.region_code, alert.portal_url) for alert in standing}
    for portal in troubles:
        if (portal.region_code, portal.portal_url) not in is_told:
            outcome = portal.outcome or "interrupted"
            found.append(
                Advice(
                    broke=f"{portal.region_code} {portal.portal_url}: {outcome}: {portal.reason}",
                    look=_PLAYBOOK[outcome],
                    command=_again(portal.region_code, outcome),
                )
            )
    return found


def _of_move(portal: TroubleRow) -> Advice:
    """A new address for the seed. Nobody but a person may say that the site there is the government's."""
    return Advice(
        broke=f"{portal.region_code} {portal.portal_url}: {portal.outcome}: portal_url may be {portal.moved_to} now",
        look=_PLAYBOOK["moved"],
        command=f"nianbao probe {portal.moved_to}",
    )


def _of_unread(unread: UnreadRow) -> Advice:
    first = f": {unread.failures[0]}" if unread.failures else ""
    kind = "internal" if unread.internal else "unread"
    return Advice(
        broke=f"run {unread.run_id}: {unread.read} of {unread.documents} documents could be read{first}",
        look=_PLAYBOOK[kind],
        command=unread.command if unread.internal else "nianbao coverage",
    )


def _of_alert(alert: AlertRow) -> Advice:
    where = f"{alert.region_code} {alert.portal_url}: " if alert.portal_url else ""
    return Advice(
        broke=f"{where}{alert.kind} since {alert.at}: {alert.message}",
        look=_PLAYBOOK[alert.kind],
        command=_again(alert.region_code, alert.kind) if alert.region_code else "nianbao status",
    )


def _again(region_code: str, kind: str) -> str:
    if kind in ("column_lost", "column_moved", "column_shrunk", "not_found"):
        return f"nianbao explain {region_code}"
    return f"nianbao coverage {region_code}" if kind in ("blocked", "robots") else f"nianbao crawl {region_code}"
