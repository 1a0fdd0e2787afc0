"""What people say of annexes that are sent apart: whether they are a state secret, since when they may name units."""

from datetime import date

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.documents import rendering
from portal.documents.kinds import KINDS
from portal.documents.lifecycle import operations, states
from portal.documents.lifecycle.states import Act
from portal.documents.models import Document
from portal.documents.synthesis import snapshot
from portal.documents.synthesis.figures import SynthesisFigures
from portal.errors import Conflict, DomainError
from portal.web.data import clock, codec

NO, YES = "no", "yes"


def say_asked(document: Document, version: int, *, day: date | None, by: Account) -> None:
    """Say on which day communes were asked to explain their figures: from then on the annex apart names them."""
    operations.refuse_step(document, Act.EDIT, version, by)
    figures = rendering.figures_of(document)
    if not isinstance(figures, SynthesisFigures) or figures.is_of_earlier_edition:
        raise DomainError(_("Văn bản này không nêu đơn vị cần giải trình."))
    if day is not None and not figures.survey.days[0] <= day <= clock.today():
        raise DomainError(_("Ngày yêu cầu giải trình từ ngày đầu khảo sát đến hôm nay."), "day")
    if day == figures.explanations_asked_on:
        return
    kind, told = KINDS[document.kind], snapshot.with_day_asked(figures, day)
    document.figures, document.figures_digest = codec.to_plain(told), kind.digest(told)
    operations.after_edit(document, by)
    operations.log_event("documents.explanations", document, by, day=day.isoformat() if day else "")


def say_secrecy(document: Document, version: int, *, secret: str, by: Account) -> None:
    """Say whether the annexes that are sent apart are a state secret: then they are not made here, else printed now."""
    operations.refuse_step(document, Act.PRINT, version, by)
    if document.state not in states.UNAPPROVED:
        raise Conflict(_("Văn bản đã duyệt. Cần đổi câu trả lời thì trả lại văn bản trước."))
    document.annexes_secret = secret == YES
    operations.log_event("documents.secrecy", document, by, secret=document.annexes_secret)
    rendering.start(document, by.id)
