"""Before opening, nothing that anybody is shown depends on an answer: the same bytes for the opposite answers (P3).

One world with all its papers and all roles; each page is fetched, every answer turned into its opposite, the page
fetched again. Only random numbers of a single reply are covered.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from portal.accounts.permissions import Role
from portal.ballots.models import ballot_pool, comment_pool, sealed_ballot, sealed_comment
from portal.ballots.sealing import payload
from portal.ballots.sealing.sealable_tables import BALLOTS, COMMENTS
from portal.extensions import db as database
from portal.web.data import clock
from tests import make
from tests.conftest import forget_caches
from tests.results import poll
from tests.subjects import COMMUNES, World
from tests.test_access import PUBLIC, address, allowed, arguments_for, rows

VERSION = "PKS02-MD-1/2"
AFTER = clock.end_of(make.LAST_DAY) + timedelta(hours=12)
OF_A_REPLY = re.compile(
    (
        r"\bI[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}"
        r"|Mã tra cứu: [0-9a-f]{8}"
        r'|name="key" type="hidden" value="[0-9a-f]{32}"'
    ).encode()
)
"""The token of a form, the reference of a fault, the number by which a form sent twice is known."""
NOBODY_ASKS = {"static", "accounts_events.events", "accounts_events.events_file"}
"""Files and gauges; and the record of events, which tells of the very looks that are compared here."""
RESULTS = ("/board", "/released", "/results", "/today")
OPEN_TO_ALL = {
    "ballots.form": ("code",),
    "ballots.home": (),
    "ballots.receipt": (),
    "duty.desks": ("slug",),
    "log.page": ("slug",),
    "public_results.commune": ("slug", "code"),
    "public_results.results": ("slug",),
    "public_rounds.public_round": ("slug",),
}
"""Pages for everybody, by what their address names."""


@pytest.fixture
def world(db, at):
    """A round that is over and not opened, with ballots that wait, ballots that are sealed and comments."""
    at(AFTER)
    world = World()
    world.round.results_opened_at = None
    for code in COMMUNES:
        point = make.point(code, world.round)
        place = {"round_id": world.round.id, "point_id": point.id}
        make.ballots(point, poll.sheets({5: 12}))
        kept = payload.encode(payload.Ballot(VERSION, poll.sheet(5)))
        make.waits(BALLOTS, point, payload=kept)
        make.waits(COMMENTS, point, body="Rất tốt")
        database.session.execute(insert(sealed_ballot).values(id=os.urandom(16), payload=kept, **place))
        database.session.execute(insert(sealed_comment).values(id=os.urandom(16), body="Rất tốt", **place))
    database.session.commit()
    return world


def answer(app, level: int, comment: str) -> None:
    """Turn every answer of everybody into another."""
    kept = payload.encode(payload.Ballot(VERSION, poll.sheet(level)))
    database.session.rollback()
    for table in (ballot_pool, sealed_ballot):
        database.session.execute(update(table).values(payload=kept))
    for table in (comment_pool, sealed_comment):
        database.session.execute(update(table).values(body=comment))
    database.session.commit()
    forget_caches(app, Path(app.config["INSTANCE"]))


def pages(app, world: World) -> list[tuple[str, set[str]]]:
    """The address of every page that names nothing, or something of a commune, and who may see it."""
    asked = [row for row in rows() if row["method"] == "GET" and row["endpoint"] not in NOBODY_ASKS]
    found = []
    for row in asked:
        if row["roles"] == PUBLIC and row["endpoint"] not in OPEN_TO_ALL:
            continue
        named = {"slug": world.round.slug, "code": make.point("07507", world.round).code}
        of_all = {key: named[key] for key in OPEN_TO_ALL.get(row["endpoint"], ())}
        arguments = of_all or arguments_for(row["endpoint"], world, "07507")
        if arguments is not None:
            who = set(Role) if row["roles"] == PUBLIC else allowed(row)
            found.append((address(app, row["endpoint"], arguments), who))
    return found


def some(path: str, who: set[str], number: int) -> list[str]:
    """Everybody who may see a page about figures; of another page one, from page to page somebody else."""
    ordered = sorted(who)
    return ordered if path.startswith(RESULTS) else [ordered[number % len(ordered)]]


def seen(browser, path: str) -> tuple[object, ...]:
    """What comes over the wire, but for the random numbers of one reply."""
    page = browser.get(path, check=False)
    headers = sorted((k, v) for k, v in page.response.headers if k not in {"Set-Cookie", "Server-Timing"})
    return page.status, headers, OF_A_REPLY.sub(b"", page.response.data)


def test_no_page_of_anybody_tells_an_answer_before_opening(app, world, sign_in):
    found = pages(app, world)
    browsers = {role: sign_in(account) for role, account in world.accounts.items()}
    ways = [(role, path) for number, (path, who) in enumerate(found) for role in some(path, who, number)]
    before = {way: seen(browsers[way[0]], way[1]) for way in ways}
    answer(app, 1, "Rất xấu, cần xem lại toàn bộ")
    assert database.session.scalar(select(func.count()).select_from(ballot_pool)) == 13 * len(COMMUNES)
    after = {way: seen(browsers[way[0]], way[1]) for way in ways}
    assert [way for way in ways if before[way] != after[way]] == []
    assert {role for role, _path in ways} == set(Role)
    assert len(ways) > len(found) > 150
