"""The public log: a page for citizens, and plain addresses for checks with another tool."""

import base64
from http import HTTPStatus

from flask import Blueprint, Response, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from limits import parse
from werkzeug.exceptions import TooManyRequests

from portal.config import ROOT
from portal.sealing import queries
from portal.sealing.log import checkpoints, leaves_file, log
from portal.sealing.log.checkpoints import Checkpoint
from portal.sealing.wording import kind_in_words
from portal.surveys import page_context
from portal.surveys import queries as surveys
from portal.surveys.models import Round
from portal.web.data import transactions
from portal.web.http import rate_limit
from portal.web.http.headers import takes_gzip
from portal.web.http.views import public, render
from portal.web.ui.formats import ENGLISH

blueprint = Blueprint("log", __name__)
PLAIN = "text/plain; charset=utf-8"
NEWEST = 10
# a village behind one address reads and looks up receipts; whole logs and proofs are for the few who check
READING, WEIGHTY = parse("600 per minute"), parse("60 per minute")
WHOLE = {"log.leaves", "log.inclusion", "log.consistency"}
TOOL = ROOT / "docs" / "verify.py"
LONGEST_NUMBER, MINUTE = 12, 60


@blueprint.before_request
def limit_rate() -> None:
    """Bound what proofs cost: a source that asks too often waits a minute (429)."""
    weighty = request.endpoint in WHOLE
    if not rate_limit.hit(WEIGHTY if weighty else READING, "log-whole" if weighty else "log"):
        raise TooManyRequests(_("Nhật ký được tải quá nhiều lần từ mạng này. Xin chờ một phút."), retry_after=MINUTE)


@blueprint.get("/log/<slug>")
@public
def page(slug: str) -> str:
    """What the log is, what stands in it, how it is checked."""
    round_ = surveys.published_round(slug) or abort(404)
    english = ENGLISH.get()
    newest = checkpoints.newest(round_, NEWEST)
    return render(
        "sealing/log.html",
        survey=round_,
        other={"url": url_for(".page", slug=slug, lang=None if english else "en"), "code": "vi" if english else "en"},
        head=newest[0] if newest else None,
        newest=newest,
        counts=[(kind_in_words(kind), n) for kind, n in queries.counts(round_, newest[0].size)] if newest else [],
        key=checkpoints.signer().verifier(checkpoints.origin(round_)),
        **page_context.round_context(round_),
    )


@blueprint.get("/log/<slug>/checkpoint")
@public
def checkpoint(slug: str) -> ResponseReturnValue:
    """The last checkpoint, or that of a size, as a signed note."""
    round_, head = published(slug)
    size = query_number("size", head.size)
    shown = head if size == head.size else checkpoints.at(round_, size)
    return Response((shown or abort(404)).note, content_type=PLAIN)


@blueprint.get("/log/<slug>/key")
@public
def key(slug: str) -> ResponseReturnValue:
    """The public key of the log, a line."""
    round_ = surveys.published_round(slug) or abort(404)
    return Response(checkpoints.signer().verifier(checkpoints.origin(round_)) + "\n", content_type=PLAIN)


@blueprint.get("/log/<slug>/leaves")
@public
def leaves(slug: str) -> ResponseReturnValue:
    """The leaves of the last checkpoint, or from one number up to another, a line each."""
    round_, head = published(slug)
    start, stop = query_number("from", 0), query_number("to", head.size)
    if not start <= stop <= head.size:
        abort(404)
    answer = Response(content_type=PLAIN)
    answer.set_etag(f"{head.root.hex()[:32]}-{start}-{stop}")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-{start}-{stop}.txt"'
    answer.headers["Cache-Control"] = "no-cache"  # keep it, but ask whether it is still the same
    answer.vary.add("Accept-Encoding")
    if answer.make_conditional(request).status_code != HTTPStatus.NOT_MODIFIED:
        # the whole log packed, where the asker can take that; a range as it lies
        is_whole = (start, stop) == (0, head.size) and takes_gzip(request.headers.get("Accept-Encoding", ""))
        packed = leaves_file.packed(round_, head) if is_whole else None
        if packed is not None:
            answer.headers["Content-Encoding"] = "gzip"
        size, lines = packed or ((stop - start) * leaves_file.LINE, leaves_file.blocks(round_, start, stop))
        # lines that are read as they go out have no length of their own: without it a cut log looks whole
        answer.content_length, answer.response = size, lines
    return answer


@blueprint.get("/log/<slug>/proof/inclusion")
@public
def inclusion(slug: str) -> ResponseReturnValue:
    """The proof that a leaf, by its number, is in the log of a size."""
    round_, head = published(slug)
    leaf, size = query_number("leaf", 0), query_number("size", head.size)
    if not leaf < size <= head.size:
        abort(404)
    with transactions.read_connection() as connection:
        (_number, kind, entry), *_rest = log.leaves_between(connection, round_.id, leaf, leaf + 1)
        tree = log.tree_of(connection, round_.id, size)
        fields = {"leaf": leaf, "size": size, "data": f"{kind} {entry.hex()}", "root": as_base64(tree.root())}
        return jsonify({**fields, "proof": [as_base64(hashed) for hashed in tree.inclusion(leaf)]})


@blueprint.get("/log/<slug>/proof/consistency")
@public
def consistency(slug: str) -> ResponseReturnValue:
    """The proof that the log of a size goes on from the log of a smaller one."""
    round_, head = published(slug)
    later = query_number("to", head.size)
    earlier = query_number("from", later)
    if not 0 < earlier <= later <= head.size:
        abort(404)
    with transactions.read_connection() as connection:
        tree = log.tree_of(connection, round_.id, later)
        proof = tree.consistency(earlier) if earlier < later else []  # RFC 6962: two equal trees need none
        earlier_root = log.tree_of(connection, round_.id, earlier).root()
        fields = {"root": as_base64(tree.root()), "earlier_root": as_base64(earlier_root)}
    return jsonify({"from": earlier, "to": later, **fields, "proof": [as_base64(hashed) for hashed in proof]})


@blueprint.get("/log/verify.py")
@public
def tool() -> ResponseReturnValue:
    """The tool that checks a downloaded log: one file, standard library only."""
    answer = Response(TOOL.read_text(encoding="utf-8"), content_type="text/x-python; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
    return answer


def published(slug: str) -> tuple[Round, Checkpoint]:
    """A round and its log's last checkpoint; 404 where there is none."""
    round_ = surveys.published_round(slug) or abort(404)
    return round_, checkpoints.latest(round_) or abort(404)


def query_number(name: str, usual: int) -> int:
    """A number of the query; 404 for what is none."""
    typed = request.args.get(name, "")
    if not typed:
        return usual
    if not typed.isascii() or not typed.isdigit() or len(typed) > LONGEST_NUMBER:
        abort(404)
    return int(typed)


def as_base64(hashed: bytes) -> str:
    """A hash as notes write it."""
    return base64.b64encode(hashed).decode()
