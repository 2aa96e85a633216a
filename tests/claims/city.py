"""The city with one thing broken in each of some portals, and what a crawl of it claims that is not so."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, text

from tests.city import City
from tests.city.exchange import Request, Response
from tests.claims.faults import KINDS, broken, names_reports

ROOT = Path(__file__).resolve().parents[2]
Asked = tuple[str, bytes]  # target and body of a request
LISTS = 0.6  # of the faults lie in an answer that names two reports or more, the others anywhere


@dataclass(frozen=True, slots=True)
class Variant:
    """One fault in one answer of one portal."""

    number: int
    region_code: str
    kind: str
    asked: Asked
    answer: Response

    def __str__(self) -> str:
        return (
            f"{self.number}: {self.region_code} {self.kind} at {self.asked[0]} {self.asked[1].decode(errors='replace')}"
        )


class BreakableCity(City):
    """Keeps what each portal answered; portals may be given one broken answer each."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]  # those of City
        self.answers: dict[str, dict[Asked, Response]] = defaultdict(dict)
        self.broken: Mapping[str, Variant] = {}

    def _answer(self, host: str, request: Request) -> Response | None:
        region = self.region_of(host)
        asked = (request.target, request.body)
        variant = self.broken.get(region)
        if variant is not None and variant.asked == asked:
            return variant.answer
        response = super()._answer(host, request)
        if response is not None and variant is None and request.path != "/robots.txt":
            self.answers[region][asked] = response
        return response

    def region_of(self, host: str) -> str:
        """The code of the portal at this address, `""` for none."""
        return self._portals[host].region_code if host in self._portals else ""


def draw(city: BreakableCity, number: int) -> Variant:
    """The variant of this number: portal, kind of fault and answer follow from it and from what was answered before.

    The home page is left whole: without it there is no portal to claim anything of. So are the reports themselves.
    """
    random = Random(f"variant {number}")
    codes = sorted(city.answers.keys() - {""})
    region = codes[number % len(codes)]
    reports = {one.url.removeprefix(city.origin(region)) for one in city.expected() if one.region_code == region}
    breakable = {asked: city.answers[region][asked] for asked in sorted(city.answers[region])}
    answers = [(asked, answer) for asked, answer in breakable.items() if asked[0] not in {"/", *reports}]
    lists = [(asked, answer) for asked, answer in answers if names_reports(answer)]
    tried = lists if lists and random.random() < LISTS else answers
    for kind in random.sample(KINDS, len(KINDS)):
        for asked, answer in random.sample(tried, len(tried)):
            if (found := broken(answer, kind, random)) is not None:
                return Variant(number, region, kind, asked, found)
    raise ValueError(f"{region}: nothing to break in {len(answers)} answers")


def crawl(city: City, codes: Sequence[str], data: Path) -> str:
    """Crawl some portals of the city into a database of its own; gives its URL."""
    data.mkdir()
    url = f"sqlite:///{data}/nianbao.sqlite"
    command = [sys.executable, "-m", "nianbao", "crawl", *codes, "--seeds", str(city.seeds), "--db", url, "--now"]
    command += ["--data", str(data), "--allow-private", city.network, "--delay", "0.02"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode in (0, 3, 4), done.stderr[-4000:]
    assert "Traceback" not in done.stderr, done.stderr[-4000:]
    return url


def false_claims(city: City, url: str, variants: Sequence[Variant]) -> list[str]:
    """What is claimed of these portals and not so: `ok` where a report is missing, `not_published` where it is not."""
    engine = create_engine(url)
    with engine.connect() as connection:
        had = {
            tuple(row) for row in connection.execute(text("SELECT region_code, organ_name, year FROM report_current"))
        }
        outcomes = dict(
            tuple(row) for row in connection.execute(text("SELECT region_code, outcome FROM portal_current"))
        )
        query = "SELECT region_code, organ_name, year FROM coverage WHERE state = 'not_published'"
        denied = {tuple(row) for row in connection.execute(text(query))}
    engine.dispose()
    found = []
    for variant in variants:
        wanted = {one[:3] for one in city.expected() if one.region_code == variant.region_code}
        if outcomes[variant.region_code] == "ok" and wanted - had:
            found.append(f"{variant}: ok without {sorted(wanted - had)}")
        elif wanted & denied:
            found.append(f"{variant}: not_published, and it is: {sorted(wanted & denied)}")
    return found
