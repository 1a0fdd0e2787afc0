"""The words of a question, to be mended."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from portal.surveys.forms import REASON
from portal.web.ui.forms import TOO_LONG, PortalForm

WORDS = [InputRequired(_l("Nhập lời câu hỏi.")), Length(max=1000, message=TOO_LONG)]


class ErratumForm(PortalForm):
    """A question's words in both languages, and what is wrong with them."""

    vi = TextAreaField(_l("Lời tiếng Việt"), WORDS)
    en = TextAreaField(_l("Lời tiếng Anh"), WORDS)
    reason = TextAreaField(_l("Lỗi gì"), REASON)
