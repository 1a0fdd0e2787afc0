"""The words of the promises, Vietnamese and English side by side: what is promised, then what is missing of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.surveys.questionnaire.wording import Language


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A sentence in both languages."""

    vi: str
    en: str

    def of(self, language: Language) -> str:
        return self.en if language == "en" else self.vi


GIVEN: dict[str, tuple[Bilingual, Bilingual | None]] = {
    "P1": (
        Bilingual(
            "Không ghi lại ai trả lời, trả lời lúc nào: không tên, không địa chỉ mạng, không loại máy, không giờ gửi.",
            "Nothing kept says who answered or when: no name, no network address, no kind of phone, no time.",
        ),
        None,
    ),
    "P2": (
        Bilingual(
            "Phiếu, ý kiến, mã biên nhận được trộn chung rồi vào nhật ký theo lượt (vào đầu giờ, từ 50 người gửi trở "
            "lên; của mỗi xã từ 10 phiếu), nên trong một lượt không dựng lại được thứ tự gửi.",
            "Ballots, comments and receipts are shuffled together and enter the log in batches (at full hours, of 50 "
            "senders or more; of each commune ten ballots or more), so that within a batch the order of sending cannot "
            "be rebuilt.",
        ),
        Bilingual(
            "Các lượt thì nối tiếp nhau: ai xem mã biên nhận của người khác thì biết người ấy gửi trong giờ nào (khi "
            "vắng: trong mấy giờ). Trước khi mở kết quả, người giữ máy chủ có thể còn tìm thấy dấu vết thứ tự trong "
            "tệp ghi tạm của dữ liệu.",
            "The batches follow each other: whoever is shown somebody's receipt learns in which hour it was sent "
            "(where few came: in which hours). Before the opening, whoever keeps the server may still find traces of "
            "the order in the database's own files.",
        ),
    ),
    "P3": (
        Bilingual(
            "Câu trả lời được mã hóa ngay khi nhận; chỉ mở sau khi đợt kết thúc, phải có hai người cùng mở.",
            "Answers are sealed as they arrive, and opened by two persons together once the round is over.",
        ),
        Bilingual(
            "Khóa mở phiếu là một tệp trên máy chủ, chưa được chia cho nhiều người giữ trên giấy: "
            "người toàn quyền trên máy chủ có thể lấy được.",
            "The key that opens ballots is a file on the server, not yet split on paper between several keepers: "
            "whoever has full power over the server can take it.",
        ),
    ),
    "P4": (
        Bilingual(
            "Trước khi mở phiếu, mọi dấu vết có thể nối phiếu với một máy bị xóa hết.",
            "Before ballots are opened, every trace that could join a ballot to a phone is deleted.",
        ),
        Bilingual(
            "Bản sao lưu làm trong những ngày khảo sát được hệ thống thay bằng bản mới rồi xóa; "
            "bản chép cất ở máy khác thì hệ thống không với tới, phải xóa bằng tay.",
            "Backups made during the survey are replaced by a new one and deleted; copies kept on other machines are "
            "out of the system's reach and are deleted by hand.",
        ),
    ),
    "P5": (
        Bilingual(
            "Số điện thoại, số giấy tờ, thư điện tử, biển số trong ý kiến bị ẩn trước khi "
            "lưu; cán bộ xã, huyện không đọc ý kiến.",
            "Phone, identity and plate numbers and addresses in comments are hidden before they are kept; "
            "no commune or district officer reads comments.",
        ),
        None,
    ),
    "P6": (
        Bilingual(
            "Gửi nhiều lần từ một máy bị giới hạn: bốn người một nhà, cách nhau ba phút; "
            "phiếu gửi dồn được đánh dấu riêng.",
            "Sending again from one phone is bounded: four of a family, three minutes apart; floods are marked.",
        ),
        None,
    ),
    "P7": (
        Bilingual(
            "Mã biên nhận không cho biết ông/bà trả lời gì, nên không ai buộc ông/bà chứng minh được. "
            "Cán bộ xã chỉ thấy số phiếu của ngày sau khi đã chốt số lượt người dân đến.",
            "A receipt does not tell what you answered, so nobody can make you prove it. "
            "Commune officers see a day's number of ballots only after locking the number of visitors.",
        ),
        None,
    ),
    "P8": (
        Bilingual(
            "Không ai xem được từng phiếu. Nơi có dưới 20 phiếu không công bố kết quả; con số quá nhỏ được ẩn.",
            "Nobody sees single ballots. Fewer than 20 ballots are not published; figures "
            "that are too small are hidden.",
        ),
        None,
    ),
    "P9": (
        Bilingual(
            "Phiếu đã niêm phong mà bị sửa, xóa, thêm thì lộ ra, và ai cũng kiểm tra được; "
            "phiếu chen vào từ ngoài hệ thống không được niêm phong. Mã biên nhận tra được ngay khi phiếu được nhận.",
            "A sealed ballot that is changed, deleted or added shows, and anybody can check; "
            "a ballot slipped in past the system is not sealed. A receipt can be looked up at once.",
        ),
        Bilingual(
            "Phiếu chờ niêm phong đến đầu giờ (khi vắng thì lâu hơn, nhiều nhất đến hết đợt): phiếu và biên nhận cùng "
            "bị lấy đi trong lúc chờ thì nhật ký không cho thấy. Chưa có cơ quan khác cùng ký điểm kiểm của nhật ký; "
            "mã gốc được in trên tờ chốt số liệu và đăng trong tin hằng ngày của tỉnh, giữ lại để so sánh là do mỗi "
            "người.",
            "A ballot waits for its full hour (where few come for longer, at most to the end of the round): what is "
            "taken away meanwhile, receipt and all, the log does not show. No other body countersigns the log's "
            "checkpoints yet; the root stands on the closing sheet and in the province's daily post, and keeping it to "
            "compare is up to each person.",
        ),
    ),
    "P10": (
        Bilingual(
            "Việc niêm phong chạy riêng, không bắt người đang gửi phiếu phải chờ.",
            "Sealing runs apart and keeps nobody who sends a ballot waiting.",
        ),
        Bilingual(
            "Mới đo trên máy nhỏ trong thời gian ngắn, chưa đo suốt 30 phút ở mức 50 phiếu mỗi giây.",
            "Measured on a small machine for a short time, not yet for 30 minutes at 50 ballots a second.",
        ),
    ),
    "P11": (
        Bilingual(
            "Phiếu đáng ngờ được nêu ra để xem xét, không bị bỏ đi lặng lẽ: muốn để riêng một nơi phải có lý do, "
            "hai người quyết định, và kết quả xem được cả khi có và khi không có nơi ấy.",
            "Doubtful ballots are pointed out, never dropped in silence: setting a place apart needs a reason and "
            "two persons, and results can be read with and without it.",
        ),
        None,
    ),
    "P12": (
        Bilingual(
            "Mỗi cán bộ chỉ xem, làm được việc của mình ở nơi của mình; việc quan trọng cần hai người.",
            "Each officer sees and does only what is theirs, in their own place; weighty deeds need two persons.",
        ),
        None,
    ),
    "P13": (
        Bilingual(
            "Cán bộ từ huyện trở lên đăng nhập bằng mật khẩu và mã dùng một lần.",
            "Officers from the district up sign in with a password and a one-use code.",
        ),
        None,
    ),
    "P14": (
        Bilingual(
            "Trang này không gọi tới trang nào khác, không quảng cáo, không theo dõi.",
            "These pages call no other site: no advertising, no tracking.",
        ),
        None,
    ),
    "P15": (
        Bilingual(
            "Ảnh cán bộ nộp bị bỏ hết thông tin kèm theo (nơi chụp, máy chụp) trước khi lưu.",
            "Photographs sent in by officers lose all that comes with them (place, camera) before they are kept.",
        ),
        None,
    ),
    "P16": (
        Bilingual(
            "Báo cáo đã ký mà sai một chữ so với bản đã duyệt thì không được nhận.",
            "A signed report that differs from the approved one by a single letter is refused.",
        ),
        None,
    ),
    "P17": (
        Bilingual(
            "Mọi thao tác của cán bộ được ghi lại, không sửa, không xóa được mà không lộ ra.",
            "Everything officers do is recorded; a record changed or deleted shows.",
        ),
        None,
    ),
    "P18": (
        Bilingual(
            "Cả xã dùng chung một mạng vẫn gửi được phiếu; khi quá đông, bài đã điền không mất.",
            "A whole village behind one network can send; when it is crowded, what was filled in is not lost.",
        ),
        None,
    ),
    "P19": (
        Bilingual(
            "Khóa bí mật nằm ngoài dữ liệu và ngoài bản sao lưu.",
            "Secret keys are kept outside the database and outside backups.",
        ),
        None,
    ),
    "P20": (
        Bilingual(
            "Đã báo “đã được ghi nhận” thì phiếu không mất; gửi lại cùng một phiếu vẫn chỉ tính một.",
            "A ballot said to be recorded is not lost; the same ballot sent again counts once.",
        ),
        None,
    ),
    "P21": (
        Bilingual(
            "Giờ mở, giờ đóng theo đồng hồ của máy dữ liệu và giờ Việt Nam, không theo đồng hồ của máy gửi.",
            "The hours of opening and closing follow the database's clock in Vietnam's time, not the phone's.",
        ),
        None,
    ),
    "P22": (
        Bilingual(
            "Dữ liệu được sao lưu, và bản sao lưu được phục hồi thử.",
            "Data are backed up, and backups are restored on trial.",
        ),
        Bilingual(
            "Bản sao lưu do người giữ máy chủ mã hóa trước khi chép đi, hệ thống không tự mã hóa cả bản.",
            "Backups are encrypted by whoever keeps the server before they leave it; the system does not do so itself.",
        ),
    ),
    "P23": (
        Bilingual(
            "Hết thời gian giải quyết khiếu nại, hai người cùng quyết định xóa hẳn phiếu, ý kiến, khóa mở phiếu và bản "
            "sao lưu trong hệ thống, ghi lại đúng những gì đã xóa; số điện thoại, ảnh hết hạn thì tự xóa.",
            "Once the complaint period is over two persons have ballots, comments, their key and the system's own "
            "backups erased, with a record of exactly what went; telephone numbers and photographs go by themselves.",
        ),
        None,
    ),
}
"""By the promise's number."""

OUTSIDE = (
    Bilingual(
        "Không biết được có ai đứng sau lưng ông/bà khi trả lời.",
        "It cannot know whether somebody stands behind you while you answer.",
    ),
    Bilingual("Không biết được phần mềm xấu trên điện thoại.", "It cannot know of bad software on a phone."),
    Bilingual(
        "Không ngăn được người toàn quyền trên máy chủ đang chạy trong những ngày khảo sát.",
        "It cannot stop somebody with full power over the live server during the survey.",
    ),
    Bilingual(
        "Không quản được nhật ký của nhà mạng về máy nào vào mạng lúc nào.",
        "It has no say over what telephone companies record of who was on the network and when.",
    ),
    Bilingual(
        "Một chương trình gửi dồn dập rất mạnh từ cùng mạng vẫn có thể làm người khác phải chờ rồi gửi lại.",
        "A program that floods hard enough from the same network can still make others wait and send again.",
    ),
    Bilingual(
        "Không với tới bản sao lưu, tệp ghi tạm của dữ liệu đã chép sang máy khác.",
        "It cannot reach backups and database logs copied to other machines.",
    ),
    Bilingual(
        "Một người có nhiều máy vẫn có thể gửi nhiều phiếu: đây là góp ý, không có danh sách người trả lời.",
        "One person with several phones can send several ballots: these are opinions, and there is no roll.",
    ),
    Bilingual(
        "Cách viết riêng của một người trong phần ý kiến có thể khiến người khác nhận ra.",
        "A person's own way of writing in a comment may be recognised by others.",
    ),
    Bilingual(
        "Nhật ký không chứng minh được máy chủ đã ghi đúng câu trả lời vừa bấm.",
        "The log does not prove that the server recorded the answer that was tapped.",
    ),
)
"""What no software of this kind can do."""
