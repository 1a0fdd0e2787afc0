"""A file of a table is read by a child process in a job; what was read is shown to the browser that sent it alone.

No request opens such a file. What was read waits encrypted to a key made of a cookie of the browser's own, of which the
portal keeps nothing: it goes when the next file comes, and nobody else can read it before.
"""

import secrets
from collections.abc import Sequence
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Response, after_this_request, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import delete, select
from werkzeug.datastructures import FileStorage

from portal.errors import Conflict
from portal.extensions import db
from portal.web.data import transactions
from portal.web.http.views import is_part, render
from portal.web.jobs import jobs
from portal.web.jobs.child_process import MEGABYTE
from portal.web.jobs.jobs import Job
from portal.web.media import filled_sheets, waiting_files
from portal.web.media.filled_sheets import MOST_BYTES, Contents, Shape, Unreadable
from portal.web.media.waiting_files import WaitingFile
from portal.web.ui.formats import decimal
from portal.web.ui.forms import PortalForm

JOB = "reading"
BROWSER = "browser"
LABEL = b"y-dan reading 1 "
COOKIE, SECRET_SIZE, LIFE = "reading", 32, 24 * 3600


def start(sent: FileStorage, topic: str, shape: Shape, *, by: int) -> Job:
    """Take a file and ask for its reading; one of a person at a time. Raises Unreadable, Conflict."""
    content = checked(sent)
    refuse_second(by)
    db.session.execute(delete(WaitingFile).where(WaitingFile.sender == by))
    with transactions.unless_taken(second()):
        waiting = waiting_files.store(content, sender=by)
    args = {"topic": topic, "file": waiting.id, "shape": [shape.kind, shape.width, shape.most]}
    public = browser_key(waiting.id).public_key().public_bytes_raw()
    return jobs.start(JOB, {**args, "browser": public.hex()}, by)


def takes(form: PortalForm, topic: str, shape: Shape) -> bool:
    """Whether a form's `file` was sent and taken; its reading is then the form's outcome."""
    return form.submitted() and form.accepts(lambda file: start(file, topic, shape, by=current_user.id))


def checked(sent: FileStorage) -> bytes:
    """The bytes, if they are not too many. Raises Unreadable."""
    content: bytes = sent.read()
    if len(content) > MOST_BYTES:
        size, most = decimal(len(content) / MEGABYTE, 1), MOST_BYTES // MEGABYTE
        raise Unreadable(_("Tệp quá lớn (%(size)s MB, tối đa %(most)s MB).", size=size, most=most))
    return content


def refuse_second(by: int) -> None:
    """While a file of somebody is being read, no other of theirs is taken."""
    last = db.session.scalars(
        select(Job).where(Job.kind == JOB, Job.asked_by == by).order_by(Job.asked_at.desc()).limit(1)
    ).first()
    if last is not None and last.is_moving:
        raise second()


def second() -> Conflict:
    return Conflict(_("Tệp gửi trước của đồng chí đang được đọc. Đợi đọc xong rồi gửi tệp này."), "file")


@jobs.handler(JOB, _l("đọc tệp gửi lên"), exclusive=True, low_priority=True)
def read(job: Job, _progress: jobs.Progress) -> None:
    """Read a file in a child process; it is forgotten whatever comes of it."""
    job_id, by, args = job.id, job.asked_by, dict(job.args)
    content = waiting_files.content_of(args["file"])
    db.session.rollback()
    found, refusal = b"", lost() if content is None else None
    if content is not None:
        try:
            found = filled_sheets.answer_of_child(content, Shape(*args["shape"]))
        except Unreadable as error:
            refusal = error
    transactions.allow_writes()
    waiting_files.delete_waiting(args["file"])
    if refusal is None:
        waiting_files.store_for({BROWSER: bytes.fromhex(args["browser"])}, job_id, found, sender=by)
    db.session.commit()
    waiting_files.retire()
    if refusal is not None:
        raise refusal


def lost() -> Unreadable:
    return Unreadable(_("Nội dung đọc được không còn giữ. Chọn lại tệp rồi gửi lại."))


def own_reading(job_id: str, topic: str) -> Job | None:
    """A reading of one's own."""
    job = db.session.get(Job, job_id)
    mine = job is not None and job.kind == JOB and job.asked_by == current_user.id and job.args.get("topic") == topic
    return job if mine else None


def result_of(job: Job) -> Contents:
    """What a reading that is over has found. Raises Unreadable: also in another browser than the one that sent it."""
    if job.state != "done":
        raise Unreadable(job.error or _("Việc đọc tệp bị dừng giữa chừng. Chọn lại tệp rồi gửi lại."))
    waiting = db.session.get(WaitingFile, job.id)
    answer = waiting_files.open_for(waiting, BROWSER, browser_key(job.args["file"])) if waiting else None
    if answer is None:
        raise lost()
    return filled_sheets.contents(answer)


def browser_key(name: str) -> X25519PrivateKey:
    """The key of one reading, made of a cookie that only this browser holds; it outlives a new session's id."""
    made = HKDF(SHA256(), 32, None, LABEL + name.encode()).derive(browser_secret().encode())
    return X25519PrivateKey.from_private_bytes(made)


def browser_secret() -> str:
    """What the browser's cookie says; a browser without one is given one, of which nothing is kept."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    cookie = f"__Host-{COOKIE}" if secure else COOKIE
    held = request.cookies.get(cookie, "")
    if len(held) >= SECRET_SIZE:
        return held
    made = secrets.token_urlsafe(SECRET_SIZE)

    @after_this_request
    def give(response: Response) -> Response:
        response.set_cookie(cookie, made, max_age=LIFE, secure=secure, httponly=True, samesite="Lax")
        return response

    return made


def page_until_read(job: Job, crumbs: Sequence[tuple[str, str | None]]) -> ResponseReturnValue | None:
    """The page of a file that is still being read; None once it is over, when the page is the topic's own."""
    if job.is_moving:
        return render("reading.html", "status", job=job, crumbs=crumbs)
    if not is_part():
        return None
    query = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != "poll"])
    return "", 200, {"HX-Redirect": f"{request.path}?{query}".rstrip("?")}


def forget(job: Job) -> None:
    """What was read was taken over."""
    waiting_files.delete_waiting(job.id)
