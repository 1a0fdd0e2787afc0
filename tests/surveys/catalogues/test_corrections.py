"""A catalogue is corrected unit by unit or by a file, never under an approved round; changes are told first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.errors import Conflict, DomainError
from portal.extensions import db as database
from portal.surveys.catalogues import corrections
from portal.surveys.models import Point
from portal.units import catalogue as files
from portal.units import queries
from portal.units.models import Catalogue
from tests import make

if TYPE_CHECKING:
    from portal.surveys.models import Round

CORRECTED = make.SMALL.replace("Thanh Hải", "Thanh Hòa").replace("07519,", "07520,")


@pytest.fixture
def draft(db: object) -> Round:
    """A round that nobody has approved."""
    make.units_small()
    survey = make.survey_round(approved_at=None)
    survey.plan = {**survey.plan, "catalogue": {**survey.plan["catalogue"], "expected": 4}}
    return survey


def small() -> Catalogue:
    return database.session.get_one(Catalogue, 2024)


def rows(text: str) -> list[files.Row]:
    return files.parse(text.encode())


def codes(survey: Round) -> list[str]:
    points = select(Point).where(Point.round_id == survey.id)
    return sorted(database.session.get_one(queries.Unit, one.unit_id).code for one in database.session.scalars(points))


def test_a_file_is_told_in_changes_and_then_done_with_points_for_the_drafts(draft: Round) -> None:
    told = corrections.changes(small(), rows(CORRECTED))
    assert [(one.kind, one.code) for one in told] == [("changed", "07507"), ("added", "07520"), ("removed", "07519")]
    assert told[0].what == "tên: xã Thanh Hải → xã Thanh Hòa"
    assert corrections.correct(small(), rows(CORRECTED), by=None) == told
    assert make.unit("07507").search == "xa thanh hoa"
    assert codes(draft) == ["07210", "07507", "07520", "07534"]
    assert corrections.changes(small(), rows(CORRECTED)) == []


def test_under_an_approved_round_nothing_is_corrected_and_the_round_is_named(draft: Round) -> None:
    draft.approved_at = draft.loaded_at
    for wanted in (
        lambda: corrections.correct(small(), rows(CORRECTED), by=None),
        lambda: corrections.correct_unit(make.unit("07507"), name="A", kind="xã", aliases="", position="", by=None),
    ):
        with pytest.raises(Conflict, match=f"đợt “{draft.title}” đã duyệt"):
            wanted()


def test_a_unit_with_accounts_is_not_removed(draft: Round) -> None:
    make.account(Role.COMMUNE_OFFICER, make.unit("07519"))
    with pytest.raises(Conflict, match="còn tài khoản"):
        corrections.correct(small(), rows(CORRECTED), by=None)


def test_a_draft_whose_count_a_correction_changed_is_not_approved(draft: Round) -> None:
    without = "\n".join(line for line in make.SMALL.splitlines() if not line.startswith("07519"))
    assert corrections.obstacle(draft, "approve") == ""
    corrections.correct(small(), rows(without), by=None)
    assert "kế hoạch ghi 4 đơn vị, nay có 3" in corrections.obstacle(draft, "approve")
    assert corrections.obstacle(draft, "close") == ""


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "=A1"}, "name"),
        ({"kind": "làng"}, "name"),
        ({"aliases": "a;b;c;d"}, "name"),
        ({"position": "21.3"}, "position"),
        ({"position": "60.1, 12.0"}, "position"),
        ({"position": "x, y"}, "position"),
    ],
)
def test_a_wrong_correction_of_a_unit_is_refused_at_its_field(
    draft: Round, changed: dict[str, str], field: str
) -> None:
    given = {"name": "Thanh Hải", "kind": "xã", "aliases": "", "position": "", **changed}
    with pytest.raises(DomainError) as caught:
        corrections.correct_unit(make.unit("07507"), by=None, **given)
    assert caught.value.field == field


def test_a_unit_is_corrected_with_other_spellings_and_a_place(draft: Round) -> None:
    unit = make.unit("07507")
    given = {"name": "Ân Hải", "kind": "xã", "aliases": "Thanh Hải; Hải", "position": "21.3, 106.5"}
    corrections.correct_unit(unit, by=None, **given)
    assert (unit.title, unit.latitude, unit.search) == ("xã Ân Hải", 21.3, "xa an hai / xa thanh hai / xa hai")
    assert corrections.aliases_of(unit) == "thanh hai; hai"
    assert unit.position < make.unit("07519").position
