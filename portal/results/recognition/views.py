"""The page and file of communes against the survey's criteria; neither exists before the plan has the criteria."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.results.recognition import criteria
from portal.results.tables.result_views import results_page, show
from portal.results.tallying.reading import Reading
from portal.surveys.plan.recognition import Recognition
from portal.units.folding import part_of
from portal.web.http.views import export_address
from portal.web.ui.listing import ListFilter, send_list


def compared(reading: Reading) -> tuple[Recognition, ListFilter, list[criteria.Compared]]:
    """The plan's criteria and the communes that the address asks for; 404 without criteria."""
    asked = reading.round_.plan_data.recognition or abort(404)
    list_filter = ListFilter.from_args(request.args)
    rows = criteria.compare(asked.criteria, reading.commune_rows, reading.basis.least)
    return asked, list_filter, criteria.LISTING.apply(rows, list_filter)


@results_page("/recognition")
def recognition(reading: Reading) -> ResponseReturnValue:
    """«Kết quả đối chiếu tiêu chí khảo sát»: one of the grounds, for the province alone."""
    asked, _list_filter, rows = compared(reading)
    words = criteria.labels()
    return show(
        reading,
        "communes",
        template="recognition",
        asked=asked,
        part=part_of(rows, lambda one: one.row.line.unit),
        words=words,
        shapes=criteria.SHAPES,
        choices=list(words.items()),
        sorts=(("met", _("Số tiêu chí đáp ứng")),),
        file_url=export_address("results.recognition_file", slug=reading.round_.slug)
        if current_user.can(Permission.RESULTS_EXPORT)
        else None,
    )


@results_page("/recognition.xlsx", Permission.RESULTS_EXPORT, event="results.export")
def recognition_file(reading: Reading) -> ResponseReturnValue:
    asked, _list_filter, rows = compared(reading)
    title = _("Đối chiếu tiêu chí khảo sát")
    return send_list("doi-chieu-tieu-chi", title, criteria.columns(asked.criteria), rows, round=reading.round_.slug)
