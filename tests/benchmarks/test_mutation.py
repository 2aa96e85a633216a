"""The faults that `make mutation` puts in, and that a trial of one ends as it began."""

from pathlib import Path

import pytest

from benchmarks.mutation.__main__ import Module, Outcome, chosen, equivalents, load, page, share
from benchmarks.mutation.operators import Mutant, mutants, mutated
from benchmarks.mutation.trial import Copy

ROOT = Path(__file__).resolve().parents[2]


def changed(source: str) -> set[str]:
    return {mutated(source, mutant) for mutant in mutants(source)}


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("x = a < b", {"x = a <= b", "x = a >= b"}),
        ("x = a and b", {"x = a or b", "x = a", "x = b"}),
        ("x = any(a for a in b if a)", {"x = all((a for a in b if a))", "x = any((a for a in b))"}),
        ("if a:\n    b()", {"if not a:\n    b()", "if False:\n    b()", "if a:\n    pass"}),
        ("def f() -> int:\n    return a + 1", {f"def f() -> int:\n    return {x}" for x in ("a - 1", "a + 2", "None")}),
        ("x.y = 3", {"pass", "x.y = 4"}),
        ("x: int | None = True", {"x: int | None = False"}),
        ("x = (State.OK, State.BLANK)", {"x = (State.OK,)", "x = (State.BLANK,)"}),
        ("raise ValueError(1 + 1)\nx = f'{a + b}'\ncontinue", {"raise ValueError(1 + 1)\nx = f'{a + b}'\npass"}),
    ],
)
def test_the_faults_of_a_source_are_these(source: str, faults: set[str]) -> None:
    assert changed(source) == faults


def test_a_fault_is_told_by_its_line_its_function_and_what_changed() -> None:
    (mutant,) = mutants("class A:\n    def f(self):\n        self.g()\n")
    assert (mutant.line, mutant.place, mutant.old, mutant.new) == (3, "A.f", "self.g()", "pass")


def test_the_same_faults_are_chosen_every_time_and_as_many_as_asked_for() -> None:
    source = (ROOT / "pipelines/checks/identities.py").read_text(encoding="utf-8")
    assert chosen(source, "a.py") == chosen(source, "a.py") != chosen(source, "b.py")
    assert len(chosen(source, "a.py")) == 15
    assert len(chosen("x = a < b", "a.py")) == 2


def test_every_module_and_every_test_of_the_list_is_there() -> None:
    for module in load():
        assert [path for path in (module.path, *module.first, *module.then) if not (ROOT / path).exists()] == []


def test_what_is_called_equivalent_names_a_fault_that_exists_and_says_why() -> None:
    for (path, place, old, new), why in equivalents().items():
        found = {(one.place, one.old, one.new) for one in mutants((ROOT / path).read_text(encoding="utf-8"))}
        assert (place, old, new) in found, f"{path}: {old} -> {new}"
        assert why.strip()


def test_a_fault_that_a_test_sees_is_noticed_and_the_copy_is_as_before(tmp_path: Path) -> None:
    (tmp_path / "least.py").write_text("def least(a, b):\n    return a if a < b else b\n", encoding="utf-8")
    test = "from least import least\n\n\ndef test_least():\n    assert least(1, 2) == 1\n"
    (tmp_path / "test_least.py").write_text(test, encoding="utf-8")
    source = (tmp_path / "least.py").read_text(encoding="utf-8")
    copy = Copy(tmp_path)
    faults = {one.new: one for one in mutants(source)}
    assert not copy.lets_pass("least.py", faults["a >= b"], [["test_least.py"]])
    assert copy.lets_pass("least.py", faults["a <= b"], [["test_least.py"]])
    assert (tmp_path / "least.py").read_text(encoding="utf-8") == source
    with pytest.raises(RuntimeError, match="no_such_file"):
        copy.passes(["no_such_file.py"])


def test_the_page_counts_and_names_what_was_not_noticed() -> None:
    one, other = (Mutant(at, 7, "f", "a | b", "a & b") for at in range(2))
    outcome = Outcome(Module("m.py", (), ()), 4, (one,), ((other, "both are 0."),))
    assert share([outcome]) == 2 / 3
    text = page([outcome])
    assert "2 of 3 faults were noticed: 66.7 %." in text
    assert "| m.py | 4 | 2 | 1 | 1 |" in text
    assert "- `m.py:7` f: `a \\| b` → `a & b`. both are 0." in text
