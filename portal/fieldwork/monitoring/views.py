"""«Theo dõi»: units × steps of a round, the units with something left first."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.monitoring import steps
from portal.fieldwork.monitoring import table as tables
from portal.fieldwork.monitoring.table import MonitoringFilter
from portal.fieldwork.round_lists import list_page, round_list
from portal.surveys.models import Round
from portal.units.folding import part_of
from portal.web.http import addresses
from portal.web.http.views import asks_file
from portal.web.ui.listing import send_list

blueprint = Blueprint("monitoring", __name__)


@round_list(blueprint, "/monitoring", Permission.BOARD_VIEW, "monitoring.exported", Permission.BOARD_EXPORT)
def table(round_: Round) -> ResponseReturnValue:
    """The table of a round: the units with something left."""
    plan = round_.plan_data
    every = steps.of_round(round_, current_user.unit, plan)
    list_filter = MonitoringFilter.from_args(request.args)
    rows = tables.rows(every, list_filter)
    if asks_file():
        name, title = f"theo-doi-{round_.slug}", _("Tiến độ thực hiện")
        return send_list(name, title, tables.columns(plan), rows, round=round_.slug)
    return list_page(
        "fieldwork/monitoring/table.html",
        round_,
        list_filter,
        every=every,
        part=part_of(rows, lambda row: row.unit),
        labels=steps.labels(plan),
        heads=steps.addresses(round_, current_user),
        address=addresses.row_url_builder("results.unit", "code", slug=round_.slug),
    )
