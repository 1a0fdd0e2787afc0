"""Whether the tests notice a fault: `python -m bench.mutants [N] [SEED] [PYTEST...]` plants N at random, then tests.

Each fault turns one place of `portal/` into what a slip would write: another comparison, `and` for `or`, a number one
too high, a condition the wrong way round. All stand in one clone, each behind a switch that is off. The tests run once,
which tells those that reach each place; then a fork for each fault turns its switch and runs these, those of its own
folder first. What passes them all is printed as missed. What follows the seed goes to pytest: some folders, or
`-m 'not journey and not slow'`, take minutes instead of an hour.

Left out are three kinds of places where a slip breaks no rule: `strict=`, which changes nothing as long as both lists
are as long; and, in the demonstration, what a draw of chance is given or held against, and strokes of drawn pictures.
"""

from __future__ import annotations

import ast
import builtins
import copy
import gc
import itertools
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from _pytest.runner import runtestprotocol
from sqlalchemy import Engine, event

from bench.house import ROOT, files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest

OTHER: dict[type[ast.AST], Any] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
}
"""Operators and what they are taken for."""
PROCESSOR_SECONDS, SECONDS = 30, 300
"""A test that takes longer under a fault is in a loop without an end, or waits for what never comes."""
SWITCH = """
import builtins, os
def _fault(number, known=set()):
    if builtins._planted < 0:
        test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0]
        if (number, test) not in known:
            known.add((number, test))
            with open({reached!r}, "a", encoding="utf-8") as out:
                out.write(f"{{number}}\\t{{test}}\\n")
    return number == builtins._planted
builtins._fault, builtins._planted = _fault, int(os.environ.get("PLANTED", "-1"))
"""
"""Stands first in the clone's portal; a server that a test starts knows it, too."""
KEEPS = type(lru_cache(str))
"""What a function is that keeps its answers."""
ENGINES: set[Engine] = set()
"""Those that the tests of this process have used."""


class Fault(NamedTuple):
    number: int
    name: Path
    """Of the file, from the root."""
    node: ast.expr

    def __str__(self) -> str:
        return f"{self.name}:{self.node.lineno}: {ast.unparse(self.node)} -> {ast.unparse(slip(self.node))}"


def main() -> None:
    number, seed = (int(value) for value in (*sys.argv[1:3], *("40", "198")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        run(Path(folder) / "y-dan", chosen(number, seed), sys.argv[3:] or ["-m", "not journey"])


def chosen(number: int, seed: int) -> list[Fault]:
    trees = [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in files("portal")]
    places = [
        (path, node)
        for path, tree in trees
        for idle in [without_rule(tree, is_invented=path.is_relative_to(ROOT / "portal/demo"))]
        for node in mutable(tree)
        if id(node) not in idle
    ]
    sample = random.Random(seed).sample(places, number)
    return [Fault(index, path.relative_to(ROOT), node) for index, (path, node) in enumerate(sample)]


def mutable(tree: ast.Module) -> Iterator[ast.expr]:
    """Expressions within functions, on one line, that a slip could turn round."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inner = {id(part): part for function in functions for stated in function.body for part in ast.walk(stated)}
    yield from (
        node
        for node in inner.values()
        if isinstance(node, ast.expr) and node.lineno == node.end_lineno and mutated(node) is not None
    )


def without_rule(tree: ast.Module, *, is_invented: bool) -> set[int]:
    """Expressions whose slip breaks no rule, by id; draws and strokes only where all that is drawn is invented."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="strict", value=value):
                found.add(value)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="pen" | "random"))) if is_invented:
                found.update(part for given in (*node.args, *node.keywords) for part in ast.walk(given))
            case ast.Compare(left=ast.Call(func=ast.Attribute(attr="random"))) if is_invented:
                found.add(node)
    return {id(node) for node in found}


def mutated(node: ast.expr) -> ast.expr | None:
    """The expression with its slip; None where there is none to make."""
    other = copy.deepcopy(node)
    match other:
        case ast.Compare() if type(other.ops[0]) in OTHER:
            other.ops[0] = OTHER[type(other.ops[0])]()
        case ast.BoolOp() | ast.BinOp() if type(other.op) in OTHER:
            other.op = OTHER[type(other.op)]()
        case ast.UnaryOp(op=ast.Not()):
            other = other.operand
        case ast.Constant(value=bool(value)):
            other.value = not value
        case ast.Constant(value=int(value)):
            other.value = value + 1
        case ast.IfExp():
            other.body, other.orelse = other.orelse, other.body
        case _:
            return None
    return other


def slip(node: ast.expr) -> ast.expr:
    return mutated(node) or node


def run(clone: Path, faults: Sequence[Fault], arguments: Sequence[str]) -> None:
    """Plant the faults in a clone, let its tests tell of them, and print each with what caught it."""
    copy_to(clone)
    plant(clone, faults)
    (clone.parent / "reached").touch()  # where no test reaches any
    (clone.parent / "faults").write_text("\n".join(str(fault.name) for fault in faults), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:randomly", "-p", "bench.mutants", *arguments]
    environment = os.environ | {"MUTANTS": str(clone.parent)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command, cwd=clone, check=False, stdout=subprocess.DEVNULL, env=environment)
    if not (clone.parent / "told").exists():
        sys.exit("the tests did not begin")
    told = (clone.parent / "told").read_text(encoding="utf-8").splitlines()
    for line in told:
        number, _, words = line.partition("\t")
        print(words, faults[int(number)], sep="\n    ", flush=True)
    print(f"{sum('caught' in line for line in told)} of {len(faults)} caught")


def plant(clone: Path, faults: Sequence[Fault]) -> None:
    """Every fault behind its switch."""
    package = clone / "portal/__init__.py"
    text = package.read_text(encoding="utf-8")
    docstring = ast.parse(text).body[0].end_lineno
    lines = text.splitlines(keepends=True)
    lines.insert(docstring or 0, SWITCH.format(reached=str(clone.parent / "reached")))
    package.write_text("".join(lines), encoding="utf-8")
    for name in {fault.name for fault in faults}:
        file = clone / name
        text = planted(file.read_text(encoding="utf-8"), [fault for fault in faults if fault.name == name])
        compile(text, str(file), "exec")
        file.write_text(text, encoding="utf-8")


def planted(text: str, faults: Sequence[Fault]) -> str:
    """A file's text with some faults, of which one may stand within another."""
    lines = [line.encode() for line in text.splitlines(keepends=True)]  # columns count bytes, and lines hold Vietnamese
    pieces = []
    for number, _name, node in faults:
        start, end = node.col_offset, node.end_col_offset or 0
        switch = f"(({ast.unparse(slip(node))}) if _fault({number}) else ("
        # what ends at a column stands before what begins there, the inner one nearer to the expression
        pieces += [(node.lineno, start, 1, -end, switch), (node.lineno, end, 0, -start, "))")]
    for line, column, _begins, _nearer, new in sorted(pieces, reverse=True):
        lines[line - 1] = lines[line - 1][:column] + new.encode() + lines[line - 1][column:]
    return b"".join(lines).decode()


def copy_to(folder: Path) -> None:
    """What is committed, with the libraries of this checkout."""
    subprocess.run(["git", "clone", "-q", "--shared", ROOT, folder], check=True)  # noqa: S607 - as the others of bench
    for name in (".venv", "node_modules", "static/vendor"):
        (folder / name).symlink_to(ROOT / name)
    compiler = ["-m", "babel.messages.frontend", "-q", "compile", "-d", "portal/translations"]
    subprocess.run([sys.executable, *compiler], cwd=folder, check=True)


# --- within the clone's pytest


def pytest_runtestloop(session: pytest.Session) -> bool:
    """All tests once, then for each fault those that reach it. Called by pytest in place of its own loop."""
    folder, items = Path(os.environ["MUTANTS"]), {item.nodeid: item for item in session.items}
    reached = folder / "reached"
    bad = set(failing(session.items))
    tests: dict[int, set[str]] = defaultdict(set)
    for line in reached.read_text(encoding="utf-8").splitlines():
        fault, _, test = line.partition("\t")
        tests[int(fault)].add(test)
    usable = items.keys() - bad
    with (folder / "told").open("a", encoding="utf-8", buffering=1) as told:
        for number, name in enumerate((folder / "faults").read_text(encoding="utf-8").splitlines()):
            wanted = sorted(tests[number] & usable, key=lambda test: (distance(Path(name), test), test))
            told.write(f"{number}\t{verdict(number, [items[test] for test in wanted])}\n")
    return True


def distance(name: Path, test: str) -> int:
    """How many folders up from a file's own the tests stand that hold a test."""
    near = [Path("tests", *name.parts[1:depth]) for depth in range(len(name.parts) - 1, 0, -1)]
    return next(index for index, folder in enumerate(near) if Path(test).is_relative_to(folder))


def failing(items: Sequence[pytest.Item], *, limited: bool = False) -> Iterator[str]:
    """Run tests one after the other; what the whole run shares, above all the application, stays."""
    shared = SimpleNamespace(listchain=lambda: [items[0].session])
    for item, following in itertools.pairwise([*items, cast("pytest.Item", shared)]):
        if limited:
            used = resource.getrusage(resource.RUSAGE_SELF)
            seconds = int(used.ru_utime + used.ru_stime) + PROCESSOR_SECONDS
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
            signal.alarm(SECONDS)
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            yield item.nodeid


def verdict(number: int, items: Sequence[pytest.Item]) -> str:
    """Which test catches a fault; asked in a fork, so that the next fault begins as this one did."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        turn(number)
        found = next(failing(items, limited=True), "") if items else ""
        os.write(writing, found.encode() or b"-")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        found = answer.read().decode()
    os.waitpid(child, 0)
    if not found:
        return "caught: its tests do not end"
    return f"MISSED by {len(items)} tests" if found == "-" else f"caught by {found}"


def turn(number: int) -> None:
    """Turn a fault's switch in this process and in those that it starts; no connection is shared with the parent."""
    setattr(builtins, "_planted", number)  # noqa: B010 - no name that a type checker knows
    os.environ["PLANTED"] = str(number)
    for engine in ENGINES:
        engine.dispose(close=False)
    forget_answers()


def forget_answers() -> None:
    """Let functions forget the answers that they kept while no switch was turned: they would hide the fault."""
    gc.unfreeze()  # what the tests' application froze is not among the objects
    for one in gc.get_objects():
        # asked for its very type: a proxy would answer for something else, or raise
        if type(one) is KEEPS and one.__module__.startswith(("portal.", "tests.")):
            one.cache_clear()


def pytest_configure() -> None:
    """Keep the engines that the tests make."""
    event.listen(Engine, "engine_connect", lambda connection: ENGINES.add(connection.engine))


if __name__ == "__main__":
    main()
