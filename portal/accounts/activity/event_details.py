"""What an event says beside its name, in words: subject and details. What has no words stands as it was kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from portal.accounts.permissions import role_titles
from portal.web.http.languages import cached_per_language
from portal.web.ui.formats import short_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.audit.queries import EventRow

LONGEST_DIGEST = 16
"""Of a digest so many signs are shown; the file of events has them all."""
EMPTY: tuple[Any, ...] = ("", None, [], {})


def subject(event: EventRow, places: Mapping[str, str]) -> str:
    """«điểm khảo sát · Xã Đồng Kỳ»: what the event is about, and where that is; `places` are units by their path."""
    kind, name = event.subject_kind, event.subject_id
    parts = [subjects().get(kind, kind), *([] if name.isdecimal() else [name]), places.get(event.unit_path, "")]
    return " · ".join(part for part in parts if part)


def details(event: EventRow, *, in_full: bool = False) -> str:
    """«việc: mở tài khoản; lý do: …». What says nothing is left out."""
    parts = [detail_in_words(key, value, in_full=in_full) for key, value in event.detail.items() if value not in EMPTY]
    return "; ".join(parts)


def detail_in_words(key: str, value: object, *, in_full: bool) -> str:
    label = labels().get(key, key)
    if isinstance(value, str) and key in DIGESTS and not in_full:
        value = value[:LONGEST_DIGEST]
    return f"{label}: {in_words(key, value)}"


def in_words(key: str, value: object) -> str:
    """A value as it stands on the page: known words, days, lists and what stands inside."""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, dict):
        inside = [(one, inner) for one, inner in value.items() if inner not in EMPTY]
        return ", ".join(f"{labels().get(one, one)} {in_words(one, inner)}" for one, inner in inside)
    if isinstance(value, list):
        return ", ".join(in_words(key, one) for one in value)
    return values().get(key, {}).get(str(value)) or day_in_words(str(value))


def day_in_words(value: str) -> str:
    """An ISO day as people write it; anything else as it is."""
    try:
        return short_date(date.fromisoformat(value)) if len(value) == len("2024-06-12") else value
    except ValueError:
        return value


DIGESTS = frozenset({"digest", "figures", "questionnaire", "sha256"})


@cached_per_language
def subjects() -> Mapping[str, str]:
    """What kinds of things events are about."""
    return {
        "account": _("tài khoản"),
        "account-deed": _("việc cần hai người về tài khoản"),
        "account-request": _("đề nghị về tài khoản"),
        "award-line": _("tên đề nghị khen thưởng"),
        "award-proposal": _("đề xuất khen thưởng"),
        "award-weights": _("trọng số khen thưởng"),
        "catalogue": _("danh mục đơn vị năm"),
        "chat_member": _("người vào nhóm Zalo"),
        "desk-phone": _("máy hỗ trợ tại bàn"),
        "directing_paper": _("văn bản chỉ đạo"),
        "document": _("văn bản"),
        "double_duty": _("trực hai nơi"),
        "exclusion": _("đơn vị để riêng"),
        "finding": _("tồn tại qua kiểm tra"),
        "helper": _("người hỗ trợ"),
        "incident": _("sự cố"),
        "inspection": _("lần kiểm tra"),
        "inspection_plan": _("lịch kiểm tra"),
        "launch": _("buổi phát động ra quân"),
        "photo": _("ảnh"),
        "point": _("điểm khảo sát"),
        "post": _("tin trong ngày"),
        "publicity": _("hoạt động tuyên truyền"),
        "questionnaire": _("phiếu hỏi"),
        "report": _("báo cáo"),
        "round": _("đợt khảo sát"),
        "supervisor": _("cán bộ giám sát"),
        "taskforce": _("tổ công tác"),
        "unit": _("đơn vị"),
        "username": _("tên đăng nhập"),
        "visits": _("lượt người dân đến"),
    }


@cached_per_language
def labels() -> Mapping[str, str]:
    """What the details of events are called."""
    return {
        "B": _("phiếu"),
        "C": _("ý kiến"),
        "R": _("mã biên nhận"),
        "address": _("địa chỉ"),
        "after": _("sau khi sửa"),
        "answer": _("trả lời"),
        "answers": _("kết quả kiểm tra"),
        "area": _("địa bàn"),
        "ballots": _("số phiếu"),
        "before": _("trước khi sửa"),
        "body": _("nội dung"),
        "bytes": _("cỡ tệp (byte)"),
        "channel": _("hình thức"),
        "day": _("ngày"),
        "days": _("các ngày"),
        "decided_on": _("ngày quyết định"),
        "decision": _("số quyết định"),
        "deed": _("việc số"),
        "deleted": _("đã xóa"),
        "digest": _("mã SHA-256"),
        "due_day": _("hạn khắc phục"),
        "endpoint": _("trang"),
        "figures": _("mã số liệu"),
        "files": _("tệp"),
        "first_day": _("từ ngày"),
        "format": _("dạng tệp"),
        "from": _("từ"),
        "gaps": _("buổi còn thiếu người"),
        "half": _("buổi"),
        "handed_in": _("đã gửi danh sách"),
        "helpers": _("người hỗ trợ"),
        "holder": _("người giữ chức"),
        "hours": _("giờ"),
        "issued_on": _("ngày văn bản"),
        "job": _("việc nền số"),
        "kind": _("loại"),
        "last_day": _("đến ngày"),
        "left": _("còn lại"),
        "level": _("cấp"),
        "made": _("đã làm"),
        "marks": _("dấu vết đã xóa"),
        "measure": _("cách công bố"),
        "members": _("thành viên"),
        "minutes": _("biên bản"),
        "name": _("tên"),
        "names": _("những người"),
        "new": _("mới"),
        "note": _("ghi chú"),
        "number": _("số"),
        "old": _("cũ"),
        "people": _("số người"),
        "points": _("số điểm"),
        "poster": _("tờ niêm yết"),
        "privacy": _("người dân tự chọn"),
        "questionnaire": _("mã phiếu hỏi"),
        "reason": _("lý do"),
        "recipients": _("số nơi nhận"),
        "replaced": _("thay danh sách cũ"),
        "reply": _("trả lời"),
        "role": _("vai trò"),
        "roster": _("lịch phân công"),
        "round": _("đợt"),
        "rows": _("số dòng"),
        "rule": _("việc nhắc"),
        "rules": _("việc nhắc"),
        "sections": _("các mục"),
        "sha256": _("mã SHA-256"),
        "shifts": _("buổi trực"),
        "signer": _("người ký"),
        "source": _("nguồn số liệu"),
        "state": _("trạng thái"),
        "status": _("mã trả lời"),
        "submissions": _("lần nộp"),
        "supervisors": _("cán bộ giám sát"),
        "table": _("bảng"),
        "team": _("đoàn kiểm tra"),
        "technical": _("chỉ hướng dẫn kỹ thuật"),
        "title": _("tên văn bản"),
        "to": _("đến"),
        "unit": _("đơn vị"),
        "units": _("số đơn vị"),
        "unmade": _("dấu hiệu không lập được"),
        "until": _("đến ngày"),
        "version": _("lần sửa"),
        "visits": _("lượt đến"),
        "way": _("cách ký"),
        "weights": _("trọng số"),
        "what": _("nội dung"),
        "why": _("vì sao"),
    }


@cached_per_language
def values() -> Mapping[str, Mapping[str, str]]:
    """Values that are kept as code words, by the detail they stand in."""
    rules = {
        "chat_missing": _("chưa vào nhóm Zalo"),
        "incident_open": _("sự cố chưa xử lý"),
        "post_missing": _("chưa đăng tin trong ngày"),
        "publicity_missing": _("thiếu hình thức tuyên truyền"),
        "report_missing": _("chưa có báo cáo"),
        "roster_gap": _("còn buổi thiếu người"),
        "roster_missing": _("chưa gửi lịch phân công"),
        "taskforce_missing": _("chưa đăng ký tổ công tác"),
        "visits_missing": _("chưa nhập lượt đến"),
        "visits_unlocked": _("chưa chốt lượt đến"),
    }
    return {
        "answer": {"yes": _("đạt"), "no": _("chưa đạt"), "unseen": _("chưa xem được")},
        "channel": {
            "posted": _("niêm yết"),
            "loudspeaker": _("loa truyền thanh"),
            "website": _("trang tin điện tử"),
            "social": _("mạng xã hội"),
            "village": _("trưởng thôn, tổ dân phố"),
        },
        "half": {"morning": _("sáng"), "afternoon": _("chiều")},
        "kind": {
            "all": _("nhập danh sách"),
            "apart": _("để riêng"),
            "approve": _("duyệt đợt khảo sát"),
            "close": _("đóng"),
            "code": _("cấp mã mới"),
            "complaint": _("người dân phản ánh"),
            "create": _("mở tài khoản"),
            "erase": _("xóa phiếu hết hạn lưu giữ"),
            "extend": _("gia hạn"),
            "back": _("tính lại"),
            "network": _("mất mạng, mất điện"),
            "open": _("mở lại"),
            "open_results": _("mở kết quả"),
            "other": _("việc khác"),
            "paper": _("hết giấy, hỏng mã"),
            "release": _("công bố kết quả"),
            "reset": _("cấp mã mới"),
        },
        "level": {"commune": _("xã"), "district": _("huyện"), "province": _("tỉnh")},
        "measure": {"band": _("khoảng 20 điểm phần trăm"), "mean": _("điểm bình quân theo nửa điểm")},
        "role": role_titles(),
        "rule": rules,
        "rules": rules,
        "source": {
            "direct": _("đếm trực tiếp"),
            "register": _("sổ theo dõi"),
            "software": _("phần mềm một cửa"),
            "queue": _("máy lấy số"),
            "estimate": _("ước tính"),
        },
        "state": {
            "draft": _("đang soạn"),
            "received": _("đã tiếp nhận"),
            "returned": _("trả lại"),
            "submitted": _("đã nộp"),
        },
        "table": {"all": _("tất cả các bảng"), "kit": _("bộ tính lại")},
        "way": {"digital": _("ký số"), "scan": _("bản quét")},
    }
