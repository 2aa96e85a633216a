"""What the code says of itself: errors raised, docstrings of booleans, names of bounds. Read from the syntax alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from pipelines import exceptions

ROOT = Path(__file__).resolve().parents[1]
OURS = {
    name for name, one in vars(exceptions).items() if isinstance(one, type) and one.__module__ == exceptions.__name__
}
HELP = ROOT / "nianbao" / "commands"  # a command's docstring is its --help; README says how commands end
SUPERLATIVE = re.compile(r"_?(?:[A-Z_]*[A-Z]{3}EST|(?:[A-Z]+_)?(?:LEAST|MOST)(?:_[A-Z_]+)?)")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for package in ("nianbao", "crawler", "pipelines"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def functions(body: list[ast.stmt], *, is_public: bool) -> Iterator[Function]:
    """The functions of a module and the methods of its classes; with `is_public` those that others may call."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not (is_public and node.name.startswith("_")):
            yield from functions(node.body, is_public=is_public)
        elif isinstance(node, Function) and not (is_public and node.name.startswith("_")):
            yield node


def raised(function: Function) -> set[str]:
    """The names of what a function raises itself, its inner functions left out."""
    found, waiting = set(), list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            found.add(error.attr if isinstance(error, ast.Attribute) else getattr(error, "id", ""))
        waiting += ast.iter_child_nodes(node)
    return found


def test_a_public_function_says_which_of_our_errors_it_raises() -> None:
    seen, silent = set(), []
    for path, module in modules():
        for function in functions(module.body, is_public=True):
            errors = raised(function) & OURS
            seen |= errors
            told = ast.get_docstring(function) or ""
            if HELP not in path.parents:
                silent += [
                    f"{path.relative_to(ROOT)}: {function.name}: {error}" for error in errors if error not in told
                ]
    assert seen >= {"InputError", "UnreadableDocument", "LimitExceeded", "StorageError"}
    assert silent == []


def test_the_docstring_of_a_boolean_says_when_it_is_true() -> None:
    """A predicate begins so; what does something first, then tells (`…; True if it was inserted`), says so behind."""
    told, unclear = 0, []
    for path, module in modules():
        for function in functions(module.body, is_public=False):
            text = ast.get_docstring(function)
            if text and function.returns is not None and ast.unparse(function.returns) == "bool":
                told += 1
                is_predicate = re.match(r"_?(?:is|has|may|can|holds)_", function.name) is not None
                if not text.startswith("True ") and (is_predicate or not re.search(r"; (?:True|False)\b", text)):
                    unclear.append(f"{path.relative_to(ROOT)}: {function.name}: {text.splitlines()[0]}")
    assert told > 100
    assert unclear == []


def test_bounds_are_called_by_max_and_min() -> None:
    bounds, odd = 0, []
    for path, module in modules():
        for node in module.body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            for name in (one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)):
                bounds += bool(re.match(r"_?(?:MAX|MIN)_", name))
                is_number = isinstance(node.value, ast.Constant | ast.BinOp | ast.Tuple)  # type: ignore[union-attr]
                if is_number and SUPERLATIVE.fullmatch(name) and name != "MANIFEST":
                    odd.append(f"{path.relative_to(ROOT)}: {name}")
    assert bounds > 100
    assert odd == []
