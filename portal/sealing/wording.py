"""What the check found, in sentences."""

from flask_babel import gettext as _

from portal.sealing.log.leaves import Kind
from portal.sealing.log.notes import CheckpointBody
from portal.web.ui.formats import integer


def changed(where: str, kind: Kind, missing: int, extra: int) -> str:
    """Rows of a unit that are not those that were sealed."""
    values = {"where": where, "what": word(kind), "missing": integer(missing), "extra": integer(extra)}
    if missing and extra:
        return _(
            "%(where)s: %(missing)s %(what)s đã niêm phong bị sửa hoặc xóa, %(extra)s %(what)s không có trong nhật ký.",
            **values,
        )
    if missing:
        return _("%(where)s: %(missing)s %(what)s đã niêm phong bị xóa.", **values)
    return _("%(where)s: %(extra)s %(what)s được thêm vào, không có trong nhật ký.", **values)


def word(kind: Kind) -> str:
    """What lies in the box, inside a sentence."""
    return {Kind.BALLOT: _("phiếu"), Kind.COMMENT: _("ý kiến"), Kind.RECEIPT: _("mã biên nhận")}[kind]


def kind_in_words(kind: str) -> str:
    """What leaves of a kind stand for."""
    return {
        Kind.BALLOT: _("phiếu trả lời"),
        Kind.COMMENT: _("ý kiến viết thêm"),
        Kind.RECEIPT: _("mã biên nhận"),
        Kind.VISITS: _("lần chốt số %(counted)s"),
        Kind.SETTINGS: _("thiết lập của đợt"),
        Kind.AUDIT: _("bản kê thao tác của cán bộ"),
        Kind.DOCUMENT: _("văn bản đã ban hành"),
    }[Kind(kind)]


def unequal(where: str, ballots: int, receipts: int) -> str:
    """A unit whose ballots and receipts are not as many."""
    return _(
        "%(where)s: có %(ballots)s phiếu nhưng có %(receipts)s mã biên nhận.",
        where=where,
        ballots=integer(ballots),
        receipts=integer(receipts),
    )


def item(kind: str) -> str:
    """What an item is, to begin a sentence."""
    words = {
        Kind.VISITS: _("Số %(counted)s đã chốt"),
        Kind.SETTINGS: _("Thiết lập của đợt"),
        Kind.AUDIT: _("Bản kê thao tác của cán bộ"),
        Kind.DOCUMENT: _("Văn bản đã ban hành"),
    }
    return next((words_of for item_kind, words_of in words.items() if item_kind == kind), kind)


def rewritten(good: int, bad: int) -> str:
    """Leaves between two checkpoints that are not those that were signed."""
    first, last = integer(good), integer(bad - 1)
    return _("Các dấu niêm phong từ số %(a)s đến số %(b)s của sổ đã bị sửa sau khi ký.", a=first, b=last)


def shorter(size: int, signed: int) -> str:
    """A log that goes back behind what was signed."""
    return _(
        "Nhật ký chỉ có %(size)s mục, đã ký đến %(signed)s mục: dữ liệu bị xóa bớt hoặc bị phục hồi về lúc trước.",
        size=integer(size),
        signed=integer(signed),
    )


def forked(size: int) -> str:
    """Two roots that were signed for one size."""
    return _(
        "Có hai mã đối chiếu khác nhau đều đã ký cho %(size)s mục: từng có hai bản nhật ký của đợt này. "
        "Giữ nguyên cả hai xác nhận làm chứng cứ.",
        size=integer(size),
    )


def of_another_round(body: CheckpointBody) -> str:
    """A checkpoint that says nothing of the round in hand, for or against it."""
    return _("Xác nhận này là của đợt khác (“%(slug)s”), không dùng để kiểm tra đợt này.", slug=body.slug)


def foreign_leaves(own: int) -> str:
    """Leaves that the sealer did not append, after so many of its own; -1 where even that cannot be told."""
    if own < 0:
        return _("Phần cuối của nhật ký không do hệ thống này ghi, không ký.")
    return _("Các dấu niêm phong của sổ từ số %(n)s không do hệ thống này ghi, không ký.", n=integer(own))
