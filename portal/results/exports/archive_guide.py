"""What each file of a recompute kit holds, column by column: plain text that stands in it."""

from __future__ import annotations

from typing import Final

NAME: Final = "doc-truoc.txt"
"""«Đọc trước»: the file that is read first."""

ABOUT: Final = """BỘ TÍNH LẠI SỐ LIỆU BÁO CÁO

Giải nén vào một thư mục rồi chạy: python3 recompute.py [MÃ_IN_TRÊN_GIẤY …]
Chỉ cần Python 3.9 trở lên, không cần cài thêm, không cần mạng. Mỗi thư mục report-N là một báo cáo.

Mỗi phụ lục in “Mã kiểm tra bảng”: 32 ký tự đầu của SHA-256 các ô trong bảng. Cuối báo cáo in mã kiểm tra số liệu:
SHA-256 của danh sách mã các bảng và mã của toàn bộ số liệu đã giữ nguyên (dòng “so-lieu”). Trong danh sách, bảng không
gửi ra được ghi mã che: SHA-256 của một chuỗi ngẫu nhiên giữ ở tỉnh nối với mã bảng, để không ai dò ra số bị ẩn. Báo cáo
lập trước khi có cách làm này chỉ có mã ở phụ lục 1, 3, 4; mã cuối báo cáo đó tính từ toàn bộ số liệu nên không lập lại
được từ bộ này.

Tệp tính bằng CSV, UTF-8, dòng đầu là tên cột; ô trống là chưa có số liệu hoặc không nêu.
  areas.csv    area địa bàn; communes số đơn vị cấp xã; apart số phiếu để riêng; dat, thap, cao_can_giai_trinh,
               cao_bat_thuong, chua_du_so_lieu số đơn vị theo mức tham gia
  turnout.csv  area; day ngày; visits lượt người dân đến đã chốt; ballots phiếu hợp lệ
  outward.csv  số liệu câu hỏi được phép gửi ra: question câu hỏi; area (trống là toàn tỉnh); form cách gộp mức (five:
               5 mức; three: 1+2, 3, 4+5; two: 1+2+3, 4+5; band: chỉ khoảng 20 điểm); n số phiếu có ý kiến; n1…n5 số
               phiếu của từng nhóm mức (trống là ẩn); band khoảng thứ mấy, từ 0; no_opinion số phiếu không có ý kiến
  traits.csv, traits-out.csv (che nhóm nhỏ, cho bản gửi ra): trait đặc điểm; total mọi phiếu; group nhóm; ballots phiếu
               của nhóm; opinions có ý kiến ở câu chung; satisfied hài lòng
  themes.csv   theme nhóm vấn đề; comments số ý kiến; wording nội dung khái quát; level cấp giải quyết
  work.csv     area; name đơn vị; channels mỗi hình thức công khai một chữ số (1 đã làm); helpers_a_day; inspected các
               ngày kiểm tra; faults tồn tại; faults_open chưa khắc phục
  awards.csv   name; unit; achievement; basis
  report.json  câu chữ của bảng, các bảng đã in, mã của từng bảng
"""
INWARD: Final = """
Bộ này DÙNG TRONG TỈNH, có số liệu từng xã; không gửi ra ngoài. Thêm các tệp:
  answers.csv  question; area (trống là toàn tỉnh); n1…n5 số phiếu chọn từng mức, n9 không có ý kiến
  communes.csv area; code mã, name tên đơn vị; order thứ tự theo tên; chair chức danh; minimum số phiếu tối thiểu;
               verdict mức tham gia; complete 1 là đủ số liệu các ngày; n có ý kiến ở câu chung; satisfied hài lòng,
               points tổng điểm (chỉ khi đủ phiếu để in tỷ lệ)
  days.csv     code; day; visits; ballots; status dấu hiệu của ngày; note giải trình
  counts.csv, turnout.csv ở thư mục gốc: số đếm làm việc, mô tả ở codebook.html và codebook.xml (DDI Codebook 2.5)
"""


def write(*, inward: bool) -> bytes:
    """The text."""
    return (ABOUT + (INWARD if inward else "")).encode()
