"""The citizen's words: exact, by unit, by who holds the chair, in both languages."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from portal.surveys.plan import earlier
from portal.surveys.plan.rated import Names, Rated
from portal.surveys.plan.reader import read
from portal.surveys.questionnaire import questionnaire
from portal.surveys.questionnaire.wording import Wording

FORM = questionnaire.parse((Path(__file__).parents[3] / "plans" / "pks02-md-1.json").read_text(encoding="utf-8"))
RATED = read(Rated, earlier.SAID["rated"])
XA = Wording("Thanh Hải", "xã", desk="bộ phận một cửa", rated=RATED)
ENGLISH = Wording("Thanh Hải", "xã", language="en", desk="one-stop desk", rated=RATED)
CHAIR, RESULTS = FORM.sections


def texts(wording: Wording) -> list[str]:
    return [wording.say(item.text) for item in FORM.closed]


def test_the_fourteen_questions_in_vietnamese() -> None:
    assert texts(XA) == [
        "Năng lực chỉ đạo, điều hành công việc của địa phương (giải quyết việc chung của xã)",
        "Việc thực hiện những điều đã hứa, đã cam kết với người dân",
        "Sự liêm chính (trong sạch, không vụ lợi), gương mẫu",
        "Thái độ, tác phong khi tiếp xúc với người dân (gần gũi, tôn trọng)",
        "Việc tiếp công dân (đúng lịch đã công khai)",
        "Việc lắng nghe, đối thoại với Nhân dân",
        "Việc trả lời, giải quyết phản ánh, kiến nghị của người dân",
        "Việc giải quyết khiếu nại, tố cáo, hòa giải tranh chấp (đúng pháp luật, công bằng)",
        "Việc giải quyết thủ tục hành chính tại bộ phận một cửa (đúng hẹn, đúng quy định)",
        "Thái độ phục vụ, hướng dẫn của công chức bộ phận một cửa",
        "Việc công khai để người dân biết và giám sát (thu chi, đất đai, công trình, các khoản đóng góp)",
        "Kết quả giữ gìn an ninh, trật tự trên địa bàn",
        "Kết quả giữ gìn vệ sinh môi trường trên địa bàn",
        "Nhìn chung, ông/bà hài lòng ở mức nào về việc thực hiện chức trách, nhiệm vụ của Chủ tịch UBND xã Thanh Hải?",
    ]


def test_the_fourteen_questions_in_english() -> None:
    assert texts(ENGLISH) == [
        "Ability to direct and run the locality's work (dealing with the common affairs of the commune)",
        "Keeping promises and commitments made to the people",
        "Integrity (honest, not seeking personal gain) and setting an example",
        "Manner when meeting residents (approachable, respectful)",
        "Receiving citizens (on the published schedule)",
        "Listening to and holding dialogue with the people",
        "Answering and settling residents' feedback and proposals",
        "Settling complaints and denunciations, mediating disputes (lawfully, fairly)",
        "Handling of procedures at the one-stop desk (on time, by the rules)",
        "Service manner and guidance of the civil servants at the one-stop desk",
        "Openness so that residents know and can oversee (budget, land, works, contributions)",
        "Security and public order in the area",
        "Environmental hygiene in the area",
        f"Overall, how satisfied are you with how {ENGLISH.holes['chair']} performs the duties of the office?",
    ]
    assert ENGLISH.holes["chair"] == "the Chair of the People's Committee of Thanh Hải commune"


def test_the_optional_questions_and_their_choices() -> None:
    asked = {
        item.id: (XA.say(item.text), [f"{one.code} {XA.say(one.text)}" for one in item.choices])
        for item in FORM.optional
    }
    assert asked == {
        "D1": ("Giới tính", ["1 Nam", "2 Nữ", "3 Khác", "9 Không trả lời"]),
        "D2": ("Nhóm tuổi", ["1 Dưới 18", "2 18–29", "3 30–44", "4 45–59", "5 Từ 60 trở lên", "9 Không trả lời"]),
        "D3": ("Nhóm dân tộc", ["1 Kinh", "2 Dân tộc thiểu số", "9 Không trả lời"]),
        "D4": (
            "Lần vừa rồi ông/bà đến bộ phận một cửa để làm việc gì?",
            [
                "1 Khai sinh, kết hôn, khai tử",
                "2 Sao y, chứng thực",
                "3 Đất đai, xây dựng",
                "4 Chính sách xã hội, người có công",
                "5 Phản ánh, kiến nghị",
                "6 Việc khác",
                "9 Không trả lời",
            ],
        ),
        "D5": (
            "Trong 12 tháng qua, ông/bà đã trực tiếp gặp hoặc làm việc với Chủ tịch UBND xã Thanh Hải chưa?",
            ["1 Đã gặp", "2 Chưa gặp", "9 Không trả lời"],
        ),
        "D6": (
            "Ông/bà đang trả lời phiếu này ở đâu?",
            ["1 Tại bộ phận một cửa", "2 Ở nhà hoặc nơi khác", "9 Không trả lời"],
        ),
        "D7": (
            "Ông/bà tự bấm chọn hay nhờ người bấm giúp?",
            ["1 Tự bấm", "2 Nhờ người nhà", "3 Nhờ người hỗ trợ tại bàn", "9 Không trả lời"],
        ),
    }


def test_the_comment_and_its_hint() -> None:
    assert XA.say(FORM.comment.text) == "Ông/bà có góp ý, kiến nghị gì thêm?"
    assert XA.say(FORM.comment.hint) == (
        "Không bắt buộc. Xin không ghi họ tên, số điện thoại, số căn cước của mình hoặc người khác. "
        "Đơn khiếu nại, tố cáo xin gửi cơ quan có thẩm quyền."
    )


def test_the_lead_ins_and_what_is_bold_in_them() -> None:
    lead = XA.lead(CHAIR)
    assert str(lead) == ("Đối với Chủ tịch UBND xã Thanh Hải, ông/bà hài lòng ở mức nào về những nội dung sau đây?")
    assert lead.bold == "Chủ tịch UBND xã Thanh Hải"
    assert str(XA.lead(RESULTS)) == ("Ông/bà hài lòng ở mức nào về kết quả công việc sau đây của UBND xã Thanh Hải?")
    assert XA.lead(RESULTS).bold == ""


@pytest.mark.parametrize(
    ("kind", "name", "heading", "english"),
    [
        ("xã", "Thanh Hải", "Phiếu lấy ý kiến về Chủ tịch UBND xã", "Thanh Hải commune"),
        ("phường", "Thọ Xương", "Phiếu lấy ý kiến về Chủ tịch UBND phường", "Thọ Xương ward"),
        ("thị trấn", "Chũ", "Phiếu lấy ý kiến về Chủ tịch UBND thị trấn", "Chũ township"),
    ],
)
def test_the_words_follow_the_kind_of_unit(kind: str, name: str, heading: str, english: str) -> None:
    wording = Wording(name, kind, rated=RATED)
    assert wording.say(FORM.heading) == heading
    assert texts(wording)[0].endswith(f"(giải quyết việc chung của {kind})")
    assert texts(wording)[13].endswith(f"của Chủ tịch UBND {kind} {name}?")
    assert Wording(name, kind, language="en").holes["unit"] == english


@pytest.mark.parametrize(
    ("status", "title", "english", "note"),
    [
        ("incumbent", "Chủ tịch UBND", "the Chair", ""),
        ("acting", "người giữ quyền Chủ tịch UBND", "the Acting Chair", ""),
        (
            "vacant",
            "Phó Chủ tịch phụ trách UBND",
            "the Vice Chair in charge",
            "Chức danh Chủ tịch UBND xã hiện khuyết; phiếu này hỏi về Phó Chủ tịch phụ trách UBND xã.",
        ),
        (
            "secretary_chair",
            "Chủ tịch UBND",
            "the Chair",
            "Bí thư Đảng ủy xã đồng thời là Chủ tịch UBND xã; phiếu này chỉ hỏi về công việc của Chủ tịch UBND.",
        ),
    ],
)
def test_the_words_follow_who_holds_the_chair(status: str, title: str, english: str, note: str) -> None:
    wording = Wording("Thanh Hải", "xã", status, rated=RATED)
    assert wording.say(FORM.heading) == f"Phiếu lấy ý kiến về {title} xã"
    assert wording.lead(CHAIR).bold == f"{title} xã Thanh Hải"
    assert f"của {title} xã Thanh Hải?" in wording.say(FORM.headline.text)
    assert wording.note == note
    in_english = Wording("Thanh Hải", "xã", status, "en", rated=RATED)
    assert in_english.lead(CHAIR).bold == f"{english} of the People's Committee of Thanh Hải commune"
    assert bool(in_english.note) == bool(note)


def test_what_is_rated_need_be_nobody() -> None:
    service = Rated("service", Names("việc phục vụ của {unit}", "the service of {unit}"), Names("việc phục vụ", "it"))
    vietnamese, english = (Wording("Số 3", "trạm", language=language, rated=service) for language in ("vi", "en"))
    assert vietnamese.holes["chair"] == "việc phục vụ của trạm Số 3"
    assert english.holes["chair"] == "the service of Số 3 trạm"
    assert (vietnamese.holes["office"], vietnamese.note) == ("việc phục vụ", "")


def test_a_desk_of_2025_has_another_name() -> None:
    wording = Wording("Sa Lý", "xã", desk="Trung tâm Phục vụ hành chính công")
    assert texts(wording)[9] == "Thái độ phục vụ, hướng dẫn của công chức Trung tâm Phục vụ hành chính công"
    assert wording.say(FORM.optional[5].choices[0].text) == "Tại Trung tâm Phục vụ hành chính công"


def test_reports_name_no_commune() -> None:
    general = Wording("", "xã, phường, thị trấn", rated=RATED)
    assert general.say(FORM.closed[0].text).endswith("(giải quyết việc chung của xã, phường, thị trấn)")
    assert general.say(FORM.headline.text).endswith("của Chủ tịch UBND xã, phường, thị trấn?")
    assert Wording("", "xã, phường").holes["unit"] == "xã, phường"


@pytest.mark.parametrize(
    ("status", "label"),
    [
        ("incumbent", "Đương chức"),
        ("acting", "Quyền Chủ tịch"),
        ("vacant", "Khuyết, Phó Chủ tịch phụ trách"),
        ("secretary_chair", "Bí thư Đảng ủy đồng thời là Chủ tịch UBND"),
    ],
)
def test_each_hold_on_the_office_has_a_name_for_staff(status: str, label: str) -> None:
    assert RATED.labels[status] == label


def test_no_hole_is_left_open_and_all_is_nfc() -> None:
    every = [*FORM.closed, *FORM.optional, FORM.comment]
    for language in ("vi", "en"):
        wording = Wording("Thanh Hải", "xã", language=language, rated=RATED)
        said = [
            *(wording.say(item.text) for item in every),
            *(wording.say(one.text) for item in FORM.asked() for one in FORM.choices(item)),
            *(str(wording.lead(section)) for section in FORM.sections),
            *map(wording.say, (FORM.title, FORM.heading, FORM.comment.hint)),
        ]
        assert all(text and not set("{}*") & set(text) for text in said)
        assert all(unicodedata.is_normalized("NFC", text) for text in said)
