"""What the report says of the signs of quality (P11): how many communes had one, and by which limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.results.tables.quality_words import limits_in_short
from portal.results.tallying import frozen_flags
from portal.surveys.plan.parts import Limits
from portal.web.data import clock
from portal.web.ui.formats import integer, short_date

if TYPE_CHECKING:
    from portal.surveys.models import Round
    from portal.units.models import Unit


def notes_of(top: Unit, round_: Round) -> tuple[str, ...]:
    """The notes of annex 9; empty where no flags were frozen at the opening."""
    record = frozen_flags.flag_record(round_)
    if record is None:
        return ()
    many, day = integer(len(frozen_flags.read(top, round_))), short_date(clock.local(record.frozen_at).date())
    opening = f"Khi mở kết quả (ngày {day}), {many} đơn vị có dấu hiệu về cách gửi phiếu hoặc về ảnh cần xem xét"
    return (
        f"{opening}; dấu hiệu không phải bằng chứng, không phiếu nào bị loại vì dấu hiệu.",
        *frozen_flags.not_applied_in_words(top, round_),
        limits_in_short(Limits.of_record(record.limits)),
    )
