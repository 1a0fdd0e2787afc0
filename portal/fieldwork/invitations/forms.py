"""A day's tally, as it is typed from paper."""

from flask_babel import lazy_gettext

from portal.fieldwork.invitations.models import MOST_INVITED
from portal.web.ui.forms import PortalForm, VersionField, WholeNumber

SENTENCE = lazy_gettext("Số người được mời phải là số nguyên từ 0 đến 5.000.")


class InvitationsForm(PortalForm):
    morning = WholeNumber(lazy_gettext("Buổi sáng"), most=MOST_INVITED, sentence=SENTENCE)
    afternoon = WholeNumber(lazy_gettext("Buổi chiều"), most=MOST_INVITED, sentence=SENTENCE)
    version = VersionField(default=0)
