"""What staff's posts may hold: a form as a browser sends it, in characters that can be read. Else nothing is done."""

from io import BytesIO, RawIOBase
from typing import IO, NoReturn
from urllib.parse import unquote_to_bytes

from flask import Request, abort, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

PLAIN, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
# Werkzeug puts the second in the place of bytes that are no UTF-8.
NUL, MENDED = "\0", "\ufffd"


class UnreadableBody(RawIOBase):
    """In the place of a body that did not come whole: whoever reads it is told why, by an answer."""

    def __init__(self, refusal: HTTPException) -> None:
        super().__init__()
        self.refusal = refusal

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object, /) -> NoReturn:
        """Every other way of reading comes here."""
        raise self.refusal


class MemoryRequest(Request):
    """A request whose files stay in memory: Werkzeug would put larger ones, as they were sent, on the disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        _ = total_content_length, content_type, filename, content_length
        return BytesIO()


def read_form_body() -> None:
    """Read the whole body; refuse what no form of ours sends."""
    if not request.content_length and "Transfer-Encoding" not in request.headers:
        return
    if request.mimetype not in {PLAIN, PARTS}:
        abort(415, _("Nội dung gửi lên không phải biểu mẫu nên không được nhận."))
    raw = request.get_data() if request.mimetype == PLAIN else b""
    if request.mimetype == PARTS and not request.form and not request.files:
        abort(400, _("Nội dung gửi lên bị lỗi nên không được nhận. Đề nghị mở lại trang rồi làm lại."))
    refuse_unreadable(raw)


def refuse_unreadable(raw: bytes) -> None:
    """400 for NUL and for broken UTF-8, which Werkzeug would mend without a word; `raw` is a plain form's body."""
    texts = [text for name, values in request.form.lists() for text in (name, *values)]
    texts.append(unquote_to_bytes(raw).decode(errors="replace"))
    if any(NUL in text or MENDED in text for text in texts):
        abort(400, _("Nội dung có ký tự không đọc được. Đề nghị gõ lại rồi gửi."))


def refuse_repeated(*may_repeat: str) -> None:
    """400 for a field sent twice: nobody can say which of the two was meant."""
    if any(len(values) > 1 and name not in may_repeat for name, values in request.form.lists()):
        abort(400, _("Nội dung gửi lên có ô lặp lại nên không được nhận. Đề nghị mở lại trang rồi làm lại."))


def single_choice(name: str) -> str:
    """What a button or single choice sent, for posts without a form of their own; 400 where a field is doubled."""
    refuse_repeated()
    return request.form.get(name, "")
