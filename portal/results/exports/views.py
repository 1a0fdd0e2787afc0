"""«Tải số liệu»: the figures of an opened round as files for other programs."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from flask import abort
from flask.typing import ResponseReturnValue

from portal.accounts.permissions import Permission
from portal.results.exports import codebook, files, sav
from portal.results.exports.counts import HEADER
from portal.results.exports.recompute_archive import RecomputeArchive
from portal.results.tables.result_views import results_page
from portal.results.tallying.reading import Reading
from portal.web.data.files import send_bytes
from portal.web.http.views import describe_export
from portal.web.media import data_files, sheets


class Offer(NamedTuple):
    """A file that can be had; its name ends so."""

    ending: str
    mime: str
    make: Callable[[RecomputeArchive], bytes | Iterator[str] | Iterator[bytes]]


OFFERS = {
    "counts-excel": Offer("csv", data_files.CSV, lambda archive: data_files.csv_for_excel(HEADER, archive.rows)),
    "counts": Offer("csv", data_files.CSV, RecomputeArchive.counts),
    "counts-spss": Offer("sav", sav.MIME, lambda archive: sav.write_counts(archive.book, archive.rows)),
    "codebook-ddi": Offer("xml", "application/xml", lambda archive: codebook.write_ddi(archive.book)),
    "codebook": Offer("html", "text/html", lambda archive: codebook.write_page(archive.book)),
    "questionnaire": Offer("xlsx", sheets.MIME, RecomputeArchive.questionnaire),
    "questionnaire-json": Offer("json", "application/json", RecomputeArchive.questionnaire_json),
    "kit": Offer("zip", files.ZIP, RecomputeArchive.report_zip),
    "kit-restricted": Offer("zip", files.ZIP, RecomputeArchive.province_zip),
}


@results_page("/data/<name>", Permission.RESULTS_EXPORT, event="results.export")
def data_file(reading: Reading, name: str) -> ResponseReturnValue:
    """One of the files; who took it goes on the record. Tables go out row by row, however long they are."""
    offer = OFFERS.get(name) or abort(404)
    archive, slug = RecomputeArchive(reading), reading.round_.slug
    content = offer.make(archive)
    file = f"so-lieu-{slug}-{name}.{offer.ending}"
    describe_export(round=slug, table=name, rows=len(archive.rows))
    if isinstance(content, bytes):
        return send_bytes(content, file, offer.mime)
    answer = send_bytes(b"", file, offer.mime)
    answer.response = (part if isinstance(part, bytes) else part.encode() for part in content)
    del answer.headers["Content-Length"]
    return answer
