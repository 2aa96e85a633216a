"""From what was typed to a crawl: options checked, settings made."""

import ipaddress
import math
import shlex
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.identity import identity
from crawler.middlewares.robots import MARGIN
from crawler.portals import GENERIC, by_name, families
from crawler.seeds import Seed
from nianbao.data_folder import made_folder
from pipelines.exceptions import InputError
from pipelines.language.dates import FIRST_YEAR
from pipelines.storage.database import shown_url
from pipelines.storage.file_modes import private_file

_BEIJING = timezone(timedelta(hours=8))  # Asia/Shanghai: no summer time since 1991, and no zone files needed
_ARCHIVE_ALONE = {"pipelines.storage.archive.ArchivePipeline": 100}

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def crawl_settings(
    *,
    database_url: str,
    data: Path,
    seeds_file: Path | None,
    years: tuple[int, ...],
    organs: str,
    allow_private: Sequence[str],
    delay: float | None,
    concurrency: int | None,
    archive_only: bool,
    command: str,
    contact: str = "",
) -> dict[str, Any]:
    """Options as Scrapy settings; an option not given leaves the setting as crawler/settings.py has it."""
    log = made_folder(data / "logs", "--data") / f"crawl-{datetime.now(UTC).astimezone():%Y%m%d-%H%M%S}.log"
    settings: dict[str, Any] = {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(data),
        "SEEDS_FILE": str(seeds_file or ""),
        "ORGANS": organs,
        "ALLOW_PRIVATE": list(allow_private),
        "ARCHIVE_ONLY": archive_only,
        "COMMAND": command,
        "LOG_FILE": str(private_file(log)),
        **identity(contact),
    }
    if years:
        settings["YEARS"] = years
    settings |= pace(delay)
    if concurrency is not None:
        settings["CONCURRENT_REQUESTS"] = concurrency
    if archive_only:
        settings["ITEM_PIPELINES"] = _ARCHIVE_ALONE
    return settings


def pace(delay: float | None) -> dict[str, Any]:
    """`--delay`, the least seconds between two requests as a host sees them, as Scrapy's settings."""
    if delay is None:
        return {}
    if delay >= 1:
        return {"DOWNLOAD_DELAY": delay + MARGIN}
    # a replica needs no 5 seconds to feel its way, and no minutes to get well
    return {"DOWNLOAD_DELAY": delay, "AUTOTHROTTLE_ENABLED": False, "BACKOFF_FIRST": delay}


def parse_years(text: str) -> tuple[int, ...]:
    """`2019-2021` | `2019,2021` | `2021` -> the years, ascending; "" -> none, which means every year.

    Raises InputError for any other form, and for years without reports.
    """
    years: set[int] = set()
    latest = datetime.now(_BEIJING).year
    for part in filter(None, text.replace("，", ",").split(",")):
        first, _, last = part.strip().partition("-")
        if not (first.isdecimal() and (last or first).isdecimal()):
            raise InputError(f"--years {text}: write 2019-2025, 2020,2022 or 2021")
        span = range(int(first), int(last or first) + 1)
        if not span or span[0] < FIRST_YEAR or span[-1] > latest:
            raise InputError(f"--years {text}: reports exist for {FIRST_YEAR} to {latest}, earlier year first")
        years.update(span)
    return tuple(sorted(years))


def private_networks(cidrs: Iterable[str]) -> tuple[Network, ...]:
    """The --allow-private networks; one that holds public addresses is refused.

    Raises InputError for one that is none or that holds public addresses.
    """
    networks = []
    for cidr in cidrs:
        try:
            network = ipaddress.ip_network(cidr)
        except ValueError as error:
            raise InputError(f"--allow-private {cidr}: write a network like 127.77.0.0/16 ({error})") from error
        if not network.is_private or network.prefixlen < 7:  # 10.0.0.0/8 and fc00::/7 are the widest private ones
            raise InputError(f"--allow-private {cidr}: holds public addresses; it is for replicas on private ones")
        networks.append(network)
    return tuple(networks)


def check_delay(delay: float | None, seeds: Iterable[Seed], networks: Sequence[Network]) -> None:
    """Refuse to ask more often than once a second, unless every host is a replica on an allowed private address.

    Raises InputError for a shorter delay.
    """
    if delay is None:
        return
    if not math.isfinite(delay) or delay < 0:
        raise InputError(f"--delay {delay}: give seconds between two requests to a host, 1 or more")
    if delay < 1 and not all(is_replica(seed, networks) for seed in seeds):
        raise InputError(f"--delay {delay}: below 1 second only for seeds whose host is an --allow-private address")


def check_families(seeds: Iterable[Seed]) -> None:
    """Refuse a family nobody wrote: the portal would be read as any other, and nobody told.

    Raises InputError for such a family.
    """
    for seed in seeds:
        if seed.family and by_name(seed.family) is None:
            known = ", ".join(sorted([GENERIC.name, *families()]))
            raise InputError(f"{seed.region_code} {seed.portal_url}: family {seed.family!r} is none of {known}")


def check_hour(now: datetime) -> None:
    """Refuse a crawl of every portal outside the night in China, when their visitors sleep.

    Raises InputError for it.
    """
    if 6 <= now.astimezone(_BEIJING).hour < 22:
        raise InputError(
            "--all and --due run from 22:00 to 06:00 Beijing time, when the portals are idle; --now overrides"
        )


def seconds_of_the_night(now: datetime) -> int:
    """How long the night in China still lasts, for a crawl that may not go on after it."""
    here = now.astimezone(_BEIJING)
    morning = here.replace(hour=6, minute=0, second=0, microsecond=0)
    return int((morning + timedelta(days=here.hour >= 6) - here).total_seconds())


def masked_command(arguments: Sequence[str], database_url: str) -> str:
    """The command as typed, for the row of the run; a password in the database's address is not kept."""
    shown = shown_url(database_url)
    return shlex.join(["nianbao", *(argument.replace(database_url, shown) for argument in arguments)])


def utc_now() -> str:
    """The time as the database writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def is_replica(seed: Seed, networks: Sequence[Network]) -> bool:
    """True if every address the seed names is a literal one inside the networks."""
    hosts = [urlsplit(url).hostname or "" for url in (seed.portal_url, seed.column_url) if url]
    try:
        addresses = [ipaddress.ip_address(host) for host in hosts]
    except ValueError:  # a name, which may lead anywhere
        return False
    return bool(addresses) and all(any(address in network for network in networks) for address in addresses)
