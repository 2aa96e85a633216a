"""`make mutation`: 15 faults in each module that decides, the same ones every time; writes docs/mutation.md."""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from os import cpu_count
from pathlib import Path
from queue import SimpleQueue
from random import Random

import yaml

from benchmarks.mutation.operators import Mutant, mutants
from benchmarks.mutation.trial import Copy

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
PAGE = ROOT / "docs" / "mutation.md"
SEED = 20261130
COUNT = 15  # faults a module
MIN_KILLED = 0.9


@dataclass(frozen=True, slots=True)
class Module:
    """A module, the tests that mirror it, and those asked where these let a fault pass."""

    path: str
    first: tuple[str, ...]
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one module's faults."""

    module: Module
    tried: int
    survivors: tuple[Mutant, ...]
    equivalent: tuple[tuple[Mutant, str], ...]  # with the reason

    @property
    def killed(self) -> int:
        return self.tried - len(self.survivors) - len(self.equivalent)


def load() -> list[Module]:
    """The modules of modules.yaml."""
    rows = yaml.safe_load((HERE / "modules.yaml").read_text(encoding="utf-8"))
    return [Module(path, tuple(row["first"]), tuple(row["then"])) for path, row in rows.items()]


def equivalents() -> dict[tuple[str, str, str, str], str]:
    """(module, place, old, new) -> why no test can notice it."""
    rows = yaml.safe_load((HERE / "equivalent.yaml").read_text(encoding="utf-8")) or []
    return {(row["module"], row["place"], row["old"], row["new"]): row["why"] for row in rows}


def chosen(source: str, path: str, count: int = COUNT) -> list[Mutant]:
    """The faults of a module that are tried: by chance, and the same for the same source."""
    every = mutants(source)
    return sorted(Random(f"{SEED} {path}").sample(every, min(count, len(every))), key=lambda mutant: mutant.number)


def tried(module: Module, copies: "SimpleQueue[Copy]", known: Mapping[tuple[str, str, str, str], str]) -> Outcome:
    """The module's faults, each tried in a copy that is free; RuntimeError where the tests fail without any."""
    copy = copies.get()
    try:
        stages = (module.first, module.then)
        if not all(copy.passes(tests) for tests in stages):
            raise RuntimeError(f"{module.path}: its tests fail without a fault: {' '.join(module.first + module.then)}")
        faults = chosen((ROOT / module.path).read_text(encoding="utf-8"), module.path)
        same = [(one, why) for one in faults if (why := known.get((module.path, one.place, one.old, one.new)))]
        equal = {one.number for one, _ in same}
        rest = [one for one in faults if one.number not in equal]
        survivors = [one for one in rest if copy.lets_pass(module.path, one, stages)]
    finally:
        copies.put(copy)
    outcome = Outcome(module, len(faults), tuple(survivors), tuple(same))
    print(f"{module.path}: {outcome.killed} of {outcome.tried - len(same)} noticed", flush=True)
    return outcome


def share(outcomes: Sequence[Outcome]) -> float:
    """Of the faults that are none, the share that was noticed."""
    faults = sum(one.tried - len(one.equivalent) for one in outcomes)
    return sum(one.killed for one in outcomes) / faults if faults else 0.0


def page(outcomes: Sequence[Outcome]) -> str:
    """docs/mutation.md."""
    killed, total = sum(one.killed for one in outcomes), sum(one.tried - len(one.equivalent) for one in outcomes)
    lines = [*_EXPLAINED, "", f"{killed} of {total} faults were noticed: {100 * share(outcomes):.1f} %.", ""]
    lines += ["| module | tried | noticed | not noticed | equivalent |", "|---|---|---|---|---|"]
    for one in outcomes:
        counts = (one.tried, one.killed, len(one.survivors), len(one.equivalent))
        lines.append(f"| {one.module.path} | {' | '.join(map(str, counts))} |")
    lines += ["", "## Not noticed", ""]
    lines += [f"- {_told(one, mutant)}" for one in outcomes for mutant in one.survivors] or ["None."]
    lines += ["", "## Equivalent", ""]
    lines += [f"- {_told(one, mutant)}. {why}" for one in outcomes for mutant, why in one.equivalent] or ["None."]
    return "\n".join([*lines, ""])


def _told(outcome: Outcome, mutant: Mutant) -> str:
    where = f"{outcome.module.path}:{mutant.line}"
    return f"`{where}` {mutant.place}: `{mutant.old}` → `{mutant.new}`".replace("|", "\\|")


_EXPLAINED = (
    "# What the tests notice",
    "",
    f"`make mutation` writes this page. It puts {COUNT} faults into each module that decides, one at a time, chosen by",
    "chance with a fixed seed: a comparison turned, a condition or an operand left out, a statement taken away, a",
    "number one off. A fault stands in a file of a copy of the checkout, so the readers' child processes run it, too.",
    "First the tests that mirror the module run, then those that use it (benchmarks/mutation/modules.yaml).",
    "",
    "The tool is our own, 300 lines. mutmut 3 chooses the fault by an environment variable, which a reader's process",
    "does not get, so it sees nothing of what runs there. cosmic-ray 8 changes the checkout itself, brings some 30",
    "packages, has no sample with a seed, and neither takes statements or operands away nor exchanges `any` and `all`.",
)


def main(names: Sequence[str]) -> int:
    """Tries the modules whose path has one of the names, or all; all of them write the page. 1 below the bound."""
    modules = [module for module in load() if not names or any(name in module.path for name in names)]
    if not modules:
        print(f"modules.yaml: no module named {' '.join(names)}", file=sys.stderr)
        return 2
    known, copies = equivalents(), SimpleQueue[Copy]()
    with tempfile.TemporaryDirectory(prefix="nianbao-mutation-") as folder:
        workers = min(cpu_count() or 1, len(modules))
        for number in range(workers):
            copies.put(Copy.of(ROOT, Path(folder) / str(number)))
        with ThreadPoolExecutor(workers) as pool:
            outcomes = list(pool.map(partial(tried, copies=copies, known=known), modules))
    if names:
        print(page(outcomes).partition("## Not noticed")[2])
    else:
        PAGE.write_text(page(outcomes), encoding="utf-8")
    print(f"{100 * share(outcomes):.1f} % noticed")
    return 0 if share(outcomes) >= MIN_KILLED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
