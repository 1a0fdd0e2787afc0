"""When people answer: ballots by hour, the days over each other, beside the hours of the desk."""

from collections.abc import Collection, Sequence
from datetime import date

from flask_babel import gettext as _

from portal.ballots import counting
from portal.surveys.models import Round
from portal.web.data import clock
from portal.web.ui import pictures
from portal.web.ui.formats import day_month, integer
from portal.web.ui.pictures import Columns


def of_days(round_: Round, points: Collection[int], days: Sequence[date]) -> Columns | None:
    """The columns of these days, those without a ballot left out; None where there is none."""
    counted = zip(days, counting.by_hour(round_, points, days), strict=True)
    busy = [(day, n) for day, n in counted if any(n)]
    now, desk = clock.local(clock.now()), round_.plan_data.desk
    running = next(((place, now.hour) for place, (day, _n) in enumerate(busy) if day == now.date()), None)
    shown = [(day_month(day), n, _("%(n)s phiếu", n=integer(sum(n)))) for day, n in busy]
    return pictures.columns(shown, (desk.opens, desk.shuts), running)
