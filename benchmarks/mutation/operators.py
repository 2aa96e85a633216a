"""Faults that a hurried hand makes: the mutants of one module's source."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_REVERSED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_EXCHANGED = {
    "any": "all",
    "all": "any",
    "min": "max",
    "max": "min",
    "startswith": "endswith",
    "endswith": "startswith",
    "fullmatch": "match",
    "search": "match",
    "partition": "rpartition",
    "rpartition": "partition",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: where it is, what stood there and what stands there now."""

    number: int  # of the module's mutants, from 0
    line: int
    place: str  # the function it is in, `Class.method` or `<module>`
    old: str
    new: str


def mutants(source: str) -> list[Mutant]:
    """Every mutant of the source, in its order; nothing in annotations, decorators, messages and `raise`."""
    changes = enumerate(_changes(ast.parse(source)))
    return [Mutant(number, _line(old), place, _shown(old), _shown(new)) for number, (old, new, place) in changes]


def mutated(source: str, mutant: Mutant) -> str:
    """The source with the fault in it, without its comments."""
    tree = ast.parse(source)
    old, new, _ = next(islice(_changes(tree), mutant.number, None))
    return ast.unparse(ast.fix_missing_locations(deepcopy(tree, {id(old): new})))


def _changes(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.AST, str]]:
    """(what stands there, what may stand there, the function it is in)."""
    return ((node, new, place) for node, place in _nodes(tree, "") for new in _variants(node))


def _nodes(node: ast.AST, place: str) -> Iterator[tuple[ast.AST, str]]:
    """The nodes that may be changed, each with the function it stands in."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        place = f"{place}.{node.name}" if place else node.name
    yield node, place or "<module>"
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.Raise | ast.JoinedStr):
                yield from _nodes(child, place)


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    for variants in (_of_expression, _of_test, _of_statement, _of_constant):
        yield from variants(node)


def _of_expression(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                for other in _COMPARED[type(operator)]:
                    yield _with(node, ops=[*node.ops[:at], other(), *node.ops[at + 1 :]])
        case ast.BoolOp(op=operator, values=values):
            yield _with(node, op=ast.Or() if isinstance(operator, ast.And) else ast.And())
            for at in range(len(values)):
                rest = values[:at] + values[at + 1 :]
                yield rest[0] if len(rest) == 1 else _with(node, values=rest)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(op=operator) if type(operator) in _REVERSED:
            yield _with(node, op=_REVERSED[type(operator)]())
        case ast.Name(id=name, ctx=ast.Load()) if name in _EXCHANGED:
            yield _with(node, id=_EXCHANGED[name])
        case ast.Attribute(attr=name, ctx=ast.Load()) if name in _EXCHANGED:
            yield _with(node, attr=_EXCHANGED[name])
        case ast.Tuple(elts=elements) | ast.Set(elts=elements) if len(elements) > 1 and all(map(_is_fixed, elements)):
            for at in range(len(elements)):
                yield _with(node, elts=elements[:at] + elements[at + 1 :])


def _is_fixed(node: ast.expr) -> bool:
    """True for an element of a list that stands for itself, as `Status.OK`, and not for a value on its way."""
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Attribute) and node.attr.isupper())


def _of_test(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            if not isinstance(test, ast.Compare):
                yield _with(node, test=_negated(test))
            if isinstance(node, ast.If) and not node.orelse:
                yield _with(node, test=ast.Constant(value=False))
        case ast.comprehension(ifs=conditions) if conditions:
            yield _with(node, ifs=[])


def _of_statement(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.AugAssign() | ast.Continue() | ast.Break():
            yield ast.Pass()
        case ast.Expr(value=value) if not isinstance(value, ast.Constant):
            yield ast.Pass()
        case ast.Assign(targets=targets) if any(isinstance(one, ast.Attribute | ast.Subscript) for one in targets):
            yield ast.Pass()
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant | ast.UnaryOp):
            new: ast.expr = ast.Constant(value=None)
            yield _with(node, value=_negated(value) if isinstance(value, ast.Compare | ast.BoolOp) else new)


def _of_constant(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool() as truth):
            yield ast.Constant(value=not truth)
        case ast.Constant(value=int() as number):
            yield ast.Constant(value=number + 1)


def _negated(test: ast.expr) -> ast.expr:
    return test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else _not(test)


def _not(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(op=ast.Not(), operand=test)


def _with(node: ast.AST, **changes: object) -> ast.AST:
    """A shallow copy of the node with other fields."""
    fields = {name: getattr(node, name) for name in node._fields if hasattr(node, name)}
    return type(node)(**{**fields, **changes})


def _line(node: ast.AST) -> int:
    """A comprehension has no line of its own, its target has."""
    return getattr(node, "lineno", None) or _line(next(ast.iter_child_nodes(node)))


def _shown(node: ast.AST) -> str:
    """On one line, as much as tells it."""
    lines = ast.unparse(ast.fix_missing_locations(node)).strip().splitlines()
    return lines[0] + (" …" if len(lines) > 1 else "")
