"""What is looked at around the box and the papers: keys of rounds, the log, rows of nobody, doubled numbers."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import load_only

from portal.ballots.sealing import quarantine, round_keys
from portal.documents.lifecycle.operations import book_entry
from portal.documents.models import Document
from portal.extensions import db
from portal.nodes import queries as nodes
from portal.ops.condition.check import Check
from portal.sealing import periodic_check
from portal.sealing import queries as sealing
from portal.surveys.models import Round
from portal.web.data import clock
from portal.web.ui.formats import stamp

SEALER_SLEEPS = timedelta(minutes=20)


def round_key_trouble() -> str:
    """The key that opens the answers of each round lies where its owner alone reads it."""
    unread = select(Round).where(Round.ballot_key.is_not(None), Round.released_at.is_(None), Round.erased_at.is_(None))
    opens = nodes.opens_answers_here()
    for round_ in db.session.scalars(unread.order_by(Round.slug)):
        if not opens and not round_keys.path(round_).exists():
            continue  # no business of this machine's
        if trouble := round_keys.key_problem(round_):
            return f"{round_.slug}: {trouble}"
    return ""


def log_trouble() -> str:
    """The sealer comes to every log, signs it with the same key as before, and nothing stands against it."""
    late = clock.now() - SEALER_SLEEPS
    for slug, ran_at, trouble in sealing.runs():
        if trouble:
            return f"{slug}: {trouble} Chạy: flask box verify; không xóa thư mục log/"
        if ran_at < late:
            return f"{slug}: chưa niêm phong từ {stamp(ran_at)}; chạy: flask worker"
    return ""


def box_trouble() -> str:
    """The check that the worker makes by itself found every box as it was signed, half an hour ago at most."""
    for slug, faults in periodic_check.faults_by_round().items():
        return f"{slug}: {faults[0]} Giữ nguyên hiện trạng, lập biên bản; chạy: flask box verify {slug}"
    late = periodic_check.state() == "too old"
    return "lần kiểm tra cuối đã quá 30 phút; chạy: flask worker" if late else ""


def foreign_rows() -> str:
    """Nobody wrote into a pool past the portal."""
    rounds = ", ".join(quarantine.rounds())
    mend = "có dòng ghi từ ngoài, đã để riêng. Chạy: flask box verify; lập biên bản, flask box settle"
    return f"{rounds}: {mend}" if rounds else ""


def doubled_numbers() -> str:
    """No number of a year's book is two papers' at once.

    Those of before the database forbade it are kept: people decide which of the two is wrong.
    """
    books: dict[tuple[int, str | None], list[Document]] = defaultdict(list)
    for paper in papers_of_one_number():
        books[paper.unit_id, book_entry(paper, paper.number, paper.issued_on)].append(paper)
    doubled = [
        f"số {book}: " + ", ".join(f"«{paper.title}»" for paper in papers)
        for (_unit, book), papers in books.items()
        if len(papers) > 1
    ]
    mend = "văn thư đối chiếu sổ, điền lại số cho một trong hai văn bản; "
    return mend + "; ".join(doubled) if doubled else ""


def papers_of_one_number() -> Iterable[Document]:
    """Papers whose unit, number and year another paper has too; only these are read whole."""
    light = load_only(Document.unit_id, Document.number, Document.issued_on)
    numbered = select(Document).where(Document.number != "", Document.issued_on.is_not(None)).options(light)
    alike: dict[tuple[int, str, int], list[Document]] = defaultdict(list)
    for paper in db.session.scalars(numbered.order_by(Document.asked_at)):
        alike[paper.unit_id, paper.number, paper.issued_on.year if paper.issued_on else 0].append(paper)
    return (paper for papers in alike.values() if len(papers) > 1 for paper in papers)


def sealed_measure() -> str:
    """When the sealer last came to the log that waits longest."""
    ran = [ran_at for _slug, ran_at, _trouble in sealing.runs()]
    return f"lần gần nhất {stamp(min(ran))}" if ran else "chưa có đợt nào"


def box_measure() -> str:
    """When the box that waits longest was last checked."""
    checked = [verdict.checked_at for _slug, verdict in periodic_check.verdicts() if verdict is not None]
    return f"kiểm lúc {stamp(min(checked))}" if checked else "chưa có đợt nào"


CHECKS = (
    Check("round_keys", "khóa giải mã của các đợt còn đó và kín", round_key_trouble),
    Check("sealing", "sổ niêm phong phiếu được ký", log_trouble, sealed_measure),
    Check("box", "hộp phiếu khớp sổ niêm phong phiếu (tự kiểm tra)", box_trouble, box_measure),
    Check("foreign_rows", "hộp phiếu chỉ có dòng do hệ thống ghi", foreign_rows),
    Check("numbers", "mỗi số trong sổ là của một văn bản", doubled_numbers),
)
