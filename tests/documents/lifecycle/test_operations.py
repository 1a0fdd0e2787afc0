"""Papers over a real database: frozen, written in, issued, printed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert, select, update

from portal.audit.models import Event
from portal.ballots import counting
from portal.ballots.models import arrivals
from portal.documents import queries, rendering
from portal.documents.annexes import annex_digests
from portal.documents.annexes.annexes import annexes
from portal.documents.kinds import KINDS
from portal.documents.lifecycle import figure_changes, operations, register
from portal.documents.lifecycle.requests import Request
from portal.documents.models import Document
from portal.documents.moments import moment_of
from portal.documents.synthesis import snapshot
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.fieldwork.visits.models import VisitCount
from portal.papers import pdf
from portal.papers.letterhead import Issue
from portal.results.models import Tally
from portal.results.release import releasing
from portal.results.tallying import tallying
from portal.surveys.models import ChairTenure, Round
from portal.web.data import clock, files, transactions
from portal.web.data.files import StoredFile
from portal.web.jobs import jobs
from portal.web.ui.listing import heads
from tests import kept_worlds, make
from tests.documents import calculator, samples
from tests.documents.calculator import columns
from tests.documents.printed import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.accounts.models import Account
    from portal.papers.paper import DocumentContent

DAYS = make.FIRST_DAY, date(2024, 6, 13), make.LAST_DAY
CLOSING = ("I.1", "III.1", "III.2", "III.3", "IV.1", "IV.2", "IV.3", "IV.4", "IV.5")
PRESSED = b"%PDF-1.7"
pytestmark = pytest.mark.usefixtures("db")


def form_answers(overall: int) -> dict[str, int]:
    """One ballot: the overall question as given, the others in between."""
    return {f"Q{n}": 4 for n in range(1, 14)} | {"Q14": overall}


def opened(*, simulated: bool = False) -> Round:
    """Plan 198 in a small province, closed and opened: one commune complete, one late, one without a visit entered."""
    return kept_worlds.once(f"opened, simulated: {simulated}", lambda: made(simulated=simulated))


def made(*, simulated: bool) -> Round:
    survey = make.survey_round(simulated=simulated, results_opened_at=clock.at(date(2024, 6, 17), 9))
    officer = make.account("commune_officer")
    for code, spread in (("07507", (5, 4, 4, 3, 5, 9)), ("07519", (4, 4, 1))):
        point = make.point(code, survey)
        for day in DAYS:
            make.ballots(point, [form_answers(one) for one in spread], day)
    for code, days in (("07507", DAYS), ("07519", DAYS[:2])):
        for day in days:
            visit(survey, code, day, officer, locked=code == "07507" or day == DAYS[0])
    db.session.commit()
    tallying.make(survey, lambda _done, _total: None)
    transactions.commit()
    return survey


def visit(survey: Round, code: str, day: date, officer: Account, *, locked: bool) -> None:
    moment = clock.at(day, 17)
    row = VisitCount(
        point_id=make.point(code, survey).id,
        day=day,
        visits=8,
        source="direct",
        entered_by=officer.id,
        entered_at=moment,
        locked_by=officer.id if locked else None,
        locked_at=moment if locked else None,
    )
    db.session.add(row)
    db.session.flush()


def editor() -> Account:
    return make.account("province_editor")


def approver() -> Account:
    return make.account("province_approver")


def requested(survey: Round, by: Account, *, secret: bool | None = False) -> Document:
    """A report as somebody asked for it, its print still waiting; its annexes apart are no secret."""
    document = operations.make("synthesis", Request(round=survey), by=by)
    document.annexes_secret = secret
    db.session.commit()
    return again(document)


def printed(document: Document) -> Document:
    """The queue does its work."""
    jobs.run(str(document.job_id))
    return again(document)


def again(document: Document) -> Document:
    """The paper as the database has it."""
    return queries.document_in(make.unit("24"), document.id) or pytest.fail("gone")


def bytes_of(document: Document, copy: str = "file_id") -> bytes:
    return db.session.get_one(StoredFile, getattr(document, copy)).content


def test_figures_are_those_of_the_tables() -> None:
    figures = snapshot.synthesis_figures(opened())
    whole = figures.whole
    assert (len(figures.communes), figures.by_district) == (4, True)
    assert whole.ballots == 3 * 6 + 3 * 3
    assert whole.score("Q14").n == 3 * 5 + 3 * 3
    assert whole.score("Q1").top2 == 100.0
    by_code = {commune.code: commune for commune in figures.communes}
    assert by_code["07507"].verdict == "dat"
    assert by_code["07507"].overall == (0, 0, 3, 6, 6, 3)
    assert by_code["07210"].ballots == 0
    assert figures.survey.subject.startswith("kết quả khảo sát, lấy ý kiến của người dân")


def test_only_visits_that_are_closed_count_on_paper() -> None:
    figures = snapshot.synthesis_figures(opened())
    late = next(commune for commune in figures.communes if commune.code == "07519")
    assert [day.visits for day in late.days] == [8, None, None]
    assert late.verdict == "chua_du_so_lieu"
    assert figures.whole.visits == 4 * 8


def test_every_printed_figure_of_the_database_survives_a_calculator() -> None:
    first, second, third, _fourth, fifth, *_rest = annexes(snapshot.synthesis_figures(opened()))
    calculator.check_annex_1(first)
    calculator.check_annex_2(second)
    calculator.check_annex_3(third)
    calculator.check_annex_5(fifth)


def test_a_vacant_chair_is_told_and_not_grouped() -> None:
    survey = opened()
    point = make.point("07507", survey)
    db.session.add(ChairTenure(point_id=point.id, status="vacant", from_day=date(2024, 1, 1)))
    db.session.flush()
    second = annexes(snapshot.synthesis_figures(survey))[1]
    row = next(row for row in second.tables[0].rows if row.name == "Xã Thanh Hải")
    assert columns(row)[-1] == "khuyết chức danh Chủ tịch"


def closing_sheet(survey: Round, by: Account, day: date | None) -> Document:
    """The sheet of a day as somebody asked for it."""
    document = operations.make("daily", Request(round=survey, day=day), by=by)
    db.session.commit()
    return again(document)


def test_a_closing_sheet_stays_with_its_day_when_its_figures_are_taken_anew(at) -> None:
    survey, who = opened(), editor()
    at(clock.at(date(2024, 6, 20), 9))
    document = closing_sheet(survey, who, DAYS[0])
    assert queries.request_of(document).day == DAYS[0]
    visit(survey, "07534", DAYS[0], who, locked=True)
    operations.refresh(document, document.version, by=who)
    db.session.commit()
    figures = rendering.figures_of(again(document))
    assert (figures.day, figures.whole.visits) == (DAYS[0], 3 * 8)


def test_the_sheet_that_replaces_an_issued_one_is_of_the_same_day(at) -> None:
    survey, who = opened(), editor()
    at(clock.at(date(2024, 6, 20), 9))
    document = closing_sheet(survey, who, DAYS[1])
    document.state = "issued"
    newer = operations.make_replacement(document, document.version, by=who)
    assert rendering.figures_of(newer).day == DAYS[1]


def test_a_closing_sheet_is_not_made_without_its_day() -> None:
    with pytest.raises(DomainError, match="Chọn ngày"):
        closing_sheet(opened(), editor(), None)


def test_a_month_that_has_not_begun_has_no_report(at: Callable[[datetime], None]) -> None:
    at(clock.at(date(2024, 6, 30), 9))
    operations.refuse_foreign_kind(KINDS["monthly"], Request(month="2024-06"), editor())
    with pytest.raises(DomainError, match="chưa đến"):
        operations.make("monthly", Request(month="2024-07"), by=approver())


def test_empty_tables_give_no_digit_where_a_figure_should_be() -> None:
    survey = opened()
    for table in (Tally.__table__, VisitCount.__table__, arrivals):
        db.session.execute(delete(table))
    counting.memory_of.cache_clear()
    figures = snapshot.synthesis_figures(survey)
    assert (figures.whole.visits, figures.whole.ballots, figures.whole.answers) == (None, None, {})
    for row in annexes(figures)[1].tables[0].rows:
        assert not re.search(r"\d", " ".join(columns(row)))


def test_results_that_are_shut_or_not_yet_tallied_give_no_report() -> None:
    shut = make.survey_round()
    with pytest.raises(Refused, match="Kết quả chưa mở"):
        operations.make("synthesis", Request(round=shut), by=editor())
    shut.results_opened_at = clock.at(date(2024, 6, 17), 9)
    with pytest.raises(Conflict, match="đang được tổng hợp"):
        operations.make("synthesis", Request(round=shut), by=editor())


def test_a_report_is_frozen_printed_and_kept_with_its_digest() -> None:
    document = printed(requested(opened(), editor()))
    assert document.job is not None
    assert (document.job.state, document.job.done, document.job.total) == ("done", 18, 18)
    content = bytes_of(document)
    assert hashlib.sha256(content).hexdigest() == document.sha256
    assert document.figures_digest == annex_digests.digest(rendering.figures_of(document))
    assert document.figures_digest in words_of(content).replace(" ", "")
    assert "PHỤ LỤC 2" in words_of(content)
    assert "PHỤ LỤC 2" not in words_of(bytes_of(document, "districts_file_id"))
    apart = words_of(bytes_of(document, "restricted_file_id"))
    assert re.findall(r"PHỤ LỤC (\d+)", apart) == ["2", "5", "9"]
    assert "Dự thảo lần 1" not in apart
    rendering.start(document, document.asked_by)
    assert [getattr(document, column) for column, _end in rendering.FILES.values()] == [None] * 3


def test_where_no_annex_goes_apart_there_is_no_such_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "print_copies", press_nothing)
    figures = samples.empty()
    figures = replace(figures, office=replace(figures.office, restricted=()))
    assert set(KINDS["synthesis"].print(figures, {}, Issue())) == {"full", "districts"}


def test_ballots_and_visits_that_come_later_change_no_byte() -> None:
    survey, who = opened(), editor()
    document = printed(requested(survey, who))
    before = bytes_of(document)
    make.ballots(make.point("07534", survey), [form_answers(1)] * 9, DAYS[0])
    db.session.execute(
        insert(Tally).values(round_id=survey.id, point_id=make.point("07534", survey).id, question="Q14", choice=1, n=9)
    )
    visit(survey, "07534", DAYS[0], who, locked=True)
    survey.title = "Tên khác"
    operations.print_again(document, by=who)
    db.session.commit()
    after = printed(document)
    assert bytes_of(after) == before
    assert snapshot.synthesis_figures(survey).whole.ballots != rendering.figures_of(after).whole.ballots


def test_what_people_write_is_printed_and_on_record() -> None:
    who = editor()
    document = requested(opened(), who)
    operations.write(document, {"III.1": "Các địa phương vào cuộc.", "II": "không có chỗ"}, document.version, by=who)
    db.session.commit()
    document = printed(document)
    assert document.paragraphs == {"III.1": "Các địa phương vào cuộc."}
    assert "Các địa phương vào cuộc." in words_of(bytes_of(document))
    actions = db.session.scalars(select(Event.action).where(Event.subject_id == document.id).order_by(Event.id)).all()
    assert actions == ["documents.request", "documents.write"]


def test_writing_over_what_another_person_wrote_is_refused() -> None:
    first, second = editor(), make.account("province_editor", full_name="Trần Thị Bình")
    document = requested(opened(), first)
    seen = document.version
    operations.write(document, {"III.1": "Bản của đồng chí Bình."}, seen, by=second)
    db.session.commit()
    with pytest.raises(Conflict, match="đồng chí Trần Thị Bình"):
        operations.write(document, {"III.1": "Bản khác."}, seen, by=first)


def test_saving_what_is_already_there_prints_nothing() -> None:
    who = editor()
    document = requested(opened(), who)
    job = document.job_id
    operations.write(document, {}, document.version, by=who)
    assert document.job_id == job


def finished(survey: Round, by: Account) -> Document:
    """A printed draft that lacks nothing."""
    document = requested(survey, by)
    operations.write(document, dict.fromkeys(CLOSING, "Nội dung."), document.version, by=by)
    db.session.commit()
    document = again(document)
    operations.set_particulars(
        document,
        document.version,
        signer=("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"),
        signer_name="Nguyễn Văn A",
        recipients=operations.default_recipients(document),
        by=by,
    )
    db.session.commit()
    return pressed(document)


def pressed(document: Document) -> Document:
    """The paper with a print that took no time: for steps that only ask whether there is one."""
    kept = files.store_file("van-ban.pdf", "application/pdf", PRESSED)
    done = update(Document).where(Document.id == document.id)
    db.session.execute(done.values(file_id=kept.id, sha256=kept.sha256))
    db.session.execute(update(jobs.Job).where(jobs.Job.id == document.job_id).values(status="done"))
    db.session.commit()
    return again(document)


def stepped(document: Document, deed: Callable[..., object], by: Account, **typed: object) -> Document:
    """The paper after a step."""
    deed(document, document.version, by=by, **typed)
    db.session.commit()
    return pressed(again(document))


def approved(survey: Round, by: Account, second: Account) -> Document:
    """A paper that another person approved."""
    return stepped(stepped(finished(survey, by), operations.submit, by), operations.approve, second)


def numbered(document: Document, by: Account, number: str = "12") -> Document:
    return stepped(document, operations.give_number, by, number=number, issued_on=date(2024, 6, 28))


def test_a_paper_with_unwritten_parts_or_without_a_signer_is_not_sent_for_review() -> None:
    who = editor()
    document = requested(opened(), who)
    with pytest.raises(DomainError, match=r"Còn: I\.1\. Công tác chỉ đạo, phối hợp; III\.1\. Ưu điểm.*họ tên người ký"):
        operations.submit(document, document.version, by=who)


def test_the_order_of_words_draft_review_approval_then_number_and_date() -> None:
    who, second = editor(), approver()
    document = finished(opened(), who)
    with pytest.raises(Conflict, match="Chỉ duyệt văn bản đang trình duyệt"):
        operations.approve(document, document.version, by=second)
    document = stepped(document, operations.submit, who)
    assert told(document).paper.is_draft
    document = stepped(document, operations.approve, second)
    assert not told(document).paper.is_draft
    assert re.fullmatch(r"Số\s+-BC/BDVTU", told(document).paper.number)
    document = numbered(document, who)
    assert (document.state, document.approved_by) == ("approved", second.id)
    operations.print_again(document, by=who)
    db.session.commit()
    words = words_of(bytes_of(printed(again(document))))
    assert "DỰ THẢO" not in words
    assert "Số 12-BC/BDVTU" in words
    assert "Bắc Giang, ngày 28 tháng 6 năm 2024" in words


def told(document: Document) -> DocumentContent:
    """What the paper says as it stands."""
    figures, issue = rendering.figures_of(document), rendering.issue_of(document)
    return KINDS[document.kind].render_content(figures, document.paragraphs, issue, "full")


def test_any_other_edit_after_approval_makes_a_draft_again_with_a_new_approval_needed() -> None:
    who, second = editor(), approver()
    document = numbered(approved(opened(), who, second), who)
    operations.write(document, {**document.paragraphs, "III.1": "Khác."}, document.version, by=who)
    db.session.commit()
    document = again(document)
    assert (document.state, document.approved_by, document.number) == ("draft", None, "12")
    assert told(document).paper.is_draft


def test_a_returned_paper_says_why_and_is_a_draft() -> None:
    who, second = editor(), approver()
    document = stepped(finished(opened(), who), operations.submit, who)
    with pytest.raises(DomainError, match="Ghi lý do"):
        operations.send_back(document, document.version, reason=" ", by=second)
    operations.send_back(document, document.version, reason="Sửa mục III.2", by=second)
    assert (document.state, document.reason) == ("draft", "Sửa mục III.2")


def test_whoever_made_or_wrote_a_paper_does_not_approve_it() -> None:
    who, writer = editor(), make.account("province_editor", full_name="Trần Thị Bình")
    document = finished(opened(), who)
    operations.write(document, {**document.paragraphs, "III.1": "Khác."}, document.version, by=writer)
    db.session.commit()
    document = stepped(pressed(again(document)), operations.submit, who)
    for maker in (who, writer):
        same_person = make.account("province_approver", person=maker.person)
        with pytest.raises(Refused, match="Cần một lãnh đạo duyệt khác"):
            operations.approve(document, document.version, by=same_person)


def test_a_report_is_not_dated_before_the_survey_was_over_nor_given_another_papers_number() -> None:
    who, second, survey = editor(), approver(), opened()
    first = numbered(approved(survey, who, second), who)
    other = approved(survey, who, second)
    with pytest.raises(DomainError, match="từ ngày kết thúc khảo sát"):
        operations.give_number(other, other.version, number="13", issued_on=date(2024, 6, 13), by=who)
    with pytest.raises(Conflict, match="Số 12 đã cấp"):
        operations.give_number(other, other.version, number=first.number, issued_on=date(2024, 7, 1), by=who)


def test_a_paper_that_is_being_printed_is_not_printed_beside_it() -> None:
    who = editor()
    document = requested(opened(), who)
    with pytest.raises(Conflict, match="đang được in"):
        operations.print_again(document, by=who)
    document = pressed(document)
    first = document.job_id
    operations.print_again(document, by=who)
    assert document.job_id != first


def test_recipients_are_printed_as_written_and_the_default_is_nobodys_choice() -> None:
    who = editor()
    document = requested(opened(), who)
    usual = operations.default_recipients(document)
    assert usual[0].startswith("Ban Dân vận Trung ương")
    signer = ("TRƯỞNG BAN", "")
    for listed, kept in ((usual, []), (["- Sở Nội vụ,", "", "Lưu: Văn thư."], ["Sở Nội vụ", "Lưu: Văn thư"])):
        operations.set_particulars(
            document, document.version, signer=signer, signer_name="B", recipients=listed, by=who
        )
        db.session.commit()
        document = again(document)
        assert document.recipients == kept
    assert told(document).paper.recipients == ["- Sở Nội vụ,", "- Lưu: Văn thư."]
    assert operations.checked_recipients(["x" * 150]) == ["x" * 150]
    with pytest.raises(DomainError, match="dài tối đa 150 ký tự"):
        operations.checked_recipients(["x" * 151])
    with pytest.raises(DomainError, match="tối đa 20 dòng"):
        operations.set_particulars(
            document, document.version, signer=signer, signer_name="B", recipients=["x"] * 21, by=who
        )


def test_new_figures_are_told_apart_from_the_old_ones_and_reset_the_approval() -> None:
    who, survey = editor(), opened()
    document = stepped(finished(survey, who), operations.submit, who)
    with pytest.raises(Conflict, match="không thay đổi"):
        operations.refresh(document, document.version, by=who)
    visit(survey, "07534", DAYS[0], who, locked=True)
    fresh = snapshot.synthesis_figures(survey)
    found = figure_changes.compare(KINDS[document.kind], rendering.figures_of(document), fresh)
    participation = next(change for change in found.changes if change.key == "II.1")
    assert any("32 lượt" in sentence for sentence in participation.before)
    assert any("40 lượt" in sentence for sentence in participation.after)
    operations.refresh(document, document.version, by=who)
    assert document.state == "draft"
    assert rendering.figures_of(document).whole.visits == 40


def test_papers_of_other_units_are_read_and_not_worked_on() -> None:
    document = requested(opened(), editor())
    monitor = make.account("district_monitor")
    with pytest.raises(Refused, match="đơn vị khác"):
        operations.write(document, {}, document.version, by=monitor)
    with pytest.raises(Refused, match="không ban hành loại văn bản này"):
        operations.make("synthesis", Request(round=document.round), by=monitor)


def test_a_commune_fills_in_number_date_and_signer_of_its_own_report() -> None:
    lead, survey = make.account("commune_lead"), opened()
    document = operations.make("commune", Request(round=survey, unit=lead.unit), by=lead)
    db.session.commit()
    document = again(document)
    assert document.title.startswith("Báo cáo")
    operations.write(
        document,
        {section.key: "Nội dung." for section in KINDS[document.kind].editable(rendering.figures_of(document))},
        document.version,
        by=lead,
    )
    db.session.commit()
    document = again(document)
    operations.set_particulars(
        document,
        document.version,
        signer=("T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
        signer_name="Lê Văn C",
        recipients=[],
        by=lead,
    )
    db.session.commit()
    document = stepped(stepped(pressed(again(document)), operations.submit, lead), operations.approve, lead)
    document = numbered(document, lead, "7")
    operations.print_again(document, by=lead)
    db.session.commit()
    words = words_of(bytes_of(printed(again(document))))
    assert "Số 07-BC/ĐU" in words
    assert "Thanh Hải, ngày 28 tháng 6 năm 2024" in words
    assert "Lê Văn C" in words
    assert "DỰ THẢO" not in words


def test_a_print_asked_for_before_the_last_change_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    who = editor()
    document = requested(opened(), who)
    early = str(document.job_id)
    operations.write(document, {"III.1": "Bản sau."}, document.version, by=who)
    db.session.commit()
    with monkeypatch.context() as unprinted:
        unprinted.setattr(pdf, "print_copies", press_nothing)
        jobs.run(early)
    document = again(document)
    assert document.file_id is None
    assert "Bản sau." in words_of(bytes_of(printed(document)))


def test_a_paper_changed_while_it_is_printed_leaves_no_file_that_nobody_names(monkeypatch: pytest.MonkeyPatch) -> None:
    who = editor()
    document = requested(opened(), who)
    name = document.id

    def changed_meanwhile(*args: Any) -> Any:
        made = press_nothing(*args)
        db.session.execute(update(Document).where(Document.id == name).values(job_id=None))
        transactions.commit()
        return made

    monkeypatch.setattr(pdf, "print_copies", changed_meanwhile)
    transactions.allow_writes()
    assert printed(document).file_id is None
    assert db.session.scalars(select(StoredFile)).all() == []


def test_a_paper_printed_again_keeps_no_earlier_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "print_copies", press_nothing)
    who = editor()
    document = printed(requested(opened(), who))
    operations.write(document, {"III.1": "Bản sau."}, document.version, by=who)
    db.session.commit()
    document = printed(again(document))
    kept = {document.file_id, document.districts_file_id, document.restricted_file_id} - {None}
    assert set(db.session.scalars(select(StoredFile.id))) == kept


def test_a_failed_print_says_why_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    who = editor()
    document = requested(opened(), who)
    with monkeypatch.context() as broken:
        broken.setattr(pdf, "print_copies", refuse)
        jobs.run(str(document.job_id))
    document = again(document)
    assert document.job is not None
    assert (document.job.state, document.job.error) == ("failed", "Không đọc được phông chữ.")
    operations.print_again(document, by=who)
    db.session.commit()
    monkeypatch.setattr(pdf, "print_copies", press_nothing)
    assert printed(document).file_id


def press_nothing(sheets: list[Any], *_more: Any) -> list[bytes]:
    """Print where nobody reads the print: to set a report in type takes seconds."""
    return [PRESSED + str(number).encode() for number, _sheet in enumerate(sheets)]


def refuse(*_args: object) -> None:
    raise DomainError("Không đọc được phông chữ.")


def test_papers_are_seen_inside_their_own_province_alone() -> None:
    document = requested(opened(), editor())
    elsewhere = make.units_small(2025)
    assert queries.document_in(make.unit("24"), document.id) is not None
    assert queries.document_in(elsewhere, document.id) is None
    assert queries.document_in(make.unit("219"), document.id) is None


def test_a_paper_names_the_moment_its_figures_were_taken() -> None:
    survey = opened()
    figures = snapshot.synthesis_figures(survey)
    assert figures.extracted_at == moment_of([survey])
    assert figures.extracted_at.microsecond == 0


def test_a_report_after_a_release_by_means_tells_districts_no_figures_beside_them(
    at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at(clock.at(date(2024, 6, 20), 9))
    survey = opened()
    assert snapshot.synthesis_figures(survey).outward
    monkeypatch.setattr(releasing, "tells_bands", lambda _round: False)
    assert snapshot.synthesis_figures(survey).outward == {}


def test_a_later_edition_says_which_it_is_in_the_register_on_its_page_and_in_print(at, sign_in) -> None:
    survey, who = opened(), editor()
    at(clock.at(date(2024, 6, 20), 9))
    first = closing_sheet(survey, who, DAYS[1])
    first.state = "issued"
    second = operations.make_replacement(first, first.version, by=who)
    second.state = "issued"
    third = operations.make_replacement(second, second.version, by=who)
    db.session.commit()
    top = make.unit("24")
    listed = {row.document.id: row.revision for row in register.rows(top, register.RegisterFilter())}
    assert listed == {first.id: 1, second.id: 2, third.id: 3}
    assert heads(register.columns())[-1] == "Lần"
    browser = sign_in(who)
    assert "lần 2" in browser.get("/documents").text
    assert "Lần 3, thay thế:" in browser.get(f"/documents/{third.id}").text
    printed = {document.id: html_of(document) for document in (again(one) for one in (first, second, third))}
    assert "Ban hành lần" not in printed[first.id]
    assert "Ban hành lần 2" in printed[second.id]
    assert "Dự thảo lần 3" in printed[third.id]


def html_of(document) -> str:
    """A paper as it goes to print."""
    kind, figures = KINDS[document.kind], rendering.figures_of(document)
    return " ".join(kind.html(figures, document.paragraphs, rendering.issue_of(document)))
