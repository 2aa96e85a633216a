"""The contact a crawl of public hosts names: given, kept from an earlier crawl, or asked for once on a terminal."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from crawler.identity import checked_contact
from crawler.seeds import Seed
from nianbao.crawls.crawl_options import Network, is_replica
from nianbao.data_folder import made_folder
from pipelines.exceptions import InputError

_FILE = "contact"  # in the data folder
_WANTED = "a mail address or page, which tells the portals' operators whom to write to"


def contact_for(given: str, data: Path, seeds: Iterable[Seed], networks: Sequence[Network]) -> str:
    """The contact for a crawl of these seeds; `""` when all are replicas and none was given.

    InputError: public hosts and no contact, or one that is no address.
    """
    if given:
        return checked_contact(given)
    if all(is_replica(seed, networks) for seed in seeds):
        return ""
    file = data / _FILE
    if file.exists():
        return checked_contact(file.read_text(encoding="utf-8"))
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError(f"a crawl of public hosts needs --contact or NIANBAO_CONTACT: {_WANTED}")
    contact = _asked()
    (made_folder(data, "--data") / _FILE).write_text(f"{contact}\n", encoding="utf-8")
    return contact


def contact_for_search(given: str, seed: Seed, networks: Sequence[Network]) -> str:
    """The contact for a search of one portal, which keeps no data folder. InputError as in `contact_for`."""
    if given:
        return checked_contact(given)
    if not is_replica(seed, networks):
        raise InputError(f"a search of a public host needs --contact or NIANBAO_CONTACT: {_WANTED}")
    return ""


def _asked() -> str:
    """What the person at the terminal types, until it is an address."""
    print(f"nianbao: a crawl of public hosts names a contact: {_WANTED}.", file=sys.stderr)
    while True:
        print("Contact: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise InputError("no contact was given")
        try:
            return checked_contact(line)
        except InputError as error:
            print(f"nianbao: {error}", file=sys.stderr)
