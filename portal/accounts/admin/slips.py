"""The job behind an import: codes and their A5 slips first, then all accounts at once."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts import operations, persons
from portal.accounts.models import Account
from portal.accounts.permissions import role_title
from portal.accounts.sign_in import passwords
from portal.errors import DomainError
from portal.extensions import db
from portal.units.models import Unit
from portal.units.queries import by_code
from portal.web.data import clock, files, transactions
from portal.web.data.files import StoredFile, store_file
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job, Progress

KIND, ONE = "account-slips", "account-slip"
EVERY_MINUTES = 60
KEPT_FOR = 24 * 3600


@jobs.handler(KIND, _l("mở tài khoản, in phiếu cấp"))
def open_accounts(job: Job, _progress: Progress) -> StoredFile:
    """Open every account of an import and keep its slips, all or nothing; what is slow comes before the writing."""
    entries, year, asker_id = job.args["entries"], job.args["year"], job.asked_by
    codes = [passwords.new_code() for _entry in entries]
    units = [unit_of(entry, year) for entry in entries]
    content = print_slips([slip(*one) for one in zip(units, entries, codes, strict=True)])
    transactions.allow_writes()  # only now: printing hundreds of slips would keep every ballot waiting
    asker = db.session.get(Account, asker_id)
    for entry, code in zip(entries, codes, strict=True):
        open_one(entry, year, code, asker)
    return store_file("phieu-cap-tai-khoan.pdf", "application/pdf", content)


@jobs.handler(ONE, _l("cấp mã dùng một lần"))
def renew_code(job: Job, _progress: Progress) -> StoredFile:
    """Give one account a new code and keep its slip."""
    account_id, asker_id = job.args["account"], job.asked_by
    code = passwords.new_code()
    account = db.session.get_one(Account, account_id)
    who = {"full_name": account.full_name, "role": account.role, "username": account.username}
    content = print_slips([slip(account.unit, who, code)])
    transactions.allow_writes()
    account = db.session.get_one(Account, account_id)
    operations.store_code(account, code, by=db.session.get(Account, asker_id))
    return store_file(f"phieu-{account.username}.pdf", "application/pdf", content)


def slip(unit: Unit, entry: dict[str, str], code: str) -> dict[str, str]:
    """What one slip says."""
    return {**entry, "unit": unit.full, "role": role_title(entry["role"]), "code": code}


def unit_of(entry: dict[str, str], year: int) -> Unit:
    """The unit of an entry; the file was read against this catalogue."""
    unit = by_code(year, entry["unit_code"])
    if unit is None:
        raise DomainError(_("Đơn vị mã %(code)s không còn trong danh mục.", code=entry["unit_code"]))
    return unit


def print_slips(slips: Sequence[dict[str, str]]) -> bytes:
    """The slips as PDF, A5, one a page."""
    from portal.papers import pdf  # noqa: PLC0415 - WeasyPrint is loaded by the worker alone

    html = pdf.fill("print/slips.html", {"slips": slips, "days": operations.CODE_LIFE.days})
    return pdf.write(pdf.lay_out(html))


def open_one(entry: dict[str, str], year: int, code: str, by: Account | None) -> None:
    """Open one account with its code."""
    unit = unit_of(entry, year)
    person = persons.person_of(entry["full_name"], entry["identifier"], unit)
    account = operations.create(entry["username"], person=person, role=entry["role"], unit=unit, by=by)
    operations.set_code(account, code)


def own_jobs(account: Account) -> Sequence[Job]:
    """The imports that an account asked for, newest first."""
    query = select(Job).where(Job.kind == KIND, Job.asked_by == account.id).order_by(Job.asked_at.desc()).limit(10)
    return db.session.scalars(query).all()


def forget_old_slips() -> None:
    """Delete slips a day after they were made."""
    # they hold codes in clear
    for job in db.session.scalars(select(Job).where(Job.kind.in_((KIND, ONE)), Job.file_id.is_not(None))).all():
        age = (clock.now() - (job.finished_at or job.asked_at)).total_seconds()
        if age > KEPT_FOR:
            files.delete_file(job.file_id)
            job.file_id, job.args = None, {}
    db.session.commit()
