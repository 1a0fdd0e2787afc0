"""How a machine stands, and what it does about a round's secret: tables of cases."""

from __future__ import annotations

import pytest

from portal.errors import Refused
from portal.nodes import destruction, enrolment
from portal.nodes.models import ASKED, DESTROYED, ENROLLED, REVOKED
from portal.nodes.rules import Standing, Step, standing, step
from tests.nodes.conftest import Leader

# holds the installation's keys, its row's state, that row bears our mark, others enrolled, of these with our mark
STANDINGS = [
    (True, None, False, 0, 0, Standing.ENROLS_ITSELF),  # the first machine
    (True, ASKED, False, 0, 0, Standing.ENROLS_ITSELF),
    (True, None, False, 2, 1, Standing.ENROLS_ITSELF),  # keys copied by hand, as before there were enrolments
    (True, None, False, 1, 0, Standing.FOREIGN),  # keys of its own beside somebody else's installation
    (True, ENROLLED, True, 0, 0, Standing.ENROLLED),
    (True, ENROLLED, True, 3, 3, Standing.ENROLLED),
    (True, ENROLLED, True, 1, 0, Standing.ENROLLED),  # a stranger's row stops nobody
    (True, ENROLLED, False, 0, 0, Standing.FOREIGN),
    (True, REVOKED, True, 1, 1, Standing.REVOKED),
    (True, REVOKED, False, 0, 0, Standing.REVOKED),
    (True, DESTROYED, True, 0, 0, Standing.REVOKED),
    (False, None, False, 1, 0, Standing.UNKNOWN),
    (False, ASKED, False, 1, 0, Standing.ASKED),
    (False, REVOKED, False, 1, 0, Standing.REVOKED),
]
# row of its own, its half fits, sealed to it, ended, made by somebody, may make it here
STEPS = [
    (False, False, False, False, False, True, Step.MAKE),
    (False, False, False, False, True, True, Step.PAIR),
    (False, False, False, False, False, False, Step.PAIR),
    (True, True, False, False, False, True, Step.MAKE),
    (True, True, False, False, True, True, Step.WAIT),
    (True, True, False, False, False, False, Step.WAIT),
    (True, True, True, False, True, True, Step.OPEN),
    (True, False, True, False, True, True, Step.LOST),
    (True, False, False, False, True, True, Step.LOST),
    (True, True, True, True, True, True, Step.ENDED),
    (False, False, False, True, True, True, Step.ENDED),  # no machine makes a secret anew that was destroyed
]


@pytest.mark.parametrize(("holds_keys", "state", "is_ours", "others", "others_ours", "expected"), STANDINGS)
def test_how_a_machine_stands(holds_keys, state, is_ours, others, others_ours, expected):
    found = standing(holds_keys=holds_keys, state=state, is_ours=is_ours, others=others, others_ours=others_ours)
    assert found is expected
    assert found.serves == (expected in {Standing.ENROLLED, Standing.ENROLS_ITSELF})


@pytest.mark.parametrize(("has_row", "fits", "sealed", "ended", "is_made", "may_make", "expected"), STEPS)
def test_what_a_machine_does_about_a_secret(has_row, fits, sealed, ended, is_made, may_make, expected):
    found = step(has_row=has_row, fits=fits, sealed=sealed, ended=ended, is_made=is_made, may_make=may_make)
    assert found is expected


@pytest.mark.parametrize(
    ("active", "decides", "said"),
    [
        (True, True, "hai người khác nhau"),
        (False, True, "không phải lãnh đạo"),
        (True, False, "không phải lãnh đạo"),
        (False, False, "không phải lãnh đạo"),
    ],
)
def test_two_persons_who_may_decide_now_answer_for_a_destroyed_disk(app, active, decides, said):
    one, fit = Leader("ld.1", active=active, decides=decides), Leader("ld.2")
    for pair in ((one, fit), (fit, one)) if said.startswith("không") else ((one, one),):
        with app.test_request_context(), pytest.raises(Refused, match=said):
            enrolment.declare_destroyed(None, None, "may-2", *pair)


def test_a_purge_waits_for_the_machines_that_have_not_confirmed_and_says_for_whom(app, monkeypatch):
    answers, told = [["may-2", "may-3"], ["may-3"], []], []
    monkeypatch.setattr(destruction, "unconfirmed", lambda _secrets, _round: answers.pop(0))
    monkeypatch.setattr(destruction, "sleep", lambda _seconds: None)
    with app.test_request_context():
        destruction.wait(None, 7, told.append)
    assert ["may-2, may-3" in told[0], "may-2" in told[1], "may-3" in told[1], told[2]] == [True, False, True, ""]
