"""The three walks lead along functions that are there, each named by a step before it, and are counted right."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import pytest

from portal.config import ROOT

pytestmark = pytest.mark.once
TEXT = (ROOT / "docs" / "walks.md").read_text(encoding="utf-8")
STEP = re.compile(r"`(?:([\w/]*(?:\.py)?):([\w.]+)|(templates/[\w/]+\.html))`")
ENTRANCE = re.compile(r"^\d\. (.*(?:\n   .*)*)", re.MULTILINE)
ROW = re.compile(r"^\| (A [^|]+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
WALKS = dict(re.findall(r"^## (A [^:\n]+): .*\n((?:(?!## ).*\n)*)", TEXT, re.MULTILINE))


class Step(NamedTuple):
    """One step: a function of a file of the portal, or a template, which has none."""

    file: str
    function: str = ""

    @property
    def name(self) -> str:
        """How those who lead here name it."""
        return self.function.rpartition(".")[2] or self.file.removeprefix("templates/")


def steps_in(text: str) -> list[Step]:
    """The steps that a text names; one without a file stands in the file of the one before."""
    found: list[Step] = []
    for file, function, template in STEP.findall(text):
        found.append(Step(template) if template else Step(file or found[-1].file, function))
    return found


@cache
def definitions(file: str) -> dict[str, str]:
    """The source of every function, method and constant of a file, with its decorators."""
    text = (ROOT / "portal" / file).read_text(encoding="utf-8")
    found: dict[str, str] = {}

    def look(nodes: list[ast.stmt], prefix: str) -> None:
        for node in nodes:
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                    found[prefix + name] = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
                    if isinstance(node, ast.ClassDef):
                        look(node.body, f"{prefix}{name}.")
                case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                    found[prefix + name] = ast.get_source_segment(text, node) or ""

    look(ast.parse(text).body, "")
    return found


def source(step: Step) -> str:
    """What stands at a step."""
    if not step.function:
        return (ROOT / step.file).read_text(encoding="utf-8")
    return definitions(step.file).get(step.function, "")


def entrances(walk: str) -> list[list[Step]]:
    return [steps_in(line) for line in ENTRANCE.findall(WALKS[walk])]


def test_every_step_is_there():
    named = steps_in(TEXT.partition("\n## ")[2])
    assert len(named) > 100
    assert [step for step in named if not source(step)] == []


@pytest.mark.parametrize("walk", WALKS)
def test_each_step_is_named_by_one_before_it(walk):
    lost = [
        step
        for line in entrances(walk)
        for number, step in enumerate(line[1:], start=1)
        if not any(leads_to(before, step) for before in line[:number])
    ]
    assert lost == []


def leads_to(before: Step, step: Step) -> bool:
    """Whether a step names the next one, or asks the queue for what the next one does in the same module."""
    if re.search(rf"\b{re.escape(step.name)}\b", source(before)):
        return True
    return before.file == step.file and "jobs.start" in source(before) and "@jobs.handler" in source(step)


def test_the_walks_are_counted_right():
    told = {name: tuple(map(int, figures)) for name, *figures in ROW.findall(TEXT)}
    assert told == {walk: counted([step for line in entrances(walk) for step in line]) for walk in WALKS}


def counted(steps: list[Step]) -> tuple[int, int, int, int]:
    """Hops, files, changes of file, and how many of these lead back into a file left before."""
    files = {step.file for step in steps}
    changes = sum(before.file != after.file for before, after in pairwise(steps))
    return len(steps) - 1, len(files), changes, changes + 1 - len(files)
