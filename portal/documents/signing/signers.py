"""Who may sign a paper: the capacities and offices of its plan's letterheads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.extensions import db
from portal.surveys.queries import rounds
from portal.units.models import COMMUNE, PROVINCE

if TYPE_CHECKING:
    from portal.documents.models import Document
    from portal.surveys.plan.parts import Letterhead


def signers_of(document: Document) -> tuple[tuple[str, ...], ...]:
    """By the plan of its round or, where it has none, of the latest one."""
    round_ = document.round or db.session.scalars(rounds(document.unit)).first()
    if round_ is None:
        return ()
    heads = round_.plan_data.letterheads
    below: Letterhead = heads.commune if document.unit.level == COMMUNE else heads.district or heads.commune
    return (heads.province if document.unit.level == PROVINCE else below).signers
