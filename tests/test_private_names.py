"""Private names of other people's libraries that we rely on. One that an upgrade takes away is named here first."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ("scrapy", "pdfminer", "pdfplumber", "twisted", "itemadapter", "typer", "sqlalchemy")

IMPORTED = {  # module -> private names that we import from it
    "scrapy.utils.defer": {"_schedule_coro"},
    "scrapy.core.downloader.contextfactory": {"_ScrapyCertificateOptions", "_ScrapyClientContextFactory"},
    "scrapy.core.downloader.tls": {"_ScrapyClientTLSOptions26"},
}
USED = [  # (module, class, private attribute that its source has, who of us uses it)
    ("scrapy.core.downloader.contextfactory", "_ScrapyClientContextFactory", "_get_cert_options", "middlewares/tls"),
    (
        "scrapy.core.downloader.contextfactory",
        "_ScrapyClientContextFactory",
        "_get_cert_options_kwargs",
        "middlewares/tls",
    ),
    ("scrapy.core.downloader.handlers.http11", "HTTP11DownloadHandler", "_pool", "middlewares/tls"),
    ("scrapy.core.downloader.handlers.http11", "HTTP11DownloadHandler", "_contextFactory", "middlewares/tls"),
    ("twisted.internet._sslverify", "OpenSSLCertificateOptions", "_makeContext", "middlewares/tls"),
    ("twisted.internet._sslverify", "OpenSSLCertificateOptions", "_makeTLSConnection", "middlewares/tls"),
    ("twisted.internet._sslverify", "ClientTLSOptions", "_hostnameASCII", "middlewares/tls"),
    ("twisted.internet._sslverify", "ClientTLSOptions", "_hostnameIsDnsName", "middlewares/tls"),
    ("pdfminer.layout", "LTContainer", "_objs", "readers/pdf/pdfminer_visibility"),
]


def imported() -> dict[str, set[str]]:
    """Private names that our code imports from the libraries."""
    found: dict[str, set[str]] = {}
    for package in ("crawler", "pipelines", "nianbao"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if not isinstance(node, ast.ImportFrom) or (node.module or "").split(".")[0] not in LIBRARIES:
                    continue
                private = {alias.name for alias in node.names if alias.name.startswith("_")}
                if private:
                    found.setdefault(str(node.module), set()).update(private)
    return found


def test_every_private_name_that_we_import_stands_in_the_table() -> None:
    assert imported() == IMPORTED


@pytest.mark.parametrize("module", IMPORTED)
def test_the_libraries_still_have_the_private_names_that_we_import(module: str) -> None:
    missing = [name for name in IMPORTED[module] if not hasattr(import_module(module), name)]
    assert missing == []


@pytest.mark.parametrize(("module", "owner", "attribute", "user"), USED)
def test_the_libraries_still_have_the_private_attributes_that_we_use(
    module: str, owner: str, attribute: str, user: str
) -> None:
    found = getattr(import_module(module), owner)
    sources = "".join(inspect.getsource(parent) for parent in found.__mro__ if parent is not object)
    assert attribute in sources, f"{user} relies on {module}.{owner}.{attribute}"
    assert any((ROOT / room / f"{user}.py").is_file() for room in ("crawler", "pipelines"))
