import random
import subprocess
from collections import Counter

import pytest

from bench.visitors import Reply
from portal.ballots.intake import receipts
from tests.cluster import checks, linkage, table
from tests.cluster.checks import Box
from tests.cluster.driver import Ledger, lost_of
from tests.cluster.machines import SAMPLES

pytestmark = pytest.mark.once

HEAD = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 20\r\n\r\n"
PAGE = (
    '<form><input type="hidden" name="nonce" value="n1"><input type="radio" name="Q1" value="1">'
    '<input type="radio" name="Q1" value="2" checked><textarea name="comment">Thêm ghế</textarea></form>'
)
SENT = "Q1=2&comment=Th%C3%AAm+gh%E1%BA%BF&nonce=n1"


def box(*hashes: bytes, ballots: int | None = None, arrived: int | None = None) -> Box:
    many = len(hashes)
    return Box(Counter(hashes), many if ballots is None else ballots, many if arrived is None else arrived)


@pytest.mark.parametrize(
    ("promised", "found", "unsure", "faults"),
    [
        ([b"a", b"b"], box(b"a", b"b"), 0, []),
        ([b"a", b"b"], box(b"a"), 0, ["1 LOST"]),
        ([b"a"], box(b"a", b"a"), 0, ["1 DOUBLED"]),
        ([b"a"], box(b"a", b"x"), 0, ["1 that nobody was promised"]),
        ([b"a"], box(b"a", b"x"), 1, []),
        ([b"a", b"b"], box(b"a", b"b", ballots=3), 0, ["2 receipts, 3 ballots, 2 arrivals"]),
        ([b"a", b"b"], box(b"a", b"b", arrived=1), 0, ["2 receipts, 2 ballots, 1 arrivals"]),
    ],
)
def test_a_box_is_held_against_every_receipt(promised, found, unsure, faults):
    assert checks.faults_of(promised, found, unsure) == faults


@pytest.mark.parametrize(
    ("page", "lost"),
    [
        (PAGE, ""),
        (PAGE.replace(" checked", ""), "Q1"),
        (PAGE.replace("Thêm ghế", ""), "comment"),
        (PAGE.replace("n1", "n2"), "nonce"),
        ("<h1>Hệ thống đang bận</h1>", "Q1, comment, nonce"),
    ],
)
def test_a_refused_form_has_to_come_back_as_it_was_sent(page, lost):
    assert lost_of(Reply(503, HEAD, page.encode()), SENT.encode()) == lost


def test_a_refusal_has_to_say_when_to_come_again():
    ledger = Ledger()
    ledger.refused(Reply(503, HEAD, PAGE.encode()), SENT.encode())
    assert checks.faults_of_answers(ledger) == []
    ledger.refused(Reply(503, HEAD.replace(b"Retry-After", b"X"), PAGE.encode()), SENT.encode())
    assert checks.faults_of_answers(ledger) == ["1 faults without Retry-After"]


def test_an_outage_lasts_to_the_end_where_nothing_is_taken_any_more():
    assert Ledger(taken_at=[3.0, 1.0], began=0.0, ended=10.0).longest_outage() == 7.0


def test_the_table_tells_what_holds_and_why_something_was_not_run():
    rows = [table.judged("a", "0 lost", "3 sent", []), table.judged("b", "0 lost", "3 sent", ["1 LOST"])]
    printed = table.printed([*rows, table.not_run("c", "room for it", "only root may mount")])
    assert [row.held for row in rows] == [True, False]
    assert "3 sent; 1 LOST" in printed
    assert "not run: only root may mount" in printed


@pytest.mark.parametrize(("beside", "least", "most"), [(True, 60, 60), (False, 0, linkage.MOST_BY_CHANCE)])
@pytest.mark.parametrize("as_digits", [False, True])
def test_a_copy_leads_to_a_ballot_that_lies_beside_its_receipt_and_else_by_chance(beside, least, most, as_digits):
    luck = random.Random(3)
    true = {f"code {number}": luck.randbytes(80) for number in range(60)}
    rows = [receipts.digest(code) for code in true]
    ballots = list(true.values())
    if beside:
        parts = [part for pair in zip(ballots, rows, strict=True) for part in pair]
    else:
        luck.shuffle(ballots)
        parts = rows + ballots
    copy = b"\n".join(part.hex().encode() if as_digits else part for part in parts)
    assert least <= linkage.guessed_right(copy, true, list(true.values())) <= most


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.*") if path.suffix != ".http"))
def test_a_sample_is_filled_in_or_refused(sample):
    words = [SAMPLES / "fill", SAMPLES / "values", SAMPLES / sample]
    filled = subprocess.run([*words, "NAME=data1", "ADDRESS=10.20.0.11"], capture_output=True, text=True, check=True)
    assert "@NAME@" not in filled.stdout
    assert len(filled.stdout.splitlines()) == len((SAMPLES / sample).read_text().splitlines())
    if "@NAME@" in (SAMPLES / sample).read_text():
        refused = subprocess.run([*words, "ADDRESS=10.20.0.11"], capture_output=True, text=True, check=False)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "@NAME@" in refused.stderr
