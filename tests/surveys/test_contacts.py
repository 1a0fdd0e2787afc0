"""surveys/contacts.py: whom each level telephones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.surveys import contacts
from portal.surveys.plan.public_parts import Phone
from tests import make


def with_phones(*phones: Phone, telephone: str = "0000 24"):
    """Plan 198 with these numbers, as a round keeps it."""
    plan = make.plan_198()
    return replace(plan, contact=replace(plan.contact, telephone=telephone), phones=phones).to_json()


LUC_NGAN = Phone("219", "0000 219", "đồng chí Nguyễn Thị Hoa, huyện Lục Ngạn")
THANH_HAI = Phone("07507", "0000 07507")


@pytest.mark.parametrize(
    ("code", "phones", "number"),
    [
        ("07507", (LUC_NGAN, THANH_HAI), "0000 219"),
        ("07507", (THANH_HAI,), "0000 24"),  # its own number is no help
        ("219", (LUC_NGAN,), "0000 24"),
        ("24", (LUC_NGAN,), "0000 24"),
    ],
)
def test_the_nearest_level_above_that_has_a_number_is_called(db, code, phones, number):
    survey = make.survey_round(plan=with_phones(*phones))
    for round_ in (survey, None):
        assert contacts.contact_of(round_, make.unit(code)).number == number


def test_without_a_round_there_is_nobody_to_name(db):
    assert contacts.contact_of(None, make.unit("07507")) is None


def test_a_plan_approved_without_numbers_still_names_its_office(db):
    survey = make.survey_round(plan=with_phones(telephone=""))
    contact = contacts.contact_of(survey, make.unit("07507"))
    assert (contact.name, contact.number, contact.url) == (make.plan_198().contact.name.vi, None, None)


def test_a_unit_is_called_by_the_name_given_else_by_its_board(db):
    survey = make.survey_round(plan=with_phones(LUC_NGAN, THANH_HAI))
    assert contacts.number_of(survey, make.unit("219")) == (LUC_NGAN.name, "0000 219")
    assert contacts.number_of(survey, make.unit("213")) == (
        "Ban Chỉ đạo xây dựng chính quyền thân thiện thành phố Bắc Giang",
        None,
    )
    commune = contacts.number_of(survey, make.unit("07507"))
    assert (commune.name, commune.url) == (
        "Ban Chỉ đạo xây dựng chính quyền thân thiện xã Thanh Hải",
        "tel:000007507",
    )


def test_a_link_calls_what_was_written_with_its_signs_left_out():
    assert contacts.Contact("Văn phòng", "(+84) 204.385-4000").url == "tel:+842043854000"
