"""The one thing typed on a phone that becomes a desk's."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.web.ui.forms import PortalForm

LONGEST_CODE = 20


class CodeForm(PortalForm):
    """The lead's code of the day."""

    code = StringField(
        _l("Mã của tổ trưởng"),
        validators=[DataRequired(_l("Xin gõ mã của tổ trưởng.")), Length(max=LONGEST_CODE)],
    )
