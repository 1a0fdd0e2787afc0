"""The house in figures: `python -m bench.house` prints what CONTRIBUTING asks for beside what there is."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore)")


def main() -> None:
    portal, migrations = files("portal"), files("migrations")
    code = sum(map(code_lines, portal))
    both = code + sum(map(code_lines, migrations))
    tests = sum(map(code_lines, files("tests")))
    folder, most = max(Counter(path.parent for path in portal).items(), key=lambda item: item[1])
    rows = (
        ("code lines of portal and migrations", "at most 40,072", f"{both:,}"),
        ("files in the fullest folder of portal", "at most 15", f"{most} ({folder.relative_to(ROOT)})"),
        ("classes Wish", "0", str(sum(path.read_text(encoding="utf-8").count("class Wish") for path in portal))),
        ("registries by module list", "0", str(sum(map(registries, portal)))),
        ("circles of files", "0", "; ".join(map(" ↔ ".join, circles(portal))) or "0"),
        ("suppressions a thousand lines", "at most 2", f"{1000 * sum(map(suppressions, portal)) / code:.1f}"),
        ("comments a hundred lines", "2 to 4", f"{100 * sum(map(comments, portal)) / code:.1f}"),
        ("test lines a source line", "at least 0.7", f"{tests / code:.2f}"),
        ("… of fieldwork", "at least 0.6", f"{share_tested('fieldwork'):.2f}"),
        ("lines of templates over 160 signs", "0", str(sum(map(long_lines, files("templates", "*.html"))))),
        ("lines of the longest file", "at most 400", str(max(len(lines(path)) for path in portal))),
        ("lines of README", "at most 150", str(len(lines(ROOT / "README.md")))),
    )
    for name, wanted, found in rows:
        print(f"{name:40} {wanted:16} {found}")


def files(folder: str, kind: str = "*.py") -> list[Path]:
    """What git knows of a folder."""
    command = ["git", "ls-files", "-z", f"{folder}/{kind}"]  # git's * crosses folders
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name]


@cache
def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def code_lines(path: Path) -> int:
    """Lines that are neither blank, comment nor docstring."""
    told = set(docstring_lines(ast.parse("\n".join(lines(path)))))
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") and number not in told
        for number, line in enumerate(lines(path), start=1)
    )


def docstring_lines(tree: ast.Module) -> Iterator[int]:
    """Lines of texts that stand alone: docstrings, also those under a constant."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def comments(path: Path) -> int:
    """Comments that are no instruction to a tool."""
    read = io.StringIO("\n".join(lines(path)) + "\n").readline
    marks = (token.string for token in tokenize.generate_tokens(read) if token.type == tokenize.COMMENT)
    return sum(not SUPPRESSION.match(mark) for mark in marks)


def suppressions(path: Path) -> int:
    return sum(bool(SUPPRESSION.search(line)) for line in lines(path))


def long_lines(path: Path) -> int:
    return sum(len(line) > 160 for line in lines(path))  # noqa: PLR2004 - house rule


def registries(path: Path) -> int:
    """Lists, dicts and sets of a module that begin empty under a public name: others fill them, in some order."""
    body = ast.parse("\n".join(lines(path))).body
    named = [node for node in body if isinstance(node, ast.AnnAssign) and not ast.unparse(node.target).startswith("_")]
    kinds = [ast.unparse(node.annotation) for node in named if ast.unparse(node.value or node) in {"[]", "{}", "set()"}]
    return sum(kind.startswith(("list", "dict", "set")) for kind in kinds)


def share_tested(room: str) -> float:
    """Lines of a room's tests a line of the room."""
    return sum(map(code_lines, files(f"tests/{room}"))) / sum(map(code_lines, files(f"portal/{room}")))


def circles(paths: Iterable[Path]) -> list[list[str]]:
    """Groups of files that import one another, wherever in the file."""
    imports = {name_of(path): set(imported(path)) for path in paths if path.name != "__init__.py"}
    graph = {name: {other for other in others if other in imports} for name, others in imports.items()}
    reach = {name: reached(graph, name) for name in graph}
    groups = {tuple(sorted(o for o in reach[name] if name in reach[o])) for name in graph if name in reach[name]}
    return [list(group) for group in sorted(groups)]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse("\n".join(lines(path)))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reached(graph: dict[str, set[str]], start: str) -> set[str]:
    """Whatever can be reached from a file by imports."""
    met: set[str] = set()
    waiting = [start]
    while waiting:
        for other in graph[waiting.pop()] - met:
            met.add(other)
            waiting.append(other)
    return met


if __name__ == "__main__":
    main()
