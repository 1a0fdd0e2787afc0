"""What each role does, in the order of the days; each step with a small drawing and, where there is one, its page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import current_app, url_for
from flask_babel import gettext as _

from portal.accounts.permissions import COMMUNE_ROLES, Role
from portal.fieldwork.guiding.shots import Shot, shots

if TYPE_CHECKING:
    from collections.abc import Iterable

PICTURES = {
    "people": (
        "M17 22a6 6 0 100-12 6 6 0 000 12z",
        "M6 39c0-7 5-12 11-12s11 5 11 12",
        "M32 12a5 5 0 010 10M34 27c5 1 8 5 8 12",
    ),
    "paper": ("M12 6h17l8 8v28H12z", "M29 6v8h8", "M18 22h13M18 28h13M18 34h8"),
    "loud": ("M8 20v8h7l13 8V12L15 20z", "M34 18c3 3 3 9 0 12M38 14c6 5 6 15 0 20"),
    "phone": ("M15 5h18v38H15z", "M15 35h18M22 39h4", "M20 12h8v8h-8z"),
    "count": ("M8 8h32v32H8z", "M15 30V20M21 30V15M27 30V22M33 30v-8"),
    "lock": ("M12 22h24v19H12z", "M17 22v-6a7 7 0 0114 0v6", "M24 29v5"),
    "report": ("M10 7h28v34H10z", "M16 15h16M16 21h16M16 27h9", "M29 34l3 3 6-7"),
    "watch": ("M5 24s7-12 19-12 19 12 19 12-7 12-19 12S5 24 5 24z", "M24 30a6 6 0 100-12 6 6 0 000 12z"),
    "bell": ("M12 33h24l-4-6v-8a8 8 0 00-16 0v8z", "M21 38a3 3 0 006 0"),
    "key": ("M16 32a8 8 0 110-16 8 8 0 010 16z", "M24 24h18v6M36 24v5"),
}
"""Line drawings on a field of 48 by 48, as paths."""


@dataclass(frozen=True)
class Step:
    """Something to do."""

    picture: str
    title: str
    text: str
    url: str = ""
    shot: Shot | None = None


@dataclass(frozen=True)
class Part:
    """The steps of one stretch of days."""

    title: str
    steps: tuple[Step, ...]


def step(picture: str, title: str, text: str, endpoint: str = "") -> Step:
    """A step with its page, if this site has it."""
    url = url_for(endpoint) if endpoint in current_app.view_functions else ""
    return Step(picture, title, text, url, shots().get(endpoint) if url else None)


def parts_for(role: Role) -> list[Part]:
    """The guide of a role; parts without steps are left out."""
    if role in COMMUNE_ROLES:
        found = commune(is_lead=role == Role.COMMUNE_LEAD)
    elif role == Role.DISTRICT_MONITOR:
        found = district()
    elif role == Role.VETERANS_OFFICE:
        found = veterans()
    elif role == Role.ACCOUNT_ADMIN:
        found = accounts()
    else:
        found = province(role)
    return [once(part, found[:number]) for number, part in enumerate(found) if part.steps]


def once(here: Part, before: Iterable[Part]) -> Part:
    """The part with each picture shown at its first step alone."""
    seen = {step.shot for part in before for step in part.steps}
    steps = []
    for one in here.steps:
        steps.append(replace(one, shot=None) if one.shot in seen else one)
        seen.add(one.shot)
    return Part(here.title, tuple(steps))


def part(title: str, steps: Iterable[Step | None]) -> Part:
    return Part(title, tuple(one for one in steps if one is not None))


def commune(*, is_lead: bool) -> list[Part]:
    """The commune's officer and lead."""
    return [
        part(
            _("Trước ngày đầu"),
            (
                step(
                    "people",
                    _("Đăng ký Tổ công tác"),
                    _(
                        "Nhập tổ trưởng, thành viên, công chức nhập dữ liệu; khi có quyết định thì "
                        "nhập số, ngày và tải bản quét."
                    ),
                    "preparing.own",
                ),
                step(
                    "paper",
                    _("In văn bản mẫu"),
                    _(
                        "Quyết định, thông báo niêm yết, bài phát loa, thẻ của người hỗ trợ, tờ câu "
                        "hỏi chữ lớn đã điền sẵn tên đơn vị."
                    ),
                    "preparing.own",
                ),
                step(
                    "phone",
                    _("Dán tờ mã QR tại bộ phận một cửa"),
                    _(
                        "Dùng điện thoại quét thử: trang mở ra phải đúng tên xã, phường, thị trấn "
                        "mình. Không gửi phiếu khi thử."
                    ),
                ),
                step(
                    "loud",
                    _("Công khai, tuyên truyền"),
                    _(
                        "Niêm yết, phát loa ít nhất 03 ngày liên tiếp, đăng trang tin và Zalo, nhờ "
                        "trưởng thôn báo từng nhà."
                    ),
                    "publicity.index",
                ),
            ),
        ),
        part(
            _("Mỗi ngày khảo sát"),
            (
                step(
                    "people",
                    _("Sáng: kiểm tra bàn hỗ trợ"),
                    _(
                        "Mỗi buổi có ít nhất một người hỗ trợ; nơi đông người cử thêm. Người hỗ trợ "
                        "chỉ hướng dẫn, không nhìn màn hình."
                    ),
                    "roster.mine",
                ),
                step(
                    "count",
                    _("Trong ngày: đếm lượt người dân đến"),
                    _(
                        "Bấm dấu cộng hoặc gõ số, máy tự lưu. Một lượt là một lần một người đến nộp "
                        "hồ sơ, nhận kết quả hoặc hỏi thủ tục."
                    ),
                    "fieldwork.today",
                ),
                step(
                    "phone",
                    _("Chiều: đăng tin lên nhóm Zalo"),
                    _("Một tin mỗi ngày, có ảnh công khai, tuyên truyền và hỗ trợ người dân."),
                    "publicity.index",
                ),
                step(
                    "lock",
                    _("Chốt số liệu của ngày"),
                    _(
                        "Xem lại rồi chốt, chậm nhất 10 giờ ngày làm việc tiếp theo. Chốt rồi muốn "
                        "sửa phải gửi yêu cầu điều chỉnh."
                    )
                    if is_lead
                    else _(
                        "Tổ trưởng chốt, hoặc ủy quyền cho cán bộ nhập liệu. Chốt rồi muốn sửa phải "
                        "gửi yêu cầu điều chỉnh."
                    ),
                    "fieldwork.today",
                ),
            ),
        ),
        part(
            _("Sau ngày cuối"),
            (
                step(
                    "report",
                    _("Làm báo cáo tình hình, kết quả"),
                    _("Kiểm tra các ngày đã chốt, viết phần còn lại, gửi huyện đúng hạn ghi ở trang Hôm nay."),
                    "reporting.own",
                ),
            ),
        ),
    ]


def district() -> list[Part]:
    """Whoever watches a district."""
    return [
        part(
            _("Trước ngày đầu"),
            (
                step(
                    "people",
                    _("Xem xã nào chưa đăng ký Tổ công tác"),
                    _("Lọc «Chưa đăng ký», gọi điện hoặc nhắc qua nhóm Zalo; xuất Excel khi cần gửi văn bản đôn đốc."),
                    "preparing.index",
                ),
                step(
                    "paper",
                    _("Nhập văn bản chỉ đạo, phát động ra quân"),
                    _(
                        "Số, ngày, trích yếu, bản quét; buổi phát động: ngày giờ, địa điểm, số "
                        "người dự. Đây là phần I.1 của báo cáo."
                    ),
                ),
                step("phone", _("Cử người vào nhóm Zalo"), _("Nhập tên từng người, đánh dấu khi đã vào nhóm.")),
            ),
        ),
        part(
            _("Mỗi ngày khảo sát"),
            (
                step(
                    "watch",
                    _("Theo dõi tham gia"),
                    _(
                        "Ô xám là chưa đủ số liệu, ô kẻ chéo là dưới mức tối thiểu: gọi xã cử thêm "
                        "người hỗ trợ ngay trong ngày."
                    ),
                    "results.board",
                ),
                step(
                    "bell",
                    _("Đôn đốc nhập và chốt số liệu"),
                    _("Xã chậm chốt làm huyện chưa tổng hợp được."),
                    "urging.index",
                ),
                step(
                    "paper",
                    _("Ngày đầu: kiểm tra tại bàn hỗ trợ"),
                    _("Ghi theo năm mục trên điện thoại; tồn tại thì ghi hạn khắc phục và chụp ảnh."),
                    "inspections.index",
                ),
                step(
                    "report",
                    _("Duyệt yêu cầu điều chỉnh"),
                    _("Đọc lý do, đối chiếu sổ theo dõi của xã rồi đồng ý hoặc không đồng ý."),
                    "fieldwork.corrections",
                ),
            ),
        ),
        part(
            _("Sau ngày cuối"),
            (
                step(
                    "report",
                    _("Tổng hợp báo cáo của các xã"),
                    _("Nhận hoặc trả lại báo cáo xã, sau đó lập báo cáo của huyện."),
                    "reporting.index",
                ),
            ),
        ),
    ]


def veterans() -> list[Part]:
    """The province's veterans' office."""
    return [
        part(
            _("Trước ngày đầu"),
            (
                step(
                    "paper",
                    _("Nhập văn bản chỉ đạo các cấp Hội và buổi phát động ra quân"),
                    _("Số, ngày, trích yếu, bản quét; ngày giờ, địa điểm, số người dự."),
                    "preparing.index",
                ),
                step(
                    "people",
                    _("Tổng hợp danh sách, lịch phân công"),
                    _("Xem điểm nào còn thiếu người hỗ trợ, đôn đốc Hội cấp xã trước hạn nộp."),
                    "roster.all_desks",
                ),
            ),
        ),
        part(
            _("Mỗi ngày khảo sát"),
            (
                step(
                    "watch",
                    _("Xem nơi đông người"),
                    _("Nơi có nhiều lượt người dân đến thì nhắc Hội cấp xã cử thêm hội viên."),
                    "results.board",
                ),
            ),
        ),
    ]


def province(role: Role) -> list[Part]:
    """The commission's editor, its approver, and the auditor."""
    edits, approves = role == Role.PROVINCE_EDITOR, role == Role.PROVINCE_APPROVER
    return [
        part(
            _("Trước ngày đầu"),
            (
                step(
                    "paper",
                    _("Kiểm tra đợt khảo sát"),
                    _(
                        "Kế hoạch, phiếu hỏi, điểm khảo sát, chức danh Chủ tịch UBND; người thứ hai "
                        "duyệt thì đợt mới mở."
                    ),
                    "surveys.rounds",
                ),
                step(
                    "people",
                    _("Xem đăng ký Tổ công tác, chỉ đạo, nhóm Zalo"),
                    _("Lọc đơn vị còn thiếu, xuất Excel."),
                    "preparing.index",
                ),
            ),
        ),
        part(
            _("Mỗi ngày khảo sát"),
            (
                step(
                    "watch",
                    _("Theo dõi tham gia toàn tỉnh"),
                    _("Bấm vào từng ô để xem đơn vị và câu giải thích."),
                    "results.board",
                ),
            ),
        ),
        part(
            _("Sau ngày cuối"),
            (
                step("key", _("Mở kết quả"), _("Đợt đã kết thúc mới đề nghị mở; người đề nghị không tự duyệt."))
                if approves
                else None,
                step(
                    "count",
                    _("Xem kết quả"),
                    _("Bảng, khoảng tin cậy và nhóm đơn vị; ô ít phiếu không hiện số."),
                    "results.index",
                ),
                step(
                    "report",
                    _("Làm báo cáo tổng hợp"),
                    _("Sửa phần lời trên trang, in PDF, trình ký."),
                    "documents.index",
                )
                if edits
                else None,
            ),
        ),
    ]


def accounts() -> list[Part]:
    """Whoever looks after accounts."""
    return [
        part(
            _("Trước ngày đầu"),
            (
                step(
                    "key",
                    _("Mở tài khoản"),
                    _("Nhập từ Excel, in phiếu cấp tài khoản, giao tận tay và lấy chữ ký nhận."),
                    "accounts_import.upload",
                ),
                step(
                    "people",
                    _("Khóa, mở lại, cấp lại mã"),
                    _("Người nghỉ việc, chuyển công tác thì khóa ngay trong ngày."),
                    "accounts.people",
                ),
            ),
        ),
    ]
