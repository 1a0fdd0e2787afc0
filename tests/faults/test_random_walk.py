"""A soak that nobody scripts: every role goes about for the whole round and after it, by links and forms."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.accounts.permissions import Role
from portal.ballots.models import arrivals, ballot_pool, receipt_pool, sealed_ballot, sealed_receipt
from portal.ballots.sealing import batch_sealer
from portal.extensions import db as database
from portal.sealing import verification
from portal.surveys.models import Round
from portal.web.data import clock
from tests import make
from tests.browser import Page, PageClient
from tests.faults.walker import Walk, Walker, everybody

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bs4 import Tag
    from flask import Flask

COMMUNES = ("07507", "07519", "07210")
CITIZENS_A_POINT = 3
SEED = 198


@pytest.fixture
def walk(app: Flask, db: object, at: Callable[[datetime], None]) -> Walk:
    """The first morning of Plan 198, everybody in front of their first page."""
    make.units_small()
    survey = make.survey_round()
    at(clock.at(make.FIRST_DAY, 7, 30))
    walkers = everybody(app, COMMUNES)
    for code in COMMUNES:
        path = f"/p/{make.point(code, survey).code}"
        walkers += [Walker(PageClient(app), path) for _ in range(CITIZENS_A_POINT)]
    units = {code: make.unit(code) for code in (*COMMUNES, "07534", "219", "213", "24")}
    database.session.commit()
    return Walk(app, random.Random(SEED), at, walkers, units)


def total(*tables: object) -> int:
    return sum(database.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)  # type: ignore[arg-type]


def faults_of_the_box() -> list[str]:
    database.session.commit()
    return [fault for survey in database.session.scalars(select(Round)) for fault in verification.verify(survey).faults]


def sums_that_do_not_add_up(page: Page) -> list[str]:
    """The figures of the board's last row that are not the sums of the communes' figures above it."""
    heads = [cell.get_text(" ", strip=True) for cell in page.all("table.stack thead th")]
    rows = [[whole(cell) for cell in row.select("th, td")] for row in page.all("table.stack tbody tr:not([class])")]
    last = [whole(cell) for cell in page.one("table.stack tr.total").select("th, td")]
    added = {
        head: sum(row[at] or 0 for row in rows) for at, head in enumerate(heads) if head.startswith(("Lượt", "Phiếu"))
    }
    assert added, f"no columns of figures on {page.path}"
    return [head for at, head in enumerate(heads) if head in added and (last[at] or 0) != added[head]]


def whole(cell: Tag) -> int | None:
    """A cell's whole number, None where it holds none."""
    said = cell.get_text(strip=True).replace(".", "")
    return int(said) if said.isdecimal() else None


def test_a_walk_of_all_roles_harms_nothing(walk: Walk, long: bool, note: Callable[..., None]) -> None:  # noqa: FBT001
    rounds, each = (40, 60) if long else (6, 25)
    end = clock.end_of(make.LAST_DAY) + timedelta(days=2)
    start = clock.now()
    for number in range(1, rounds + 1):
        walk.visits(each, start + (end - start) * number / rounds)
        database.session.commit()  # what was read to judge pages holds SQLite's one writer
        batch_sealer.run(sign=True)
        assert faults_of_the_box() == []
    assert walk.problems == []
    ballots = total(ballot_pool, sealed_ballot)
    note(visits=rounds * each, statuses=walk.statuses, endpoints=len(walk.endpoints), ballots=ballots)
    assert ballots == total(receipt_pool, sealed_receipt)
    assert ballots == database.session.scalar(select(func.sum(arrivals.c.n)))
    assert ballots == walk.acknowledged
    editor = next(walker for walker in walk.walkers if walker.account and walker.account.role == Role.PROVINCE_EDITOR)
    walk.come_in(editor)
    assert sums_that_do_not_add_up(editor.browser.get("/board/198-kh-bdvtu?day=all")) == []
