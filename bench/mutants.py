"""Whether the tests notice a fault: `python -m bench.mutants [N] [SEED]` plants N at random and runs the room's tests.

Each fault turns one place of `portal/` into what a slip would write: another comparison, `and` for `or`, a number one
too high, a condition the wrong way round. The file's own tests run first, then its room's; whatever passes both is
printed as missed. Works on a clone of what is committed, which is gone afterwards.
"""

import ast
import copy
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.house import ROOT, files

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
SECONDS = 600


def main() -> None:
    number, seed = (int(value) for value in (*sys.argv[1:3], *("40", "198")[len(sys.argv) - 1 :]))
    places = [(path, node) for path in files("portal") for node in mutable(ast.parse(path.read_text(encoding="utf-8")))]
    chosen = random.Random(seed).sample(places, number)
    caught = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copied = copy_to(Path(folder) / "y-dan")
        for path, node in chosen:
            name = path.relative_to(ROOT)
            original = (copied / name).read_text(encoding="utf-8")
            (copied / name).write_text(planted(original, node), encoding="utf-8")
            is_caught = any(fails(copied, tests) for tests in tests_of(copied, name))
            (copied / name).write_text(original, encoding="utf-8")
            caught += is_caught
            was, now = ast.unparse(node), ast.unparse(mutated(node) or node)
            print("caught" if is_caught else "MISSED", f"{name}:{node.lineno}: {was} -> {now}", flush=True)
    print(f"{caught} of {number} caught")


def mutable(tree: ast.Module) -> Iterator[ast.expr]:
    """Expressions within functions, on one line, that a slip could turn round."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inner = {id(part): part for function in functions for stated in function.body for part in ast.walk(stated)}
    yield from (
        node
        for node in inner.values()
        if isinstance(node, ast.expr) and node.lineno == node.end_lineno and mutated(node) is not None
    )


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


def planted(text: str, node: ast.expr) -> str:
    lines = text.splitlines(keepends=True)
    line = lines[node.lineno - 1].encode()
    slip = ast.unparse(mutated(node) or node).encode()
    # columns count bytes, and lines hold Vietnamese
    lines[node.lineno - 1] = (line[: node.col_offset] + b"(" + slip + b")" + line[node.end_col_offset :]).decode()
    return "".join(lines)


def tests_of(copied: Path, name: Path) -> list[str]:
    """The nearest folder of tests to a file, then its whole room's."""
    folders = [Path("tests", *name.parts[1:depth]) for depth in range(len(name.parts) - 1, 1, -1)]
    there = [str(folder) for folder in folders if (copied / folder).is_dir()]
    return list(dict.fromkeys([*there[:1], *there[-1:]])) or ["tests/ops", "tests/test_composition.py"]


def fails(copied: Path, tests: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "2", "-m", "not journey", tests]
    try:
        return subprocess.run(command, cwd=copied, check=False, capture_output=True, timeout=SECONDS).returncode == 1
    except subprocess.TimeoutExpired:
        return True  # a loop without an end is noticed too


def copy_to(folder: Path) -> Path:
    """What is committed, with the libraries of this checkout."""
    subprocess.run(["git", "clone", "-q", "--shared", ROOT, folder], check=True)  # noqa: S607 - as the others of bench
    for name in (".venv", "node_modules", "static/vendor"):
        (folder / name).symlink_to(ROOT / name)
    compiler = ["-m", "babel.messages.frontend", "-q", "compile", "-d", "portal/translations"]
    subprocess.run([sys.executable, *compiler], cwd=folder, check=True)
    return folder


if __name__ == "__main__":
    main()
