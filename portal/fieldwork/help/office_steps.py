"""What districts, the veterans' office, the province and the administrator do, in the order of the days."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.permissions import Role
from portal.fieldwork.help.steps import Part, part, step


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
                    "preparing.index",
                ),
                step(
                    "phone",
                    _("Cử người vào nhóm Zalo"),
                    _("Mở mục Nhóm Zalo, nhập tên từng người; đường dẫn, mã QR ở đó. Ai đã vào thì đánh dấu."),
                    "preparing.index",
                ),
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
                    "bell",
                    _("Trả lời sự cố, phản ánh của xã"),
                    _("Mất mạng, hết giấy, người dân phản ánh: trả lời, xong thì đóng; việc chưa xong còn trên bảng."),
                    "urging.index",
                ),
                step(
                    "phone",
                    _("Xem máy hỗ trợ tại bàn"),
                    _("Máy gửi quá nhiều phiếu trong một giờ, máy mất: hỏi tổ trưởng, cần thì đóng máy."),
                    "desk_phones.board",
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
                step(
                    "report",
                    _("Bàn giao cho Ban Dân vận Tỉnh ủy"),
                    _(
                        "Danh sách, lịch phân công của các điểm và danh sách lãnh đạo, cán bộ cử kiểm tra, giám "
                        "sát: một tệp PDF, một tệp Excel, nộp trước hạn của kế hoạch."
                    ),
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
                step(
                    "paper",
                    _("Phối hợp kiểm tra tại bàn hỗ trợ"),
                    _("Lập lịch, ghi theo năm mục trên điện thoại; tồn tại thì ghi hạn khắc phục và chụp ảnh."),
                    "inspections.index",
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
                step(
                    "bell",
                    _("Đôn đốc, trả lời sự cố, phản ánh"),
                    _(
                        "Lọc việc còn thiếu rồi bấm «Gửi nhắc tất cả»; ai làm xong thì không bị nhắc. Sự cố, phản "
                        "ánh chưa xử lý xong còn trên bảng."
                    ),
                    "urging.index",
                )
                if edits or approves
                else None,
                step(
                    "phone",
                    _("Xem máy hỗ trợ tại bàn"),
                    _("Mỗi máy một dòng, số phiếu theo bậc của từng giờ đã qua."),
                    "desk_phones.board",
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
                step(
                    "people",
                    _("Đề xuất khen thưởng 3–5 tập thể, cá nhân"),
                    _("Bảng nêu từng tiêu chí với số liệu của nó; trọng số sửa được, đơn vị bằng điểm xếp ngang nhau."),
                    "awards.index",
                )
                if edits or approves
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
                    "report",
                    _("Duyệt đề nghị của tổ trưởng"),
                    _("Mở thêm tài khoản, cấp mã mới, khóa tài khoản: đọc lý do rồi duyệt hoặc không duyệt."),
                    "accounts_requests.index",
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
