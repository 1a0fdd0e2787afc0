"""Sums over provinces of figures that each has signed: only sums, so that parts may be folded on their own. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from portal.errors import DomainError
from portal.results.cells.tally_file import CellTally


@dataclass(frozen=True)
class Sum:
    """A question by one grouping: which provinces told it so, how many answered there, how many chose each group."""

    n: int
    cells: tuple[int, ...]
    told_by: frozenset[str]


@dataclass(frozen=True)
class Asked:
    """A question's words: its title, and the labels of the groups by grouping."""

    title: str
    labels: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Fold:
    """The sum of some provinces' files; `sums` by question and grouping, `questions` in the form's order."""

    form: str = ""
    form_digest: str = ""
    simulated: bool = False
    cells: Mapping[str, CellTally] = field(default_factory=dict)
    questions: Mapping[str, Asked] = field(default_factory=dict)
    sums: Mapping[tuple[str, str], Sum] = field(default_factory=dict)

    @property
    def units(self) -> int:
        """How many communes stand behind it."""
        return sum(one.units for one in self.cells.values())

    def finest(self, question: str) -> tuple[str, Sum] | None:
        """The finest grouping of those that most provinces told; None where none told any."""
        told = [(grouping, self.sums[question, grouping]) for grouping in self.questions[question].labels]
        most = max((len(one.told_by) for _grouping, one in told), default=0)
        return next((pair for pair in told if most and len(pair[1].told_by) == most), None)


def of_one(cell: CellTally) -> Fold:
    """The sum over one province alone."""
    questions = {name: Asked(one.title, one.labels) for name, one in cell.figures.items()}
    sums = {}
    for name, figures in cell.figures.items():
        for grouping, labels in figures.labels.items():
            counted = figures.told.get(grouping)
            none = Sum(0, (0,) * len(labels), frozenset())
            sums[name, grouping] = none if counted is None else Sum(figures.n or 0, counted, frozenset({cell.code}))
    return Fold(cell.form, cell.form_digest, cell.simulated, {cell.code: cell}, questions, sums)


def added(one: Fold, other: Fold) -> Fold:
    """The sum of two. Raises DomainError where they do not go together."""
    if not one.cells or not other.cells:
        return one if one.cells else other
    refuse_misfits(one, other)
    sums = {
        key: Sum(
            total.n + other.sums[key].n,
            tuple(a + b for a, b in zip(total.cells, other.sums[key].cells, strict=True)),
            total.told_by | other.sums[key].told_by,
        )
        for key, total in one.sums.items()
    }
    cells = dict(sorted({**one.cells, **other.cells}.items()))
    return Fold(one.form, one.form_digest, one.simulated, cells, one.questions, sums)


def refuse_misfits(one: Fold, other: Fold) -> None:
    """No province twice, one form, and no rehearsal beside a survey."""
    if twice := sorted(one.cells.keys() & other.cells.keys()):
        raise DomainError(_("Tỉnh mã %(code)s có hai tệp: chỉ cộng mỗi tỉnh một lần.", code=twice[0]))
    first, second = next(iter(one.cells.values())), next(iter(other.cells.values()))
    if one.form_digest != other.form_digest or one.sums.keys() != other.sums.keys():
        words = {"first": first.name, "form": one.form, "second": second.name, "other": other.form}
        raise DomainError(
            _("%(second)s dùng mẫu phiếu khác (%(other)s) với %(first)s (%(form)s): không cộng chung.", **words)
        )
    if one.simulated != other.simulated:
        raise DomainError(
            _("%(a)s và %(b)s: một bên là số liệu diễn tập, không cộng chung.", a=first.name, b=second.name)
        )


def missing(total: Fold, expected: Mapping[str, str]) -> dict[str, str]:
    """The provinces that were to come and did not, by code. Raises DomainError for one that nobody expected."""
    for code, cell in total.cells.items():
        if expected and code not in expected:
            raise DomainError(_("%(name)s (mã %(code)s) không có trong danh sách.", name=cell.name, code=code))
    return {code: name for code, name in expected.items() if code not in total.cells}


def rows(total: Fold) -> list[tuple[str, str, str, int, int, int]]:
    """A line a figure: question, title, what was chosen, how many did, of how many, told by how many provinces."""
    lines = []
    for name, asked in total.questions.items():
        found = total.finest(name)
        if found is None:
            continue
        grouping, one = found
        lines += [
            (name, asked.title, label, count, one.n, len(one.told_by))
            for label, count in zip(asked.labels[grouping], one.cells, strict=True)
        ]
    return lines


def untold(total: Fold) -> dict[str, Sequence[str]]:
    """By question, the codes of the provinces that are not in its sum: they released no figures that can be added."""
    left: dict[str, Sequence[str]] = {}
    for name in total.questions:
        found = total.finest(name)
        told_by = found[1].told_by if found else frozenset[str]()
        if without := sorted(total.cells.keys() - told_by):
            left[name] = without
    return left


def as_json(total: Fold, absent: Mapping[str, str]) -> dict[str, Any]:
    """All of it for other programs: every grouping, by which files it was made, what is missing."""
    return {
        "form": total.form,
        "form_digest": total.form_digest,
        "simulated": total.simulated,
        "units": total.units,
        "cells": [
            {"code": one.code, "name": one.name, "round": one.round_slug, "release": one.release, "sha256": one.digest}
            for one in total.cells.values()
        ],
        "missing": [{"code": code, "name": name} for code, name in absent.items()],
        "questions": [
            {
                "id": name,
                "title": asked.title,
                "sums": [
                    {
                        "labels": asked.labels[grouping],
                        "n": one.n,
                        "counts": one.cells,
                        "told_by": sorted(one.told_by),
                    }
                    for grouping in asked.labels
                    if (one := total.sums[name, grouping]).told_by
                ],
            }
            for name, asked in total.questions.items()
        ],
    }
