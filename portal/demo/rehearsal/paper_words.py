"""What the rehearsal's people write under the headings that figures do not fill. One line, one paragraph."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "synthesis": {
        "I.1": (
            "Ban Dân vận Tỉnh ủy ban hành kế hoạch, công văn hướng dẫn; phối hợp với Hội Cựu chiến binh tỉnh và các "
            "huyện, thị, thành ủy triển khai đến cấp xã, phân công lãnh đạo, cán bộ theo dõi từng địa bàn."
        ),
        "III.1": (
            "Các địa phương triển khai đồng bộ, đúng thời gian; công khai, tuyên truyền bằng nhiều hình thức. Hội Cựu "
            "chiến binh các cấp cử cán bộ, hội viên hỗ trợ, chỉ hướng dẫn kỹ thuật, để người dân trực tiếp trả lời.\n"
            "Đa số người trả lời hài lòng với việc thực hiện chức trách, nhiệm vụ của chủ tịch UBND cấp xã, nhất là "
            "thái độ phục vụ, hướng dẫn tại bộ phận một cửa."
        ),
        "III.2": (
            "Một số đơn vị chốt số liệu chậm, chưa đủ số liệu về lượt người dân đến; một số đơn vị có số phiếu dưới "
            "mức tối thiểu hoặc vượt số lượt người dân đến, cần giải trình.\n"
            "Nội dung vệ sinh môi trường, giải quyết kiến nghị có tỷ lệ hài lòng thấp hơn các nội dung khác."
        ),
        "III.3": (
            "Khách quan: thời gian khảo sát ngắn; một bộ phận người cao tuổi không có điện thoại thông minh; mạng di "
            "động ở một số xã vùng cao chưa ổn định.\n"
            "Chủ quan: một số nơi phân công người trực chưa đủ các buổi, chưa kịp thời đôn đốc việc nhập số liệu."
        ),
        "IV.1": "Xem xét, cho ý kiến chỉ đạo về kết quả khảo sát và việc khắc phục những nội dung còn hạn chế.",
        "IV.2": (
            "Lãnh đạo UBND tỉnh chỉ đạo rà soát việc trả lời, giải quyết kiến nghị của người dân; đầu tư, sửa chữa "
            "đường giao thông, hệ thống thu gom rác thải ở những nơi người dân có nhiều ý kiến."
        ),
        "IV.3": "Chỉ đạo các đơn vị có nội dung tỷ lệ hài lòng thấp xây dựng kế hoạch khắc phục, báo cáo kết quả.",
        "IV.4": "Công khai kết quả tiếp thu ý kiến; duy trì tiếp công dân, đối thoại với Nhân dân theo quy định.",
    },
    "monthly": {
        "IV": (
            "Một số đơn vị chốt số liệu chậm, công khai trên trang thông tin điện tử chưa thường xuyên, chủ yếu do cán "
            "bộ kiêm nhiệm nhiều việc."
        ),
        "V": (
            "Đôn đốc khắc phục tồn tại qua kiểm tra, giải trình số liệu; theo dõi việc tiếp thu, trả lời ý kiến, kiến "
            "nghị của người dân."
        ),
    },
    "awards": {
        "3": (
            "Đề nghị tặng Bằng khen của Ban Dân vận Tỉnh ủy; kinh phí trích từ nguồn khen thưởng của cơ quan theo quy "
            "định."
        ),
    },
}
