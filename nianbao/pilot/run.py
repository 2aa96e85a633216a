"""A pilot from its sample to its folder: what was done before is not asked again, the page is written at the end."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from crawler import exit_codes
from crawler.seeds import Seed
from crawler.settings import DOWNLOADER_MIDDLEWARES
from nianbao.crawls.portal_search import NEAR_THE_NETWORK, probe_settings
from nianbao.crawls.spider_process import run_crawl
from nianbao.data_folder import made_folder
from nianbao.pilot.page import page
from nianbao.pilot.portal_recorder import DONE, FROZEN, file_name
from nianbao.pilot.sample import draw
from nianbao.screens import render
from nianbao.screens.progress_bars import CrawlProgress
from pipelines.exceptions import InputError

SAMPLE, PAGE = "sample.json", "index.html"
_READING = {"pipelines.extract.pipeline.ExtractPipeline": 200}
_EXTENSIONS = {"crawler.extensions.page_limit.PageLimit": 400, "crawler.extensions.prompt_stop.PromptStop": 500}
_PATIENCE = {"BACKOFF_FIRST": 60, "BACKOFF_ROUNDS": 3}  # nobody waits for it as for a probe
_MIDDLEWARES = DOWNLOADER_MIDDLEWARES | {"nianbao.pilot.portal_recorder.PortalRecorder": NEAR_THE_NETWORK}


def sample_of(folder: Path, seeds: Sequence[Seed], number: int) -> list[Seed]:
    """The portals of this pilot: those drawn when it was begun, whatever number is asked for now.

    Raises InputError for a sample that cannot be used.
    """
    file = folder / SAMPLE
    if not file.exists():
        drawn = draw(seeds, number)
        made_folder(folder / DONE, "--out")
        made_folder(folder / FROZEN, "--out")
        kept = [[seed.region_code, seed.portal_url] for seed in drawn]
        file.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return drawn
    by_key = {(seed.region_code, seed.portal_url): seed for seed in seeds}
    try:
        keys = [(code, url) for code, url in json.loads(file.read_text(encoding="utf-8"))]
        return [by_key[key] for key in keys]
    except (ValueError, KeyError) as error:
        raise InputError(f"{file} is no sample of these seeds ({error}): name another --out for a new pilot") from error


def crawl(folder: Path, sample: Sequence[Seed], settings: dict[str, Any]) -> int:
    """Search the portals of the sample that were not searched yet, write the page; gives the exit code."""
    waiting = [seed for seed in sample if not _file(folder, seed).exists()]
    out = render.console(stderr=True)
    if len(waiting) < len(sample):
        out.print(f"{len(sample) - len(waiting)} of {len(sample)} portals are done already")
    if waiting:
        addresses = [seed.portal_url for seed in waiting]
        own = {"PILOT_DIR": str(folder), "DATA_DIR": str(folder / "work"), "ITEM_PIPELINES": _READING}
        own |= {"DOWNLOADER_MIDDLEWARES": _MIDDLEWARES, "EXTENSIONS": _EXTENSIONS}
        told = probe_settings() | _PATIENCE | settings | own
        run_crawl(waiting, told, lambda crawler: CrawlProgress(crawler, out, addresses))
    found = results(folder, sample)
    (folder / PAGE).write_text(page(found, len(sample), _sizes(folder)), encoding="utf-8")
    understood = sum(one["outcome"] == "ok" for one in found)
    render.console().print(
        f"{folder / PAGE}: {len(found)} of {len(sample)} portals searched, {understood} understood;"
        f" the answers of the others are in {folder / FROZEN}"
    )
    if len(found) < len(sample):
        render.console().print("the same command again does the rest")
    return exit_codes.ALL_DONE if len(found) == len(sample) else exit_codes.PARTIAL


def results(folder: Path, sample: Iterable[Seed]) -> list[dict[str, Any]]:
    """What was found of each portal that is done, in the order they were drawn; `key` names its files."""
    files = (_file(folder, seed) for seed in sample)
    return [json.loads(file.read_text(encoding="utf-8")) | {"key": file.stem} for file in files if file.exists()]


def _file(folder: Path, seed: Seed) -> Path:
    return folder / DONE / f"{file_name(seed.region_code, seed.portal_url)}.json"


def _sizes(folder: Path) -> dict[str, int]:
    """Bytes of each bundle."""
    bundles = [one for one in (folder / FROZEN).iterdir() if (one / "manifest.json").exists()]
    return {one.name: sum(file.stat().st_size for file in one.rglob("*") if file.is_file()) for one in bundles}
