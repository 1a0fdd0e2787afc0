"""Pictures of pages for the guide, taken by bench.guide_pictures; each shown at the first step that names its page."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True)
class Screenshot:
    """A file under static/guide/ and what is to be seen on it, in words."""

    name: str
    alt: str

    @property
    def file(self) -> str:
        return f"guide/{self.name}.png"


def screenshots() -> dict[str, Screenshot]:
    """Endpoint of a page → its picture."""
    return {
        "accounts.people": Screenshot("accounts", _("Trang Tài khoản: nút Thêm tài khoản, Nhập từ Excel, ô tìm kiếm.")),
        "fieldwork.corrections": Screenshot(
            "corrections", _("Trang Điều chỉnh: từng yêu cầu với số cũ, số mới, lý do.")
        ),
        "fieldwork.today": Screenshot(
            "today", _("Trang Hôm nay: ngày khảo sát, ô nhập lượt người dân đến, nguồn số liệu.")
        ),
        "inspections.index": Screenshot(
            "inspections", _("Trang Kiểm tra: số đơn vị có lịch, đã kiểm tra, còn tồn tại.")
        ),
        "preparing.index": Screenshot("preparing", _("Trang Chuẩn bị: số đơn vị đã đăng ký Tổ công tác, còn thiếu.")),
        "preparing.own": Screenshot("task-force", _("Trang Tổ công tác: quyết định thành lập, danh sách thành viên.")),
        "publicity.index": Screenshot(
            "publicity", _("Trang Tuyên truyền: từng hình thức theo kế hoạch và dấu đã thực hiện.")
        ),
        "reporting.index": Screenshot("reports", _("Trang Báo cáo: đơn vị nào đã nộp, chưa nộp, bị trả lại.")),
        "reporting.own": Screenshot("report", _("Trang Báo cáo của xã: trạng thái, hạn nộp, nút soạn và nộp.")),
        "results.board": Screenshot("board", _("Trang Tham gia: lượt người dân đến, số phiếu, tỷ lệ tham gia.")),
        "roster.all_desks": Screenshot(
            "rosters", _("Trang Phân công toàn tỉnh: điểm đã gửi, chưa gửi, còn thiếu buổi.")
        ),
        "roster.mine": Screenshot("roster", _("Trang Phân công: từng ngày, từng buổi, chạm để xếp người trực.")),
        "urging.index": Screenshot("urging", _("Trang Đôn đốc: đơn vị nào, ngày nào còn thiếu việc gì.")),
    }
