"""What a commune may type: a day's visits, a correction, and what the level above answers."""

from flask_babel import lazy_gettext
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.fieldwork.visits.models import MOST_VISITS
from portal.web.ui.formats import lower_first
from portal.web.ui.forms import PortalForm, VersionField, WholeNumber, one_of, prose_field

SOURCE_WORDS = {
    "direct": lazy_gettext("Đếm trực tiếp"),
    "register": lazy_gettext("Sổ theo dõi"),
    "software": lazy_gettext("Phần mềm của %(desk)s"),
    "queue": lazy_gettext("Máy lấy số"),
    "estimate": lazy_gettext("Ước tính"),
}


def visits_field() -> WholeNumber:
    """The one big number."""
    return WholeNumber(
        lazy_gettext("%(Counted)s"),
        most=MOST_VISITS,
        sentence=lazy_gettext("Số %(counted)s phải là số nguyên từ 0 đến 5.000."),
    )


class VisitsForm(PortalForm):
    visits = visits_field()
    source = one_of(
        lazy_gettext("Nguồn số liệu"),
        SOURCE_WORDS,
        lazy_gettext("Chọn một trong các nguồn có sẵn."),
        field=SelectField,
        default="direct",
    )
    version = VersionField(default=0)


class LockForm(PortalForm):
    version = VersionField(default=0)


class CorrectionForm(PortalForm):
    visits = visits_field()
    reason = TextAreaField(
        lazy_gettext("Lý do điều chỉnh"),
        validators=[
            InputRequired(lazy_gettext("Đề nghị nêu rõ lý do điều chỉnh.")),
            Length(min=10, message=lazy_gettext("Lý do quá ngắn: đề nghị nêu rõ số cũ sai ở đâu.")),
            Length(max=1000, message=lazy_gettext("Lý do dài quá 1.000 ký tự.")),
        ],
    )


class DecisionForm(PortalForm):
    verdict = one_of(
        lazy_gettext("Ý kiến"),
        {
            "accept": lazy_gettext("Đồng ý, thay số liệu"),
            "refuse": lazy_gettext("Không đồng ý, giữ số đã chốt"),
        },
        lazy_gettext("Chọn đồng ý hoặc không đồng ý."),
    )
    reply = prose_field(
        lazy_gettext("Lý do (bắt buộc khi không đồng ý)"), 1000, lazy_gettext("Lý do dài quá 1.000 ký tự.")
    )


def source_words(source: str) -> str:
    """A source as it stands in a sentence."""
    return lower_first(str(SOURCE_WORDS.get(source, source)))
