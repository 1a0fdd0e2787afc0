"""The code on a photographed poster: read by a job, compared with the one that is to hang there."""

import time
from io import BytesIO
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps

from portal.accounts.models import Account
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.inspections.models import Inspection
from portal.surveys.models import Point
from portal.surveys.points import codes
from portal.web.data import files, transactions
from portal.web.jobs import jobs
from portal.web.media.uploads import Photo

JOB = "poster-reading"
OWN, OTHER, FOREIGN, NONE = "own", "other", "foreign", "none"
SHAPES = {OWN: "dat", OTHER: "cao_bat_thuong", FOREIGN: "cao_bat_thuong", NONE: "thap"}
WAIT_SECONDS, LOOK_AGAIN = 90, 0.5
# large, then smaller: a blurred code is sometimes read only when the picture is made smaller
SIDES = (2048, 1400, 900)
LONGEST_TEXT = 300


def start(inspection: Inspection, photo: Photo, by: Account) -> jobs.Job:
    """Ask for the reading; it stands in the queue behind the photograph's own job."""
    return jobs.start(JOB, {"inspection": inspection.id, "photo": photo.id}, by.id)


@jobs.handler(JOB, _l("đọc mã trong ảnh"), low_priority=True)
def read(job: jobs.Job, _progress: jobs.Progress) -> None:
    """Read the code of a poster and write what it is."""
    inspection_id, photo_id = job.args["inspection"], job.args["photo"]
    content = stored_image(photo_id)
    inspection = db.session.get_one(Inspection, inspection_id)
    code = db.session.get_one(Point, inspection.point_id).code
    db.session.rollback()  # reading takes seconds: no transaction is held meanwhile
    texts = decode_texts(content) if content else []
    transactions.allow_writes()
    inspection = db.session.get_one(Inspection, inspection_id)
    if inspection.poster_photo_id == photo_id:  # another photograph may have come meanwhile
        inspection.poster_reading, inspection.poster_text = judge_texts(texts, code)


def stored_image(photo_id: str) -> bytes | None:
    """The photograph as its own job has made it, waited for; None where it was refused."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        photo = db.session.get(Photo, photo_id)
        if photo is None or photo.status in {"failed", "removed"}:
            return None
        if photo.status == "ready":
            stored = files.stored_file(photo.file_id)
            return bytes(stored.content) if stored else None
        db.session.rollback()
        if time.monotonic() > until:
            raise DomainError(_("Ảnh chưa xử lý xong. Thử lại sau ít phút."))
        time.sleep(LOOK_AGAIN)


def decode_texts(content: bytes) -> list[str]:
    """What the codes in a picture say."""
    try:
        from pyzbar.pyzbar import ZBarSymbol, decode  # noqa: PLC0415 - loads a system library that only this job needs
    except ImportError:
        raise DomainError(_("Máy chủ thiếu thư viện đọc mã (libzbar0). Đề nghị báo người quản trị hệ thống.")) from None

    whole = ImageOps.grayscale(Image.open(BytesIO(content)))
    for side in SIDES:
        smaller = whole.copy()
        smaller.thumbnail((side, side))
        texts = [symbol.data.decode("utf-8", "replace") for symbol in decode(smaller, symbols=[ZBarSymbol.QRCODE])]
        if texts:
            return texts
    return []


def judge_texts(texts: list[str], code: str) -> tuple[str, str]:
    """What a poster's codes are: this commune's, another's, none of ours, none at all; and what was read."""
    verdicts = [(judge_text(text, code), text[:LONGEST_TEXT]) for text in texts]
    order = (FOREIGN, OTHER, OWN)  # the worst counts: a foreign code misleads beside ours too
    return min(verdicts, key=lambda one: order.index(one[0]), default=(NONE, ""))


def judge_text(text: str, code: str) -> str:
    """One code's text: only the very address that citizens are to open is this commune's."""
    own_address, read_as = urlsplit(str(current_app.config["BASE_URL"])), urlsplit(text.strip())
    if (read_as.scheme, read_as.netloc) != (own_address.scheme, own_address.netloc):
        return FOREIGN
    last = codes.canonical(read_as.path.rpartition("/")[2])
    # an address of ours that is no point's leads citizens astray as well
    if last is None or not read_as.path.startswith(f"{own_address.path.rstrip('/')}/p/"):
        return FOREIGN
    return OWN if last == code else OTHER


def reading_in_words(inspection: Inspection) -> str:
    """What a poster's photograph says, for a person."""
    return {
        OWN: _("Đúng mã của đơn vị này."),
        OTHER: _("Không phải mã của đơn vị này: đọc được mã %(code)s.", code=pretty_code(inspection.poster_text)),
        FOREIGN: _("Không phải mã của hệ thống: đọc được “%(read)s”. Đề nghị gỡ ngay.", read=inspection.poster_text),
        NONE: _("Không đọc được mã trong ảnh. Đề nghị chụp lại gần hơn, thẳng, đủ sáng."),
        "": _("Chưa đọc mã."),
    }[inspection.poster_reading]


def pretty_code(text: str) -> str:
    """The code at the end of an address, as it stands in print."""
    code = codes.canonical(urlsplit(text).path.rpartition("/")[2])
    return codes.pretty(code) if code else text
