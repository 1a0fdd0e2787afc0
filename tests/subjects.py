"""A small world in which every role stands somewhere and every commune has something to look at."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.accounts import approvals as account_deeds
from portal.accounts.admin import slips
from portal.accounts.models import AccountRequest
from portal.accounts.permissions import Role
from portal.ballots.desks.models import DeskPhone
from portal.documents.models import Document, SignedCopy
from portal.extensions import db
from portal.fieldwork.awards.models import AwardLine, AwardProposal
from portal.fieldwork.inspections.models import Finding, Inspection, InspectionPlan
from portal.fieldwork.publicity.models import DailyPost, PublicityEntry
from portal.fieldwork.reminders.models import Incident, Reminder
from portal.fieldwork.reporting.models import FieldReport, FieldReportRevision
from portal.fieldwork.roster.lists import papers as roster_papers
from portal.fieldwork.roster.models import HandOver, Helper, OverlapPermission, Supervisor
from portal.fieldwork.taskforce import printing as day_one
from portal.fieldwork.visits.models import VisitCorrection, VisitCount
from portal.results.comments import themes
from portal.results.models import CodedComment, Exclusion, FlagRecord
from portal.results.statistics.quality import LIMITS
from portal.surveys.catalogues.models import LinkRequest
from portal.surveys.errata.models import FormErratum
from portal.surveys.models import ApprovalRequest, PlanDraft
from portal.surveys.points import posters
from portal.web.data import clock, codec, files
from portal.web.jobs.jobs import Job
from portal.web.media import readings
from portal.web.media.uploads import Photo
from tests import kept_worlds, make
from tests.documents import samples
from tests.fieldwork.taskforce import rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.accounts.models import Account
    from portal.fieldwork.directives.models import ChatMember, DirectingPaper, Launch
    from portal.results.models import Theme
    from portal.units.models import Unit

EARLIER = 2023
"""An older catalogue of the same office."""
COMMUNES = ("07507", "07519", "07534", "07210")


READERS = {
    Role.ACCOUNT_ADMIN: "accounts",
    Role.COMMUNE_OFFICER: "roster",
    Role.COMMUNE_LEAD: "roster",
    Role.PROVINCE_EDITOR: "questionnaire",
}
"""Whose files are read, and what they hold."""

ALSO_USED = {
    "recognition": {
        "source": "Kế hoạch công nhận của tỉnh",
        "body": "Ban Chỉ đạo tỉnh",
        "criteria": [{"text": "Bảo đảm số lượt tham gia khảo sát", "measure": "turnout"}],
    },
    "invitations": {"counted": True},
}
"""Parts of a plan that plan 198 has not: without them their pages are not there for those who may, either."""


class World:
    """One round over the small catalogue."""

    papers: dict[str, DirectingPaper]
    launches: dict[str, Launch]
    launch_photos: dict[str, Photo]
    chat_members: dict[str, ChatMember]

    def __init__(self) -> None:
        make.units_small()
        self.round = make.survey_round(results_opened_at=clock.at(make.LAST_DAY + timedelta(days=3), 9))
        self.round.plan = {**self.round.plan, **ALSO_USED}
        self.accounts: dict[str, Account] = {role: make.account(role) for role in Role}
        make.load_units(EARLIER, make.SMALL.encode())
        self.officers = {code: make.account(Role.COMMUNE_OFFICER, make.unit(code)) for code in COMMUNES}
        self.corrections = {code: self.correction(code) for code in COMMUNES}
        self.publicity = {code: self.publicise(code) for code in COMMUNES}
        self.papers, self.launches, self.launch_photos, self.chat_members = {}, {}, {}, {}
        for code in (*COMMUNES, "219", "213", "24"):
            self.prepare(code)
        self.deed = self.ask_for_a_deed()
        self.plan_draft = self.write_plan()
        self.exclusions = self.set_apart()
        approver, admin = self.accounts[Role.PROVINCE_APPROVER], self.accounts[Role.ACCOUNT_ADMIN]
        self.account_deed = account_deeds.ask("code", unit=approver.unit, by=admin, account=approver)
        self.document = self.report()
        for reader in self.accounts.values():
            made("cover-note", {"document": self.document.id, "account": reader.id})
        self.signed_copy = self.sign(self.document)
        self.account_requests = {code: self.ask_for_a_code(code) for code in COMMUNES}
        self.imported = made(slips.KIND, {}, self.accounts[Role.ACCOUNT_ADMIN])
        self.asker = ""
        self.asked_by_htmx: set[tuple[str, str, str]] = set()  # method, endpoint and answer
        self.catalogue_reading = made(
            readings.JOB, {"topic": "catalogue", "file": "0" * 32}, self.accounts[Role.ACCOUNT_ADMIN]
        )
        self.link_request = LinkRequest(
            earlier_id=EARLIER,
            later_id=self.round.catalogue_id,
            number="1191/NQ-UBTVQH15",
            day=date(2024, 10, 24),
            pairs=[["07507", "07507"]],
            asked_by=self.accounts[Role.ACCOUNT_ADMIN].id,
            asked_at=clock.now(),
        )
        self.erratum = FormErratum(
            round_id=self.round.id,
            question="Q1",
            before={"vi": "A", "en": "A"},
            after={"vi": "B", "en": "A"},
            reason="Sai dấu",
            asked_by=self.accounts[Role.PROVINCE_EDITOR].id,
            asked_at=clock.now(),
        )
        db.session.add_all([self.link_request, self.erratum])
        self.readings = {role: self.reading(role, topic) for role, topic in READERS.items()}
        for what, code in (("book", ""), *((posters.POSTER, code) for code in COMMUNES)):
            made(posters.JOB, {"round": self.round.slug, "what": what, "unit": code})
        self.fill_rosters()
        self.award_line = self.propose()
        for code in (*COMMUNES, "219", "213"):
            self.report_on(code)
            made("field-report", {"unit": make.unit(code).id, "round": self.round.id})
        self.inspected = {code: self.inspect(code) for code in COMMUNES}
        self.incidents = {code: self.report_incident(code) for code in COMMUNES}
        self.desk_phones = {code: self.desk_phone(code) for code in COMMUNES}
        self.reminder = self.remind()
        self.theme = self.gather_comments()
        db.session.commit()

    def reading(self, role: Role, topic: str) -> Job:
        """A file that somebody had read."""
        return made(readings.JOB, {"topic": topic, "file": "0" * 32}, self.accounts[role])

    def gather_comments(self) -> Theme:
        """One comment at a desk, and the list of themes."""
        point = make.point("07507", self.round)
        db.session.add(CodedComment(round_id=self.round.id, place=1, point_id=point.id, comment_id=bytes(16)))
        themes.start_list(self.round)
        return themes.themes_of(self.round)[0]

    def unit(self, code: str) -> Unit:
        return make.unit(code)

    def correction(self, code: str) -> VisitCorrection:
        officer = self.officers[code]
        count = VisitCount(
            point_id=make.point(code, self.round).id,
            day=make.FIRST_DAY,
            visits=36,
            source="direct",
            entered_by=officer.id,
            entered_at=clock.start_of(make.FIRST_DAY),
            locked_by=officer.id,
            locked_at=clock.end_of(make.FIRST_DAY) + timedelta(hours=9),
        )
        db.session.add(count)
        db.session.flush()
        asked = VisitCorrection(
            visit_count_id=count.id,
            old_visits=36,
            new_visits=40,
            reason="Đếm sót buổi chiều",
            asked_by=officer.id,
            asked_at=count.locked_at,
        )
        db.session.add(asked)
        db.session.flush()
        return asked

    def publicise(self, code: str) -> tuple[PublicityEntry, DailyPost, Photo]:
        officer, point = self.officers[code], make.point(code, self.round)
        entry = PublicityEntry(
            point_id=point.id,
            key=uuid.uuid4().hex,
            channel="posted",
            first_day=make.FIRST_DAY,
            last_day=make.FIRST_DAY,
            place="Trụ sở",
            entered_by=officer.id,
            entered_at=clock.now(),
        )
        post = DailyPost(point_id=point.id, day=make.FIRST_DAY, job_id=made("post_card", {}).id)
        db.session.add_all([entry, post])
        db.session.flush()
        photo = Photo(
            id=uuid.uuid4().hex,
            owner_kind="publicity",
            owner_id=entry.id,
            unit_id=point.unit_id,
            day=make.FIRST_DAY,
            sha256="0" * 64,
            status="ready",
            file_id=files.store_file("anh.jpg", "image/jpeg", b"JPEG").id,
            uploaded_by=officer.id,
            uploaded_at=clock.now(),
        )
        db.session.add(photo)
        db.session.flush()
        return entry, post, photo

    def prepare(self, code: str) -> None:
        """A directing paper and somebody in the chat group at every level; a task force in communes, a launch above."""
        unit, by = make.unit(code), self.officers.get(code, self.accounts[Role.DISTRICT_MONITOR])
        self.papers[code] = rows.paper(self.round, unit, by)
        self.chat_members[code] = rows.chat_member(self.round, unit, by)
        if code in COMMUNES:
            point = make.point(code, self.round)
            rows.force(point, by)
            made(day_one.JOB, {"point": point.id, "what": "card", "form": "pdf"})
        else:
            self.launches[code] = rows.launch(self.round, unit, by)
            self.launch_photos[code] = photo_of("launch", self.launches[code].id, unit.id, by.id)

    def inspect(self, code: str) -> tuple[InspectionPlan, Inspection, Finding, Photo]:
        """A plan, an inspection with its finding, and the poster's photograph."""
        point, by = make.point(code, self.round), self.accounts[Role.PROVINCE_EDITOR]
        seen = {"point_id": point.id, "day": make.FIRST_DAY, "organiser_id": by.unit_id, "team": "Đoàn số 1"}
        plan = InspectionPlan(**seen, planned_by=by.id, planned_at=clock.now())
        made_now = Inspection(**seen, key=uuid.uuid4().hex, answers={}, entered_by=by.id, entered_at=clock.now())
        db.session.add_all([plan, made_now])
        db.session.flush()
        finding = Finding(inspection_id=made_now.id, body="Bảng tin bỏ trống", due_day=make.LAST_DAY)
        poster = Photo(
            id=uuid.uuid4().hex,
            owner_kind="inspected-poster",
            owner_id=made_now.id,
            unit_id=by.unit_id,
            day=make.FIRST_DAY,
            sha256=uuid.uuid4().hex * 2,
            status="ready",
            fingerprint="0" * 32,
            file_id=files.store_file("anh.jpg", "image/jpeg", b"JPEG").id,
            uploaded_by=by.id,
            uploaded_at=clock.now(),
        )
        made_now.poster_photo_id = poster.id
        db.session.add_all([finding, poster])
        db.session.flush()
        return plan, made_now, finding, poster

    def desk_phone(self, code: str) -> DeskPhone:
        phone = DeskPhone(
            point_id=make.point(code, self.round).id,
            day=clock.today(),
            number=1,
            key_hash=uuid.uuid4().bytes * 2,
            enrolled_at=clock.now(),
        )
        db.session.add(phone)
        db.session.flush()
        return phone

    def report_incident(self, code: str) -> Incident:
        incident = Incident(
            point_id=make.point(code, self.round).id,
            key=uuid.uuid4().hex,
            kind="network",
            body="Mất mạng",
            reported_by=self.officers[code].id,
            reported_at=clock.now(),
        )
        db.session.add(incident)
        db.session.flush()
        return incident

    def remind(self) -> Reminder:
        """A reminder to an officer of another account than the roles' own."""
        reminder = Reminder(
            round_id=self.round.id,
            point_id=make.point("07507", self.round).id,
            recipient_id=self.officers["07507"].id,
            rule="visits_missing",
            day=make.FIRST_DAY,
            slot="1",
            sent_at=clock.now(),
        )
        db.session.add(reminder)
        db.session.flush()
        return reminder

    def write_plan(self) -> PlanDraft:
        """A plan that is being written, with nothing in it yet."""
        editor = self.accounts[Role.PROVINCE_EDITOR]
        draft = PlanDraft(unit_id=editor.unit.id, body_text="{}", lender_text=self.round.plan_text)
        draft.edited_by, draft.edited_at = editor.id, clock.now()
        db.session.add(draft)
        db.session.flush()
        return draft

    def ask_for_a_deed(self) -> ApprovalRequest:
        asked = ApprovalRequest(
            round_id=self.round.id,
            kind="release",
            asked_by=make.account(Role.PROVINCE_APPROVER).id,
            asked_at=clock.now(),
            reason="Đã hết đợt",
        )
        db.session.add(asked)
        db.session.flush()
        return asked

    def set_apart(self) -> dict[str, Exclusion]:
        """What stood out at the opening, and a request for each commune."""
        db.session.add(FlagRecord(round_id=self.round.id, limits=asdict(LIMITS), frozen_at=clock.now()))
        asker = make.account(Role.PROVINCE_APPROVER)
        found = {
            code: Exclusion(
                round_id=self.round.id,
                point_id=make.point(code, self.round).id,
                kind="apart",
                reason="Phiếu gửi dồn dập",
                asked_by=asker.id,
                asked_at=clock.now(),
            )
            for code in COMMUNES
        }
        db.session.add_all(found.values())
        db.session.flush()
        return found

    def ask_for_a_code(self, code: str) -> AccountRequest:
        officer = self.officers[code]
        asked = AccountRequest(kind="code", unit=officer.unit, account=officer, reason="Quên mật khẩu", asker=officer)
        asked.asked_at, asked.job_id = clock.now(), made(slips.ONE, {}).id
        db.session.add(asked)
        db.session.flush()
        return asked

    def report(self) -> Document:
        kept = files.store_file("bao-cao.pdf", "application/pdf", b"%PDF").id
        report = Document(
            id="b" * 32,
            kind="synthesis",
            round_id=self.round.id,
            unit_id=make.unit("24").id,
            title="Báo cáo kết quả khảo sát",
            figures=codec.to_plain(samples.empty()),
            figures_digest="0" * 64,
            job_id=self.done("document"),
            file_id=kept,
            districts_file_id=kept,
            restricted_file_id=kept,
            asked_by=self.accounts[Role.PROVINCE_EDITOR].id,
            asked_at=clock.now(),
        )
        db.session.add(report)
        db.session.flush()
        return report

    def sign(self, document: Document) -> SignedCopy:
        """A scan of it that waits for the clerk."""
        copy = SignedCopy(document_id=document.id, way="scan", state="doubtful", approved_sha256="", sha256="0" * 64)
        copy.file_id, copy.sent_by, copy.sent_at = document.file_id, document.asked_by, document.asked_at
        db.session.add(copy)
        db.session.flush()
        return copy

    def propose(self) -> AwardLine:
        """A person in the list of proposals."""
        by, found = self.accounts[Role.PROVINCE_EDITOR], AwardProposal(round_id=self.round.id)
        db.session.add(found)
        db.session.flush()
        line = AwardLine(proposal_id=found.id, kind="person", name="A", unit="B", achievement="C")
        line.added_by, line.added_at = by.id, clock.now()
        db.session.add(line)
        db.session.flush()
        return line

    def fill_rosters(self) -> None:
        """A helper and a leave asked for in each commune, a supervisor, a hand-over, a list of every unit."""
        self.helpers = {code: self.helper(code) for code in COMMUNES}
        self.double_duties = {code: self.double_duty(code) for code in COMMUNES}
        self.supervisor = Supervisor(
            round_id=self.round.id, full_name="A", post="B", office="C", area="D", days=[make.FIRST_DAY.isoformat()]
        )
        jobs = {
            code: made(roster_papers.KIND, {"round": self.round.slug, "unit": code, "what": roster_papers.INTERNAL})
            for code in (*COMMUNES, "219", "213", "24")
        }
        counts = {"points": 4, "handed_in": 4, "with_gaps": 0, "helpers": 4, "supervisors": 1}
        self.hand_over = HandOver(
            round_id=self.round.id,
            given_by=self.accounts[Role.VETERANS_OFFICE].id,
            given_at=clock.now(),
            book_job_id=jobs["24"].id,
            **counts,
        )
        db.session.add_all([self.supervisor, self.hand_over])
        db.session.flush()

    def report_on(self, code: str) -> None:
        """A report that was saved once."""
        by = self.officers.get(code, self.accounts[Role.DISTRICT_MONITOR])
        who = {"changed_by": by.id, "changed_at": clock.now()}
        report = FieldReport(round_id=self.round.id, unit_id=make.unit(code).id, fields={}, **who)
        db.session.add(report)
        db.session.flush()
        kept = {"version": 1, "deed": "saved", "fields": {}, "made_by": by.id, "made_at": clock.now()}
        db.session.add(FieldReportRevision(report_id=report.id, **kept))
        db.session.flush()

    def helper(self, code: str) -> Helper:
        helper = Helper(point_id=make.point(code, self.round).id, full_name="Nguyễn Văn An", person=code)
        db.session.add(helper)
        db.session.flush()
        return helper

    def double_duty(self, code: str) -> OverlapPermission:
        here = make.point(code, self.round).id
        asked = OverlapPermission(
            point_id=here,
            other_point_id=here,
            helper_id=self.helpers[code].id,
            full_name="Nguyễn Văn An",
            person=code,
            day=make.FIRST_DAY,
            half="morning",
            reason="Thiếu người",
            asked_by=self.officers[code].id,
            asked_at=clock.now(),
        )
        db.session.add(asked)
        db.session.flush()
        return asked

    def done(self, kind: str) -> str:
        job = Job(id="c" * 32, kind=kind, args={}, status="done", asked_at=clock.now())
        db.session.add(job)
        db.session.flush()
        return job.id

    def editor_of_2025(self) -> Account:
        return make.account(Role.PROVINCE_EDITOR, make.units_of(2025))


def photo_of(kind: str, owner_id: int, unit_id: int, by_id: int) -> Photo:
    """A photograph that is ready."""
    photo = Photo(id=uuid.uuid4().hex, owner_kind=kind, owner_id=owner_id, unit_id=unit_id, day=make.FIRST_DAY)
    photo.sha256, photo.status, photo.fingerprint = uuid.uuid4().hex * 2, "ready", "0" * 32
    photo.file_id = files.store_file("anh.jpg", "image/jpeg", b"JPEG").id
    photo.uploaded_by, photo.uploaded_at = by_id, clock.now()
    db.session.add(photo)
    db.session.flush()
    return photo


def small_world() -> World:
    """The world, made now or as this process made it before."""
    return kept_worlds.once("subjects", World)


def made(kind: str, args: dict[str, object], by: Account | None = None) -> Job:
    """Work that is done, with its file."""
    stored = files.store_file("tep.pdf", "application/pdf", b"%PDF")
    job = Job(id=uuid.uuid4().hex, kind=kind, args=args, status="done", asked_at=clock.now(), file_id=stored.id)
    job.asked_by = by.id if by else None
    db.session.add(job)
    db.session.flush()
    return job


def award_line(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "line_id": world.award_line.id}


def slug(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug}


def figures_file(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "name": "counts"}


def commune(world: World, target: str) -> dict[str, object] | None:
    return {"slug": world.round.slug, "code": target} if target in COMMUNES else None


def day(_world: World, _target: str) -> dict[str, object]:
    return {"day": make.FIRST_DAY.isoformat()}


def correction(world: World, target: str) -> dict[str, object] | None:
    return {"correction_id": world.corrections[target].id} if target in COMMUNES else None


def account(world: World, target: str) -> dict[str, object] | None:
    return {"account_id": world.officers[target].id} if target in COMMUNES else None


def account_request(world: World, target: str) -> dict[str, object] | None:
    return {"request_id": world.account_requests[target].id} if target in COMMUNES else None


def imported(world: World, _target: str) -> dict[str, object]:
    return {"job_id": world.imported.id}


def reading(world: World, _target: str) -> dict[str, object]:
    """The asker's own, for whoever may have one."""
    own = world.readings.get(world.asker) or world.readings[Role.ACCOUNT_ADMIN]
    return {"job_id": own.id}


def catalogue(world: World, _target: str) -> dict[str, object]:
    return {"key": str(world.round.catalogue_id)}


def catalogue_unit(world: World, target: str) -> dict[str, object]:
    return {**catalogue(world, target), "code": target}


def catalogue_reading(world: World, target: str) -> dict[str, object]:
    return {**catalogue(world, target), "job_id": world.catalogue_reading.id}


def both_catalogues(world: World, _target: str) -> dict[str, object]:
    return {"earlier": str(EARLIER), "later": str(world.round.catalogue_id)}


def unit_link(world: World, target: str) -> dict[str, object] | None:
    return {**both_catalogues(world, target), "code": target} if target in COMMUNES else None


def link_request(world: World, _target: str) -> dict[str, object]:
    return {"request_id": world.link_request.id}


def asked_question(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "question": "Q1"}


def erratum(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "erratum_id": world.erratum.id}


def publicity_entry(world: World, target: str) -> dict[str, object] | None:
    return {"entry_id": world.publicity[target][0].id} if target in COMMUNES else None


def daily_post(world: World, target: str) -> dict[str, object] | None:
    return {"post_id": world.publicity[target][1].id} if target in COMMUNES else None


def photo(world: World, target: str) -> dict[str, object] | None:
    return {"photo_id": world.publicity[target][2].id} if target in COMMUNES else None


def exclusion(world: World, target: str) -> dict[str, object] | None:
    found = world.exclusions.get(target)
    return {"slug": world.round.slug, "number": found.id} if found else None


def deed(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "deed_id": world.deed.id}


def kind_of_deed(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "kind": "release"}


def plan_draft(world: World, _target: str) -> dict[str, object]:
    return {"draft_id": world.plan_draft.id}


def plan_part(world: World, _target: str) -> dict[str, object]:
    return {"draft_id": world.plan_draft.id, "part": "window"}


def questionnaire(world: World, _target: str) -> dict[str, object]:
    return {"form_id": world.round.questionnaire_id}


def questionnaire_list(world: World, _target: str) -> dict[str, object]:
    return {"form_id": world.round.questionnaire_id, "part": "closed"}


def questionnaire_single(world: World, _target: str) -> dict[str, object]:
    return {"form_id": world.round.questionnaire_id, "part": "comment"}


def questionnaire_part(world: World, _target: str) -> dict[str, object]:
    return {"form_id": world.round.questionnaire_id, "part": "closed", "index": 0}


def paper(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "what": "book"}


def document(world: World, target: str) -> dict[str, object] | None:
    return {"document_id": world.document.id} if target == "24" else None


def copy_of_document(world: World, target: str) -> dict[str, object] | None:
    return {"document_id": world.document.id, "copy": "full"} if target == "24" else None


def annex_of_document(world: World, target: str) -> dict[str, object] | None:
    return {"document_id": world.document.id, "number": 1} if target == "24" else None


def signed_copy(world: World, target: str) -> dict[str, object] | None:
    return {"document_id": world.document.id, "copy_id": world.signed_copy.id} if target == "24" else None


def kind_of_paper(_world: World, target: str) -> dict[str, object] | None:
    return {"kind": "synthesis"} if target == "24" else None


def any_unit(world: World, target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "code": target}


def day_one_paper(world: World, target: str) -> dict[str, object] | None:
    found = commune(world, target)
    return {**found, "what": "card", "form": "pdf"} if found else None


def directing_paper(world: World, target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "paper_id": world.papers[target].id}


def launch(world: World, target: str) -> dict[str, object] | None:
    return {"slug": world.round.slug, "launch_id": world.launches[target].id} if target in world.launches else None


def launch_photo(world: World, target: str) -> dict[str, object] | None:
    found = launch(world, target)
    return {**found, "photo_id": world.launch_photos[target].id} if found else None


def chat_member(world: World, target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "member_id": world.chat_members[target].id}


def helper(world: World, target: str) -> dict[str, object] | None:
    return {"helper_id": world.helpers[target].id} if target in COMMUNES else None


def reporting_unit(world: World, target: str) -> dict[str, object] | None:
    return any_unit(world, target) if target != "24" else None


def report_revision(world: World, target: str) -> dict[str, object] | None:
    found = reporting_unit(world, target)
    return {**found, "number": 1} if found else None


def turn(world: World, target: str) -> dict[str, object] | None:
    half_day = {"day": make.FIRST_DAY.isoformat(), "half": "morning"}
    return {**half_day, "helper_id": world.helpers[target].id} if target in COMMUNES else None


def double_duty(world: World, target: str) -> dict[str, object] | None:
    return {"slug": world.round.slug, "number": world.double_duties[target].id} if target in COMMUNES else None


def rosters_of(world: World, target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "code": target}


def roster_paper(world: World, target: str) -> dict[str, object]:
    return {**rosters_of(world, target), "what": roster_papers.INTERNAL}


def supervisor(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "number": world.supervisor.id}


def hand_over(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "number": world.hand_over.id, "what": roster_papers.INTERNAL}


def inspection_plan(world: World, target: str) -> dict[str, object] | None:
    return {"plan_id": world.inspected[target][0].id} if target in COMMUNES else None


def inspection(world: World, target: str) -> dict[str, object] | None:
    return {"inspection_id": world.inspected[target][1].id} if target in COMMUNES else None


def finding(world: World, target: str) -> dict[str, object] | None:
    return {"finding_id": world.inspected[target][2].id} if target in COMMUNES else None


def inspection_photo(world: World, target: str) -> dict[str, object] | None:
    return {"photo_id": world.inspected[target][3].id} if target in COMMUNES else None


def incident(world: World, target: str) -> dict[str, object] | None:
    return {"incident_id": world.incidents[target].id} if target in COMMUNES else None


def reminder(world: World, _target: str) -> dict[str, object]:
    return {"reminder_id": world.reminder.id}


def comment(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "place": 1}


def theme(world: World, _target: str) -> dict[str, object]:
    return {"slug": world.round.slug, "number": world.theme.id}


def account_deed(world: World, target: str) -> dict[str, object] | None:
    return {"deed_id": world.account_deed.id} if target == "24" else None


def desk_phone(world: World, target: str) -> dict[str, object] | None:
    return {"phone_id": world.desk_phones[target].id} if target in COMMUNES else None


SUBJECTS: dict[str, Callable[[World, str], dict[str, object] | None]] = {
    "accounts.reset": account,
    "accounts.state": account,
    "accounts_deeds.carry_out": account_deed,
    "accounts_deeds.decide": account_deed,
    "accounts_import.download": imported,
    "accounts_import.progress": imported,
    "accounts_import.reading": reading,
    "accounts_requests.change": account,
    "accounts_requests.print_again": account_request,
    "accounts_requests.show": account_request,
    "accounts_requests.slip": account_request,
    "awards.decide": slug,
    "awards.edit": award_line,
    "awards.index": slug,
    "awards.index_file": slug,
    "awards.new_person": slug,
    "awards.pick": commune,
    "awards.proposal": slug,
    "awards.remove": award_line,
    "awards.send": slug,
    "awards.weights": slug,
    "catalogues.correct": catalogue,
    "catalogues.correction": catalogue_reading,
    "catalogues.reading": lambda world, _target: {"job_id": world.catalogue_reading.id},
    "catalogues.show": catalogue,
    "catalogues.unit": catalogue_unit,
    "catalogues.units_file": catalogue,
    "desk_phones.board": slug,
    "desk_phones.board_file": slug,
    "desk_phones.close": desk_phone,
    "documents.annex": annex_of_document,
    "documents.approve": document,
    "documents.confirm_scan": signed_copy,
    "documents.cover_note_file": document,
    "documents.cover_note_page": document,
    "documents.drop_copy": signed_copy,
    "documents.explanations": document,
    "documents.file": copy_of_document,
    "documents.word_file": copy_of_document,
    "documents.new": kind_of_paper,
    "documents.number": document,
    "documents.particulars": document,
    "documents.print_again": document,
    "documents.refresh": document,
    "documents.release": document,
    "documents.replace": document,
    "documents.secrecy": document,
    "documents.send_back": document,
    "documents.show": document,
    "documents.signed": document,
    "documents.signed_file": signed_copy,
    "documents.submit": document,
    "documents.text": document,
    "field_papers.paper": reporting_unit,
    "field_papers.paper_file": reporting_unit,
    "errata.ask": asked_question,
    "errata.decide": erratum,
    "errata.index": slug,
    "errata.show": erratum,
    "errata.withdraw": erratum,
    "fieldwork.ask_lock": day,
    "fieldwork.change_authority": account,
    "fieldwork.correct": day,
    "fieldwork.decide": correction,
    "fieldwork.lock": day,
    "fieldwork.visits": day,
    "fieldwork.invited": day,
    "homes.work": slug,
    "inspections.decide": inspection_photo,
    "inspections.drop": inspection_plan,
    "inspections.finding_photo": finding,
    "inspections.fix": finding,
    "inspections.index": slug,
    "inspections.index_file": slug,
    "inspections.picture": inspection_photo,
    "inspections.plan": slug,
    "inspections.poster": inspection,
    "inspections.read_again": inspection,
    "inspections.reopen": finding,
    "inspections.show": inspection,
    "inspections.unit": commune,
    "inspections.visit": commune,
    "monitoring.table": slug,
    "monitoring.table_file": slug,
    "preparing.add_launch_photo": launch,
    "preparing.change_member": chat_member,
    "preparing.chat": slug,
    "preparing.chat_file": slug,
    "preparing.chat_unit": any_unit,
    "preparing.decision_scan": commune,
    "preparing.decide_launch_photo": launch_photo,
    "preparing.directing": slug,
    "preparing.directing_file": slug,
    "preparing.edit_launch": launch,
    "preparing.edit_paper": directing_paper,
    "preparing.edit_task_force": commune,
    "preparing.launch": launch,
    "preparing.launch_picture": launch_photo,
    "preparing.name_member": any_unit,
    "preparing.new_launch": slug,
    "preparing.new_paper": slug,
    "preparing.paper": day_one_paper,
    "preparing.paper_file": day_one_paper,
    "preparing.paper_scan": directing_paper,
    "preparing.send_scan": commune,
    "preparing.task_force": commune,
    "preparing.task_forces": slug,
    "preparing.task_forces_file": slug,
    "preparing.withdraw_launch": launch,
    "preparing.withdraw_paper": directing_paper,
    "publicity.add_photo": publicity_entry,
    "publicity.add_post_photo": day,
    "publicity.card": daily_post,
    "publicity.decide": photo,
    "publicity.edit": publicity_entry,
    "publicity.extend": publicity_entry,
    "publicity.move": publicity_entry,
    "publicity.overview": slug,
    "publicity.overview_file": slug,
    "publicity.picture": photo,
    "publicity.post": day,
    "publicity.unit": commune,
    "publicity.withdraw": publicity_entry,
    "releases.commune": commune,
    "releases.draft": slug,
    "releases.show": slug,
    "reporting.decide": reporting_unit,
    "reporting.edit": slug,
    "reporting.overview": slug,
    "reporting.overview_file": slug,
    "reporting.revision": report_revision,
    "reporting.show": reporting_unit,
    "reporting.software": slug,
    "reporting.submit": slug,
    "results.ask_exclusion": commune,
    "results.board": slug,
    "results.board_file": slug,
    "results.comment": comment,
    "results.comment_list": slug,
    "results.add_theme": slug,
    "results.breakdowns": slug,
    "results.communes": slug,
    "results.data_file": figures_file,
    "results.decide_exclusion": exclusion,
    "results.exclusion": exclusion,
    "results.flags": slug,
    "results.merge_theme": theme,
    "results.move_theme": theme,
    "results.next_comment": slug,
    "results.overview": slug,
    "results.quality": slug,
    "results.themes_by_area": slug,
    "results.questions": slug,
    "results.release": slug,
    "results.recognition": slug,
    "results.recognition_file": slug,
    "results.tables_file": slug,
    "results.tally": slug,
    "results.theme": theme,
    "results.unit": commune,
    "results.withdraw_exclusion": exclusion,
    "plans.compare": plan_draft,
    "plans.edit_round": slug,
    "plans.file": plan_draft,
    "plans.overview": plan_draft,
    "plans.part": plan_part,
    "plans.preview": plan_draft,
    "plans.remove": plan_draft,
    "plans.round_file": slug,
    "plans.upload": plan_draft,
    "preview.plan_sheet": plan_draft,
    "preview.questionnaire": questionnaire,
    "questionnaires.compare": questionnaire,
    "questionnaires.confirm": questionnaire,
    "questionnaires.copy": questionnaire,
    "questionnaires.edit_part": questionnaire_part,
    "questionnaires.edit_single": questionnaire_single,
    "questionnaires.said": questionnaire_single,
    "questionnaires.json_file": questionnaire,
    "questionnaires.move": questionnaire_part,
    "questionnaires.new_part": questionnaire_list,
    "questionnaires.new_version": questionnaire,
    "questionnaires.remove": questionnaire,
    "questionnaires.reopen": questionnaire,
    "questionnaires.take_away": questionnaire_part,
    "questionnaires.reading": reading,
    "questionnaires.version": questionnaire,
    "questionnaires.xlsform_file": questionnaire,
    "surveys.choose_questionnaire": slug,
    "roster.reading": reading,
    "roster.all_desks": slug,
    "roster.all_papers": rosters_of,
    "roster.ask_double_duty": turn,
    "roster.board_file": slug,
    "roster.decide_double_duty": double_duty,
    "roster.desk": commune,
    "roster.double_duties": slug,
    "roster.hand_over": slug,
    "roster.hand_over_file": hand_over,
    "roster.hand_overs": slug,
    "roster.helper": helper,
    "roster.new_supervisor": slug,
    "roster.paper": roster_paper,
    "roster.paper_file": roster_paper,
    "roster.remove_helper": helper,
    "roster.remove_supervisor": supervisor,
    "roster.supervisor": supervisor,
    "roster.supervisors": slug,
    "surveys.all_deeds": slug,
    "surveys.ask_deed": kind_of_deed,
    "surveys.calendar": slug,
    "surveys.chair": commune,
    "surveys.decide_deed": deed,
    "surveys.deed": deed,
    "surveys.desk": commune,
    "surveys.overview": slug,
    "surveys.paper": paper,
    "surveys.paper_file": paper,
    "surveys.papers": slug,
    "surveys.point": commune,
    "surveys.points": slug,
    "surveys.points_file": slug,
    "surveys.policy": slug,
    "surveys.poster": commune,
    "surveys.poster_file": commune,
    "surveys.questionnaire": slug,
    "surveys.withdraw_deed": deed,
    "urging.answer": incident,
    "unit_links.ask": both_catalogues,
    "unit_links.decide": link_request,
    "unit_links.request_page": link_request,
    "unit_links.show": both_catalogues,
    "unit_links.unit": unit_link,
    "unit_links.withdraw": link_request,
    "urging.follow": reminder,
    "urging.incident_file": slug,
    "urging.incident_list": slug,
    "urging.index": slug,
    "urging.index_file": slug,
    "urging.rules": slug,
    "urging.ask_to_send": slug,
    "urging.send": slug,
}
"""Endpoint → the arguments of its address for a target unit."""

NOT_BOUND = {
    "accounts_import.download",
    "accounts_import.progress",
    "accounts_import.reading",
    "catalogues.correction",
    "catalogues.reading",
    "questionnaires.reading",
    "roster.reading",
    "fieldwork.ask_lock",
    "fieldwork.correct",
    "fieldwork.invited",
    "fieldwork.lock",
    "fieldwork.visits",
    "publicity.add_post_photo",
    "publicity.post",
    "urging.follow",
    *(
        endpoint
        for endpoint, makes in SUBJECTS.items()
        if makes
        in {
            slug,
            figures_file,
            deed,
            kind_of_deed,
            paper,
            supervisor,
            hand_over,
            award_line,
            comment,
            theme,
            plan_draft,
            plan_part,
            questionnaire,
            questionnaire_list,
            questionnaire_single,
            questionnaire_part,
            catalogue,
            catalogue_unit,
            both_catalogues,
            unit_link,
            link_request,
            asked_question,
            erratum,
        }
    ),
}
"""Endpoints whose address names no unit: their subject is one's own place, or the round."""

PRIVATE = {
    *("accounts_import.download", "accounts_import.progress"),
    *("accounts_import.reading", "questionnaires.reading", "roster.reading"),
    *("catalogues.reading", "catalogues.correction"),
}
"""Endpoints whose subject belongs to one account: to anybody else it is not there."""
