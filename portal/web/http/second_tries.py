"""An officer's form of which nobody knew whether it was kept, sent again: done once, whatever became of the first try.

The page that says so (portal/web/http/errors.py) has a button whose address names the transaction of the first try,
signed. PostgreSQL knows what became of it, on the timeline it was made on; after a change of primary nobody does, and
the officer is asked to look. Only where two disks are promised.
"""

from flask import Flask, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import ServiceUnavailable

from portal.errors import Conflict
from portal.extensions import db
from portal.web.data import two_disks
from portal.web.data.databases import SAFE_METHODS
from portal.web.data.fencing import Mark

NAME = "first_try"
ABORTED, UNDER_WAY = "aborted", "in progress"
AGAIN_SECONDS = 20


def install(app: Flask) -> None:
    """Before any view, after the checks of who may do what."""
    app.before_request(answer_first_try)


def signer() -> URLSafeSerializer:
    """What signs the name of a first try."""
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt=NAME)


def name_of(mark: Mark, location: str) -> str:
    """The signed name of a try, and where its answer would have led."""
    return str(signer().dumps([*mark, request.path, location]))


def next_name() -> str:
    """The name to send the same again under; empty where the first try left nothing."""
    if "first_try" in g:
        return str(g.first_try)
    mark: Mark | None = g.get("mark")
    return name_of(mark, g.location) if mark is not None else ""


def answer_first_try() -> ResponseReturnValue | None:
    """Answer as the first try would have been, where it was kept. Raises Conflict where nobody can say, 503 not yet."""
    text = request.args.get(NAME)
    if not text or request.method in SAFE_METHODS or two_disks.known_here() is None:
        return None
    try:
        *mark, path, location = signer().loads(text)
    except BadSignature:
        return None
    if path != request.path:
        return None
    state = two_disks.state_of(db.session, Mark(*mark))
    if state is None:
        g.comes_back, g.heading = True, _("Chưa rõ nội dung đã ghi hay chưa")
        g.advice = _("Mở lại trang xem nội dung đã có chưa. Chưa có thì gửi lại; có rồi thì đừng: sẽ ghi thêm một lần.")
        raise Conflict(_("Máy dữ liệu đã đổi từ lúc gửi lần đầu nên không tra được lần gửi ấy."))
    if state == ABORTED:
        return None
    g.first_try = text
    if state == UNDER_WAY:
        raise ServiceUnavailable(_("Lần gửi đầu chưa xong, chưa chắc đã được ghi."), retry_after=AGAIN_SECONDS)
    # close_transaction waits for the standby, which by then has the first try too
    return redirect(location, 303)
