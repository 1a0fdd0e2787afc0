"""Actions of the record in words: the room they belong to, and what was done."""

from __future__ import annotations

from flask_babel import gettext as _


def in_words(action: str) -> str:
    """«lượt người dân đến: chốt» for `visits.locked`; the bare name where no words are known."""
    room, _dot, deed = action.partition(".")
    where, what = rooms().get(room), deeds().get(deed)
    return f"{where}: {what}" if where and what else action


def rooms() -> dict[str, str]:
    """What the first part of an action concerns."""
    return {
        "access": _("quyền truy cập"),
        "accounts": _("tài khoản"),
        "authority": _("ủy quyền chốt số liệu"),
        "awards": _("đề xuất khen thưởng"),
        "board": _("bảng tham gia"),
        "chat": _("nhóm Zalo"),
        "correction": _("yêu cầu điều chỉnh"),
        "demo": _("dữ liệu mô phỏng"),
        "directing": _("văn bản chỉ đạo"),
        "documents": _("văn bản"),
        "double-duty": _("trực hai nơi"),
        "incident": _("sự cố"),
        "incidents": _("sự cố"),
        "inspection": _("kiểm tra, giám sát"),
        "inspections": _("kiểm tra, giám sát"),
        "launch": _("phát động ra quân"),
        "paper": _("văn bản chỉ đạo"),
        "photo": _("ảnh"),
        "points": _("điểm khảo sát"),
        "post": _("tin trong ngày"),
        "publicity": _("công khai, tuyên truyền"),
        "reminders": _("đôn đốc"),
        "report": _("báo cáo"),
        "results": _("kết quả"),
        "roster": _("phân công"),
        "rosters": _("phân công"),
        "rounds": _("đợt khảo sát"),
        "software": _("phần mềm của tỉnh"),
        "supervisor": _("cán bộ giám sát"),
        "taskforce": _("tổ công tác"),
        "units": _("danh mục đơn vị"),
        "urging": _("đôn đốc"),
        "visits": _("lượt người dân đến"),
    }


def deeds() -> dict[str, str]:
    """What the second part of an action says was done."""
    return {
        "accepted": _("đồng ý"),
        "added": _("thêm"),
        "allowed": _("cho phép"),
        "approve": _("duyệt"),
        "ask": _("đề nghị"),
        "asked": _("gửi yêu cầu"),
        "assigned": _("phân công"),
        "change-password": _("đổi mật khẩu"),
        "changed": _("sửa"),
        "close": _("đóng"),
        "create": _("mở"),
        "crowded": _("đánh dấu đông người"),
        "day-copied": _("chép một ngày"),
        "denied": _("từ chối"),
        "dropped": _("bỏ"),
        "entered": _("nhập"),
        "export": _("xuất tệp"),
        "exported": _("xuất tệp"),
        "extend": _("gia hạn"),
        "given": _("giao"),
        "handed-in": _("nộp"),
        "handed-over": _("bàn giao"),
        "helper-added": _("thêm người hỗ trợ"),
        "helper-changed": _("sửa người hỗ trợ"),
        "helper-removed": _("bỏ người hỗ trợ"),
        "hours": _("đổi giờ nhắc"),
        "imported": _("nhập từ tệp"),
        "issue": _("ghi số, ngày, người ký"),
        "issue-code": _("cấp mã dùng một lần"),
        "joined": _("vào nhóm"),
        "left": _("rời nhóm"),
        "load": _("nạp"),
        "locked": _("chốt"),
        "made": _("lập"),
        "move-trial": _("dời đợt dùng thử"),
        "named": _("cử người"),
        "not-crowded": _("bỏ đánh dấu đông người"),
        "open": _("mở lại"),
        "open-results": _("mở kết quả"),
        "planned": _("lên lịch"),
        "posted": _("ghi đã đăng"),
        "print": _("in"),
        "printed": _("in"),
        "refuse": _("không đồng ý"),
        "refused": _("không đồng ý"),
        "registered": _("đăng ký"),
        "release": _("công bố"),
        "released": _("thôi phân công"),
        "removed": _("bỏ"),
        "reported": _("báo"),
        "request": _("lập"),
        "scan": _("gắn bản quét"),
        "sent": _("gửi nhắc"),
        "set-chair": _("ghi người giữ chức Chủ tịch"),
        "set-desk": _("ghi địa điểm, giờ làm việc"),
        "settled": _("trả lời"),
        "sign-in": _("đăng nhập"),
        "sign-in-failed": _("đăng nhập không thành"),
        "tally": _("đếm phiếu"),
        "unposted": _("bỏ ghi đã đăng"),
        "withdraw": _("rút"),
        "withdrawn": _("rút"),
        "write": _("sửa lời văn"),
    }
