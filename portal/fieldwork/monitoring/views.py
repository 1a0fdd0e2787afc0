"""«Theo dõi»: units × steps of a round, the units with something left first."""

from collections.abc import Sequence

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.monitoring import steps
from portal.fieldwork.monitoring import table as tables
from portal.fieldwork.monitoring.steps import Progress
from portal.fieldwork.monitoring.table import MonitoringFilter
from portal.fieldwork.round_lists import list_page, round_list
from portal.fieldwork.turnout.board import district_name
from portal.surveys.models import Round
from portal.units.district_table import by_district
from portal.web.http import addresses
from portal.web.http.views import asks_file
from portal.web.ui.listing import paged, send_list

blueprint = Blueprint("monitoring", __name__)
UNITS_SHOWN = 10
"""So many units of a single district a phone shows unfolded."""


@round_list(blueprint, "/monitoring", Permission.BOARD_VIEW, "monitoring.exported", Permission.BOARD_EXPORT)
def table(round_: Round) -> ResponseReturnValue:
    """The table of a round: on a wide screen a page of rows, on a phone the districts folded."""
    every = steps.of_round(round_, current_user.unit, round_.plan_data)
    list_filter = MonitoringFilter.from_args(request.args)
    rows = tables.rows(every, list_filter)
    if asks_file():
        name, title = f"theo-doi-{round_.slug}", _("Tiến độ thực hiện")
        return send_list(name, title, tables.columns(), rows, round=round_.slug)
    return list_page(
        "fieldwork/monitoring/table.html",
        round_,
        list_filter,
        "list",
        every=every,
        rows=rows,
        pages=paged(rows, request.args.get("page", 1, type=int), tables.PAGE_SIZE),
        groups=groups(rows),
        shown=UNITS_SHOWN,
        district_name=district_name,
        labels=steps.labels(),
        heads=steps.addresses(round_, current_user),
        address=addresses.row_url_builder("results.unit", "code", slug=round_.slug),
    )


def groups(rows: Sequence[Progress]) -> list[tuple[str, list[Progress]]]:
    """The rows by district in the order of the unit list; a single district's stay as they come, most left first."""
    found = by_district(sorted(rows, key=lambda row: row.unit.position))
    if len(found) == 1:
        return [("", list(rows))]
    return [(district_name(district) if district else "", group) for district, group in found]
