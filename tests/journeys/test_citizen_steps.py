"""One question at a time: first view, dock, keys, the phone's Back, the review, what a screen reader is told."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from portal.ballots.models import ballot_pool
from tests.journeys.looks import accessibility_faults, sideways_faults, small_targets
from tests.journeys.walks import CLOSED_QUESTIONS, Portal, answer, choose, go_on, kept, open_round, opened_form

if TYPE_CHECKING:
    from playwright.sync_api import Page

GAP = "Câu 7: ông/bà chưa chọn. Nếu không rõ, xin chọn “Không biết / không có ý kiến”."
LEVELS = ("Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng")
HEIGHT = 740
# the phone's Back, until the page has taken its entry again
BACK = """() => new Promise((done) => {
    addEventListener('popstate', (event) => { if (event.state) done(); });
    history.back();
})"""
LONGEST_PAGE = 2960
MOST_PAPER = 3


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    return open_round(app, serve, at)


@pytest.fixture
def form(portal, page) -> Page:
    """The form of Thanh Hải, open in a browser whose clock we hold."""
    return opened_form(portal, page)


def shown(page: Page) -> list[str]:
    """The questions in view."""
    return [str(q.get_attribute("id")) for q in page.locator(".q[data-n]").all() if q.is_visible()]


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_the_first_view_holds_question_one_its_answers_and_two_promises(form):
    promise = "Không hỏi tên. Cán bộ xã, người hỗ trợ không xem được câu trả lời. 14 câu, khoảng 5 phút."
    expect(form.get_by_text(promise)).to_be_in_viewport(ratio=1)
    expect(form.get_by_text("Không đúng xã này? Xin quét lại mã.")).to_be_in_viewport(ratio=1)
    assert shown(form) == ["Q1"]
    assert bottom(form, "#Q1 .aside") <= HEIGHT
    assert form.evaluate("scrollY") == 0


def test_the_dock_comes_with_the_first_answer_and_says_how_far(form):
    expect(form.locator(".dock")).to_be_hidden()
    choose(form, 1)
    expect(form.locator(".dock")).to_contain_text("Câu 1/14")
    assert bottom(form, ".dock") <= HEIGHT
    assert shown(form) == ["Q1"], "nothing may jump by itself"
    places = []
    for number in range(1, CLOSED_QUESTIONS + 1):
        assert shown(form) == [f"Q{number}"]
        expect(form.locator(".dock")).to_contain_text(f"Câu {number}/14")
        choose(form, number)
        button = form.locator(".dock .btn:not(.quiet)")
        places.append(round((button.bounding_box() or {})["x"]))
        expect(button).to_have_text("Câu tiếp" if number < CLOSED_QUESTIONS else "Xem lại và gửi")
        go_on(form)
    assert max(places) - min(places) <= 1
    expect(form.locator(".dock")).to_contain_text("Chưa gửi")
    assert kept(ballot_pool) == 0


def test_one_goes_back_by_the_button_and_forward_again(form):
    choose(form, 1)
    expect(form.get_by_role("button", name="Câu trước")).to_be_hidden()
    go_on(form)
    form.get_by_role("button", name="Câu trước").click()
    assert shown(form) == ["Q1"]
    expect(form.locator("input[name=Q1][value='4']")).to_be_checked()


def test_the_phones_back_goes_to_the_question_before_and_never_out_of_a_filled_sheet(portal, form):
    for number in (1, 2, 3):
        choose(form, number)
        go_on(form)
    for expected in ("Q3", "Q2", "Q1", "Q1", "Q1"):
        form.evaluate(BACK)
        assert shown(form) == [expected]
    expect(form.locator("input:checked")).to_have_count(3)
    assert form.url == f"{portal.base}/p/{portal.code}"


def test_back_leaves_an_empty_sheet(portal, page):
    page.goto(portal.base)
    page.goto(f"{portal.base}/p/{portal.code}")
    page.go_back()
    assert page.url == f"{portal.base}/"


def test_the_review_shows_answered_or_not_and_never_what(form):
    answer(form, leave_out=7)
    review = form.locator("#rest")
    expect(form.get_by_role("heading", name="Xem lại trước khi gửi")).to_be_visible()
    expect(review).to_contain_text("Còn 1 câu chưa chọn")
    told = review.locator(".check").inner_text()
    assert not any(level in told for level in (*LEVELS, "Không biết"))
    assert shown(form) == []
    assert form.locator("#main input:checked:visible").count() == 0
    assert form.evaluate("document.documentElement.scrollHeight") <= LONGEST_PAGE
    assert (sideways_faults(form), small_targets(form), accessibility_faults(form)) == ([], [], [])
    form.get_by_role("link", name="3 đã chọn", exact=True).click()
    assert shown(form) == ["Q3"]
    expect(form.locator(".dock")).to_contain_text("Chưa gửi")


def test_a_gap_is_gone_to_named_and_mended_on_the_way_back_to_the_review(portal, form):
    answer(form, leave_out=7)
    portal.pass_time(form, 60)
    go_on(form)
    assert shown(form) == ["Q7"]
    expect(form.locator("#Q7 .err")).to_have_text(GAP)
    assert form.evaluate("document.activeElement.id") == "Q7"
    assert kept(ballot_pool) == 0
    choose(form, 7, 9)
    expect(form.locator(".err")).to_have_count(0)
    form.get_by_role("button", name="Xem lại và gửi").click()
    portal.pass_time(form, 1)
    form.get_by_role("button", name="Gửi phiếu").click()
    expect(form.locator("#survey-done")).to_be_visible()


def test_two_taps_on_one_place_do_not_send(form, portal):
    answer(form)
    form.get_by_role("button", name="Câu trước").click()
    portal.pass_time(form, 60)
    form.locator(".dock .btn:not(.quiet)").dblclick()
    expect(form.locator(".dock")).to_contain_text("Chưa gửi")
    assert kept(ballot_pool) == 0


def test_a_choice_among_the_chips_is_taken_back_by_choosing_it_again(form):
    answer(form)
    expect(form.get_by_text("Chọn lại lần nữa để bỏ chọn.")).to_be_visible()
    woman = form.locator("label:has(input[name=D1][value='2'])")
    woman.click()
    expect(form.locator("input[name=D1][value='2']")).to_be_checked()
    woman.click()
    expect(form.locator("input[name=D1]:checked")).to_have_count(0)
    expect(form.locator("input[name=D1][value='9']")).to_be_hidden()
    expect(form.get_by_text("Đơn khiếu nại, tố cáo xin gửi cơ quan có thẩm quyền.")).to_be_visible()


@pytest.mark.parametrize("viewport", ["desk"])
def test_figures_and_enter_answer_everything_on_a_computer(portal, form):
    for number in range(1, CLOSED_QUESTIONS + 1):
        form.keyboard.press(str(number % 6 + 1))
        assert form.evaluate("document.activeElement.name") == f"Q{number}"
        form.keyboard.press("Enter")
    expect(form.locator("input[name=Q5][value='9']")).to_be_checked()
    form.keyboard.press("Enter")
    portal.pass_time(form, 60)
    assert kept(ballot_pool) == 0
    form.get_by_role("button", name="Gửi phiếu").focus()
    form.keyboard.press("Enter")
    expect(form.locator("#survey-done")).to_be_visible()


def test_the_keyboard_alone_answers_everything_by_tab_space_and_arrows(portal, form):
    for number in range(1, CLOSED_QUESTIONS + 1):
        if number == 1:
            form.locator("#Q1 input").first.focus()
        else:
            form.keyboard.press("Tab")
        form.keyboard.press("Space")
        form.keyboard.press("ArrowDown")
        assert form.evaluate("document.activeElement.name") == f"Q{number}"
        while form.evaluate("document.activeElement.matches('.dock .btn:not(.quiet)')") is False:
            form.keyboard.press("Tab")
        form.keyboard.press("Enter")
    portal.pass_time(form, 60)
    form.get_by_role("button", name="Gửi phiếu").focus()
    form.keyboard.press("Enter")
    expect(form.locator("#survey-done")).to_be_visible()


def test_larger_text_is_one_tap_away(form):
    size = "parseFloat(getComputedStyle(document.querySelector('#Q1 legend')).fontSize)"
    before = form.evaluate(size)
    form.get_by_role("button", name="Chữ to hơn").click()
    assert form.evaluate(size) > 1.2 * before
    expect(form.get_by_role("button", name="Chữ to hơn")).to_have_attribute("aria-pressed", "true")
    assert sideways_faults(form) == []


@pytest.mark.parametrize(
    ("width", "height", "text"),
    [(360, 740, 100), (360, 740, 200), (320, 568, 100), (740, 360, 100), (180, 370, 100), (1280, 900, 200)],
)
def test_the_dock_is_whole_on_any_screen(form, width, height, text):
    form.set_viewport_size({"width": width, "height": height})
    form.evaluate("share => { document.documentElement.style.fontSize = 1.125 * share + '%' }", text)
    choose(form, 1)
    for _question in range(2):
        assert sideways_faults(form) == []
        form.locator(".dock .btn:not(.quiet)").scroll_into_view_if_needed()
        expect(form.locator(".dock .btn:not(.quiet)")).to_be_in_viewport(ratio=1)
        go_on(form)
    expect(form.locator("#Q3")).to_be_visible()


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_it_is_readable_in_every_look_and_nothing_moves(form, look):
    form.emulate_media(**look)
    assert accessibility_faults(form) == []
    choose(form, 1)
    ring = "e => getComputedStyle(e.nextElementSibling, '::before').borderTopWidth"
    chosen, other = (form.locator(f"input[name=Q1][value='{code}']").evaluate(ring) for code in (4, 3))
    assert float(chosen[:-2]) >= 3 * float(other[:-2])
    go_on(form)
    assert accessibility_faults(form) == []
    assert form.evaluate("document.getAnimations().length") == 0


def test_a_chosen_answer_is_a_ring_alone(form):
    look = "e => { const s = getComputedStyle(e); return [s.fontWeight, s.backgroundColor, s.boxShadow, s.color] }"
    before = form.locator("input[name=Q1][value='4'] + span").evaluate(look)
    choose(form, 1)
    form.locator("h1").click()
    assert form.locator("input[name=Q1][value='4'] + span").evaluate(look) == before


@pytest.mark.parametrize("scripts", [True, False])
def test_the_printed_sheet_is_short_and_empty(portal, page, scripts):
    page.goto(f"{portal.base}/p/{portal.code}")
    empty = page.pdf(format="A4")
    answer(page)
    page.locator("textarea").fill("Ý kiến chỉ của tôi")
    filled = PdfReader(BytesIO(page.pdf(format="A4")))
    assert len(filled.pages) == len(PdfReader(BytesIO(empty)).pages) <= MOST_PAPER
    text = "\n".join(page.extract_text() for page in filled.pages)
    assert all(f"{number}. " in text for number in range(1, CLOSED_QUESTIONS + 2))
    assert "Gửi phiếu" not in text
    page.emulate_media(media="print")
    ring = "e => getComputedStyle(e.nextElementSibling, '::before').borderTopWidth"
    assert len({radio.evaluate(ring) for radio in page.locator("#Q2 input").all()}) == 1
    assert page.locator("textarea").evaluate("e => getComputedStyle(e).color") == "rgba(0, 0, 0, 0)"


def tree(page: Page) -> list[tuple[str, str, dict[str, Any]]]:
    """What a screen reader is told: role, name and properties of all that is not ignored."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (
            node["role"]["value"],
            " ".join(node.get("name", {}).get("value", "").split()),
            {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
            | {"description": node.get("description", {}).get("value", "")},
        )
        for node in nodes
        if not node["ignored"]
    ]


def names(nodes: list[tuple[str, str, dict[str, Any]]], role: str) -> list[str]:
    return [name for found, name, _about in nodes if found == role]


def test_a_screen_reader_is_told_one_question_its_six_answers_and_where_one_is(form):
    nodes = tree(form)
    assert names(nodes, "heading") == ["Phiếu lấy ý kiến về Chủ tịch UBND xã"]
    assert names(nodes, "radio") == [*LEVELS, "Không biết / không có ý kiến"]
    ((_role, name, about),) = [node for node in nodes if node[0] == "group" and node[1]]
    assert name.startswith("1. Năng lực chỉ đạo, điều hành công việc của địa phương")
    assert about["description"].startswith("Đối với Chủ tịch UBND xã Thanh Hải, ông/bà hài lòng ở mức nào")
    assert names(nodes, "button") == ["Chữ thường", "Chữ to hơn"]
    choose(form, 1)
    nodes = tree(form)
    assert [name for role, name, about in nodes if role == "radio" and about["checked"] == "true"] == ["Hài lòng"]
    assert names(nodes, "button") == ["Chữ thường", "Chữ to hơn", "Câu tiếp"]
    go_on(form)
    ((_role, name, about),) = [node for node in tree(form) if node[0] == "group" and node[1]]
    assert name == "2. Việc thực hiện những điều đã hứa, đã cam kết với người dân"
    assert about["focused"] is True


def test_a_screen_reader_is_told_at_the_review_which_are_answered_and_never_what(form):
    answer(form, leave_out=7)
    nodes = tree(form)
    boxes = [name for name in names(nodes, "link") if name.endswith("chọn") and name[0].isdigit()]
    assert boxes == [f"{number} {'chưa chọn' if number == 7 else 'đã chọn'}" for number in range(1, 15)]
    assert not [name for _role, name, _about in nodes if name in LEVELS]
    assert not [about for role, _name, about in nodes if role == "radio" and about["checked"] == "true"]
    form.clock.run_for(600)
    go_on(form)
    ((_role, name, about),) = [node for node in tree(form) if node[0] == "group" and node[1]]
    assert name.startswith("7. ")
    assert about["description"].endswith(GAP)
