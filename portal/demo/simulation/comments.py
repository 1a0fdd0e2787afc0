"""What simulated citizens write under Q15: short, about matters, naming nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.web.ui.text import capital

if TYPE_CHECKING:
    from random import Random

SATISFIED_FROM, NEUTRAL = 4, 3
OPENINGS = ("", "", "", "", "Tôi thấy ", "Theo tôi ", "Tôi có ý kiến: ")

PRAISE = (
    "cán bộ một cửa hướng dẫn nhiệt tình, làm nhanh.",
    "xã làm việc tốt, bà con hài lòng.",
    "thủ tục làm trong buổi sáng là xong, rất thuận tiện.",
    "các bác cựu chiến binh hướng dẫn rất tận tình.",
    "mong xã tiếp tục phát huy.",
    "chứng thực giấy tờ nhanh hơn trước nhiều.",
    "thái độ phục vụ vui vẻ, lịch sự.",
    "đường làng ngõ xóm sạch sẽ hơn, bà con phấn khởi.",
    "Chủ tịch xã gần gũi, về thôn họp nghe ý kiến của dân.",
    "làm khai sinh cho cháu rất nhanh, không phải đi lại nhiều lần.",
    "an ninh trật tự tốt, bà con yên tâm.",
    "giải quyết đúng hẹn, không phải chờ lâu.",
    "cán bộ xã giải thích dễ hiểu, người già cũng nắm được.",
    "bây giờ làm hồ sơ qua mạng đỡ phải đi lại.",
    "lãnh đạo xã làm việc có trách nhiệm.",
    "nhà văn hóa thôn mới xây khang trang, cảm ơn xã.",
    "phong trào ở xã sôi nổi, đoàn kết.",
    "hài lòng, không có ý kiến gì thêm.",
    "xã quan tâm đến gia đình chính sách, người có công.",
    "phòng một cửa sạch sẽ, có nước uống, có ghế ngồi chờ.",
)

REQUESTS = (
    "đề nghị lắp thêm đèn đường ở các thôn.",
    "mong xã sớm sửa đoạn đường vào thôn, mưa xuống rất lầy.",
    "đề nghị thu gom rác đều hơn, nhất là ngày chợ.",
    "mong có thêm cán bộ làm thủ tục đất đai vào đầu tuần.",
    "nên thông báo lịch tiếp dân trên loa để bà con biết.",
    "đề nghị nạo vét mương nội đồng trước vụ mùa.",
    "mong xã công khai rõ các khoản đóng góp ở thôn.",
    "đề nghị có chỗ để xe cho người đến làm thủ tục.",
    "cần hướng dẫn kỹ hơn cho người cao tuổi dùng điện thoại.",
    "mong xã hỗ trợ tiêu thụ vải thiều, làm đường ra vườn đồi.",
    "đề nghị sửa loa truyền thanh của thôn, nghe không rõ.",
    "mong có nước sạch về thôn sớm.",
    "nên đối thoại với dân nhiều hơn, mỗi quý một lần.",
    "đề nghị xử lý xe chở đất làm rơi vãi ra đường.",
    "mong xã quan tâm sân chơi cho các cháu dịp hè.",
    "nên làm việc cả sáng thứ Bảy cho người đi công ty.",
    "đề nghị niêm yết giá và giấy tờ cần có ngay ở cửa.",
    "mong trạm y tế có thêm thuốc bảo hiểm.",
    "đề nghị đặt biển báo, gờ giảm tốc gần trường học.",
    "mong xã quan tâm hộ cận nghèo, xét cho công bằng.",
    "nên trả kết quả qua bưu điện cho người ở xa.",
    "đề nghị sớm cấp đổi bìa đất cho các hộ trong thôn.",
    "cần thêm quạt và máy lấy số ở phòng một cửa, hôm đông rất nóng.",
    "mong xã khơi thông cống thoát nước khu dân cư.",
    "đề nghị trả lời bằng văn bản khi dân đã có đơn kiến nghị.",
)

COMPLAINTS = (
    "hồ sơ đất đai làm lâu, phải đi lại nhiều lần.",
    "kiến nghị của thôn từ năm ngoái đến nay chưa được trả lời.",
    "rác thải ở đầu thôn tồn đọng lâu ngày, mùi khó chịu.",
    "có hôm đến không gặp cán bộ, phải chờ cả buổi.",
    "thu chi các khoản đóng góp chưa rõ, dân chưa được biết.",
    "đường xuống cấp đã lâu chưa sửa.",
    "trang trại chăn nuôi gần khu dân cư gây mùi, phản ánh nhiều lần chưa xử lý.",
    "cán bộ trả lời chưa đến nơi đến chốn.",
    "lịch tiếp dân có nhưng đến thì lãnh đạo bận họp.",
    "tranh chấp ngõ đi chung hòa giải mãi chưa xong.",
    "hát loa kéo to về đêm chưa thấy nhắc nhở.",
    "xét hộ nghèo chưa thật công bằng.",
    "hứa làm đường từ năm trước nhưng chưa làm.",
    "thái độ tiếp dân có lúc chưa đúng mực.",
    "mương nội đồng bị lấn chiếm, xã chưa xử lý.",
    "đi làm giấy tờ bị yêu cầu bổ sung nhiều lần, không hướng dẫn hết một lượt.",
    "xe tải chạy nhiều làm hỏng đường thôn, bụi lắm.",
    "ít thấy lãnh đạo xã xuống thôn.",
)


def comment(random: Random, overall: int) -> str:
    """A comment that fits the answer to the overall question."""
    if overall > 5:
        overall = NEUTRAL
    first = PRAISE if overall >= SATISFIED_FROM else REQUESTS if overall == NEUTRAL else COMPLAINTS
    text = random.choice(OPENINGS) + random.choice(first if random.random() < 0.5 else REQUESTS)
    return capital(text)
