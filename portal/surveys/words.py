"""What the room's pages say of a round: its state, what comes next, what an action will do."""

from datetime import date

from flask_babel import gettext as _

from portal.surveys.models import Round
from portal.surveys.rounds import approvals
from portal.web.ui.formats import clock_time, short_date

# The shape and colour that go with a state's word.
SHAPES = {
    "draft": "chua_du_so_lieu",
    "approved": "cao_can_giai_trinh",
    "open": "dat",
    "closed": "chot",
    "opened": "chot",
    "released": "chot",
    "erased": "chot",
}


def state(round_: Round) -> str:
    """A round's state as a label."""
    return {
        "draft": _("Chưa duyệt"),
        "approved": _("Đã duyệt"),
        "open": _("Đang diễn ra"),
        "closed": _("Đã kết thúc"),
        "opened": _("Đã mở kết quả"),
        "released": _("Đã công bố kết quả"),
        "erased": _("Đã xóa phiếu hết hạn lưu giữ"),
    }[round_.state]


def shape(round_: Round) -> str:
    return SHAPES[round_.state]


def window(round_: Round) -> str:
    """«từ ngày 12/6/2024 đến hết ngày 14/6/2024», with the hour where it was closed before midnight."""
    first, last = short_date(round_.first_day), short_date(round_.last_day)
    hour = clock_time(round_.closes_at)
    # Closed by two persons before its time.
    if hour != "00:00":
        return _("từ ngày %(first)s đến %(hour)s, %(last)s", first=first, hour=hour, last=last)
    if first == last:
        return _("ngày %(day)s", day=first)
    return _("từ ngày %(first)s đến hết ngày %(last)s", first=first, last=last)


def next_step(round_: Round) -> str:
    """What comes next in a round, in one sentence."""
    first, last = short_date(round_.first_day), short_date(round_.last_day)
    return {
        "draft": _("Đọc kế hoạch và nội dung phiếu, rồi đề nghị duyệt. Chưa duyệt thì phiếu không mở."),
        "approved": _("In và niêm yết mã QR. Phiếu tự mở lúc 00:00, %(day)s.", day=first),
        "open": _("Theo dõi tình hình tham gia. Phiếu tự đóng lúc 24:00, %(day)s.", day=last),
        "closed": approvals.too_early(round_, "open_results")
        or _("Mở kết quả: một người đề nghị, một lãnh đạo duyệt khác quyết định."),
        "opened": _("Lập báo cáo tổng hợp. Công bố kết quả cần hai người."),
        "released": _("Kết quả đã công bố ở trang công khai của đợt khảo sát."),
        "erased": _("Phiếu, ý kiến đã xóa; số liệu tổng hợp, sổ niêm phong phiếu và văn bản được giữ."),
    }[round_.state]


def effects(round_: Round, kind: str, until: date | None = None) -> list[str]:
    """What an action will do, a sentence each."""
    first, last = short_date(round_.first_day), short_date(round_.last_day)
    return {
        "approve": [
            _("Kế hoạch và nội dung phiếu giữ nguyên từ lúc duyệt, không sửa được nữa."),
            _("Phiếu tự mở lúc 00:00, %(first)s; tự đóng lúc 24:00, %(last)s.", first=first, last=last),
        ],
        "extend": [
            _("Ngày cuối chuyển từ %(last)s sang %(until)s.", last=last, until=short_date(until))
            if until
            else _("Ngày cuối hiện nay là %(last)s. Ngày cuối mới phải sau ngày đó.", last=last),
            _("Tờ niêm yết đã in ghi ngày cũ: cần in và niêm yết lại."),
        ],
        "close": [
            _("Phiếu đóng ngay khi lãnh đạo thứ hai đồng ý và không mở lại được."),
            _("Trang trả lời báo cho người dân rằng đợt khảo sát đã kết thúc."),
        ],
        "open_results": [
            _("Kết quả được tổng hợp một lần và giữ nguyên từ đó."),
            _("Cán bộ %(province)s được xem kết quả; %(commune)s, %(district)s chưa được xem."),
        ],
        "release": [
            _(
                "Kết quả hiện ở trang công khai của đợt khảo sát, ai cũng xem được; %(commune)s, %(district)s xem được "
                "phần của mình."
            ),
            _("Đã công bố thì không rút lại được.")
            if round_.released_at is None
            else _("Bản mới thay bản đang công bố; bản cũ vẫn giữ và %(province)s xem lại được. Cần nêu lý do."),
        ],
        "erase": [
            _("Phiếu trả lời, ý kiến và khóa mở phiếu của đợt bị xóa hẳn, không khôi phục được."),
            _(
                "Bản sao lưu còn chứa phiếu trong thư mục sao lưu được thay bằng một bản mới rồi xóa; "
                "bản cất ở nơi khác phải xóa bằng tay."
            ),
            _(
                "Số liệu tổng hợp, sổ niêm phong phiếu, kết quả đã công bố và văn bản đã ký được giữ nguyên; "
                "không đếm lại phiếu, không đọc lại ý kiến được nữa."
            ),
        ],
    }[kind]
