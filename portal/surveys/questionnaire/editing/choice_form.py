"""The form by which a draft round takes another version of a questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.surveys.questionnaire.editing import queries, words
from portal.surveys.questionnaire.editing.forms import ChoiceForm

if TYPE_CHECKING:
    from portal.surveys.models import Round


def choice_form(round_: Round) -> ChoiceForm:
    """The versions to choose from, the round's own chosen."""
    form = ChoiceForm(form_id=round_.questionnaire_id, version=str(round_.version))
    rows = queries.library()
    form.form_id.choices = [(row.id, f"{words.title(row)} ({words.state(row)})") for row in rows]
    return form
