"""«Tải số liệu»: the figures of an opened round as files for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import Response, abort
from flask_babel import gettext as _

from portal.accounts.permissions import Permission
from portal.fieldwork.turnout.board_views import blueprint
from portal.results.exports import codebook_page, csv_lines, ddi, export_bundle, spss
from portal.results.exports.recompute_archive import RecomputeArchive
from portal.results.tables.result_views import load_round, show, when_opened
from portal.web.data.files import send_bytes
from portal.web.http.access import requires
from portal.web.media import sheets
from portal.web.media.downloads import describe_export, exports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.typing import ResponseReturnValue

    from portal.results.tallying.reading import Reading


class Offer(NamedTuple):
    """A file that can be had; its name ends so."""

    ending: str
    mime: str
    make: Callable[[RecomputeArchive], bytes | Iterator[str] | Iterator[bytes]]


OFFERS = {
    "counts-excel": Offer("csv", csv_lines.MIME, RecomputeArchive.counts_for_excel),
    "counts": Offer("csv", csv_lines.MIME, RecomputeArchive.counts),
    "counts-spss": Offer("sav", spss.MIME, RecomputeArchive.spss),
    "codebook-ddi": Offer("xml", ddi.MIME, RecomputeArchive.ddi),
    "codebook": Offer("html", codebook_page.MIME, RecomputeArchive.readable),
    "questionnaire": Offer("xlsx", sheets.MIME, RecomputeArchive.questionnaire),
    "questionnaire-json": Offer("json", "application/json", RecomputeArchive.questionnaire_json),
    "kit": Offer("zip", export_bundle.MIME, RecomputeArchive.report_zip),
    "kit-restricted": Offer("zip", export_bundle.MIME, RecomputeArchive.province_zip),
}


@blueprint.get("/results/<slug>/data")
@requires(Permission.RESULTS_EXPORT, over=load_round)
@when_opened
def data(reading: Reading) -> ResponseReturnValue:
    """Which files there are, and what each is for."""
    return show(reading, "data", named=named())


@blueprint.get("/results/<slug>/data/<name>")
@requires(Permission.RESULTS_EXPORT, over=lambda slug, **_name: load_round(slug))
@exports("results.export")
def data_file(slug: str, name: str) -> ResponseReturnValue:
    """One of the files; who took it goes on the record."""
    offer = OFFERS.get(name) or abort(404)
    answer: ResponseReturnValue = when_opened(lambda reading: sent(reading, name, offer))(slug)
    return answer


def sent(reading: Reading, name: str, offer: Offer) -> Response:
    """Tables go out row by row, the rest whole: it is made of tallies and small however many ballots there were."""
    archive, slug = RecomputeArchive(reading), reading.round_.slug
    content, rows = offer.make(archive), len(archive.rows)
    file = f"so-lieu-{slug}-{name}.{offer.ending}"
    describe_export(round=slug, table=name, rows=rows)
    if isinstance(content, bytes):
        return send_bytes(content, file, offer.mime)
    answer = send_bytes(b"", file, offer.mime)
    answer.response = (part if isinstance(part, bytes) else part.encode() for part in content)
    del answer.headers["Content-Length"]
    return answer


def named() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The files by what they are for: title, files with their words."""
    return [
        (
            _("Số liệu"),
            [
                ("counts-excel", _("CSV cho Excel"), _("mở bằng Excel đọc đúng dấu tiếng Việt")),
                ("counts", _("CSV cho phần mềm"), _("UTF-8, không thêm ký tự nào; dùng cho R, Python")),
                ("counts-spss", _("SPSS (.sav)"), _("có nhãn tiếng Việt; đặt cột n làm trọng số")),
            ],
        ),
        (
            _("Sổ mã"),
            [
                ("codebook", _("Sổ mã để đọc (HTML)"), _("từng cột, từng giá trị, cách tính")),
                ("codebook-ddi", _("Sổ mã DDI Codebook 2.5 (XML)"), _("để nộp kho lưu trữ số liệu")),
            ],
        ),
        (
            _("Phiếu khảo sát"),
            [
                ("questionnaire", _("XLSForm (.xlsx)"), _("đưa được vào phần mềm khảo sát khác")),
                ("questionnaire-json", _("JSON"), _("đưa lại vào hệ thống này")),
            ],
        ),
        (
            _("Bộ tính lại"),
            [
                (
                    "kit",
                    _("Bộ tính lại gửi kèm báo cáo (.zip)"),
                    _("số liệu của bản gửi cấp huyện và đoạn lệnh Python lập lại từng bảng, so với mã in trên giấy"),
                ),
                (
                    "kit-restricted",
                    _("Bộ tính lại dùng trong tỉnh (.zip)"),
                    _("lập lại cả mười phụ lục; có số liệu từng xã (Phụ lục 2, 5, 9): không gửi ra ngoài"),
                ),
            ],
        ),
    ]
