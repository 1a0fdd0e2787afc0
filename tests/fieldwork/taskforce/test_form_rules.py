"""The rows of a task force's form: as many as were sent or stand, some to spare, never more than may be."""

from __future__ import annotations

import pytest

from portal.fieldwork.taskforce import forms, queries
from portal.fieldwork.taskforce.operations import MOST_MEMBERS
from tests import make
from tests.fieldwork.rounds import desk, round_of
from tests.fieldwork.taskforce import rows

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize("n", [0, 1, MOST_MEMBERS, MOST_MEMBERS + 1])
def test_a_form_has_the_rows_asked_for_and_never_more_than_members_may_be(app, n):
    with app.test_request_context():
        form = forms.form_for(n, version=0)
        assert len(form.pairs) == min(n, MOST_MEMBERS)
        assert [str(name.label.text) for name, _office in form.pairs[:2]] == [
            "Thành viên 1: họ và tên",
            "Thành viên 2: họ và tên",
        ][:n]


@pytest.mark.parametrize(
    ("sent", "more", "shown"),
    [
        ([], 0, forms.ROWS),
        ([], 3, forms.ROWS + 3),
        ([0], 0, 1),
        ([0, 7], 0, 8),
        ([0, 7], 3, 11),
        ([999], 0, MOST_MEMBERS),
    ],
)
def test_a_form_that_came_back_keeps_its_rows_and_is_lengthened(app, sent, more, shown):
    typed = {f"member_{n}_name": f"Người {n}" for n in sent} | {"member_x_name": "", "member_1234_name": ""}
    with app.test_request_context(method="POST", data=typed):
        form = forms.typed_form(more)
        assert len(form.pairs) == shown
        names = [person.full_name for person in form.values()["members"]]
        assert names == [f"Người {n}" for n in sent if n < MOST_MEMBERS]


def test_a_row_half_filled_counts_and_an_empty_one_does_not(app):
    typed = {"member_0_name": "", "member_0_office": "", "member_1_office": "Bí thư", "member_2_name": "An"}
    with app.test_request_context(method="POST", data=typed):
        found = forms.typed_form().values()["members"]
    assert [(one.full_name, one.office, one.field) for one in found] == [
        ("", "Bí thư", "member_1_name"),
        ("An", "", "member_2_name"),
    ]


def test_a_form_shows_the_force_as_it_stands_with_rows_to_spare(app):
    round_of()
    by = make.account()
    with app.test_request_context():
        empty = forms.form_of(None, head_office="Bí thư")
        assert (len(empty.pairs), empty.version.data, empty.head_office.data) == (forms.ROWS, 0, "Bí thư")
        assert empty.head_name.data in {None, ""}
        rows.force(desk(), by)
        force = queries.force_of(desk())
        form = forms.form_of(force, head_office="không dùng")
        assert len(form.pairs) == forms.ROWS
        assert (form.head_name.data, form.head_office.data) == rows.PEOPLE[0][1:]
        assert (form.clerk_name.data, form.clerk_office.data) == rows.PEOPLE[3][1:]
        members = [(name.data, office.data) for name, office in form.pairs]
        assert members == [person[1:] for person in rows.PEOPLE[1:3]] + [(None, None)] * (forms.ROWS - 2)
        assert (form.version.data, form.decision_number.data) == (force.version, "12-QĐ/ĐU")
