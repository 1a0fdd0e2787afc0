"""What a commune does, in the order of the days."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.fieldwork.help.steps import Part, part, step


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
                    _("Vào nhóm Zalo của đợt khảo sát"),
                    _(
                        "Mục «Người tham gia nhóm Zalo»: ghi tên thành viên Tổ công tác, mở nhóm bằng "
                        "đường dẫn hoặc mã QR, ai đã vào thì đánh dấu."
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
                    "key",
                    _("Sáng: cho máy hỗ trợ tại bàn vào việc"),
                    _(
                        "Điện thoại hội viên cho mượn, nhiều nhất 05 máy một bàn: lấy mã của ngày, gõ vào "
                        "từng máy. Sau mỗi người bấm «Người tiếp theo»; máy mất hoặc trả lại thì đóng ngay."
                    )
                    if is_lead
                    else _(
                        "Tổ trưởng lấy mã của ngày rồi gõ vào điện thoại cho mượn, nhiều nhất 05 máy một "
                        "bàn. Sau mỗi người bấm «Người tiếp theo»."
                    ),
                    "desk_phones.mine" if is_lead else "",
                ),
                step(
                    "bell",
                    _("Mất mạng, hết giấy, người dân phản ánh: báo ngay"),
                    _("Chọn loại việc, viết ngắn gọn rồi gửi; huyện, tỉnh trả lời ở chính trang này."),
                    "urging.incidents",
                ),
                step(
                    "watch",
                    _("Xem nhắc việc, khắc phục tồn tại qua kiểm tra"),
                    _("Bấm vào từng việc là mở đúng trang phải làm; tồn tại đã sửa thì ghi lại và chụp ảnh."),
                    "urging.inbox",
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
                step(
                    "count",
                    _("Nhập phần mềm quản trị thông tin quy chế dân chủ"),
                    _("Ở trang Báo cáo có sẵn số liệu xếp thứ tự để chép; nhập xong thì bấm «Đã nhập»."),
                    "reporting.own",
                ),
            ),
        ),
    ]
