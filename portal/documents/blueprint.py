"""What the pages of papers share: the one blueprint, what an address names, the frame of a paper's page."""

from typing import Any

from flask import Blueprint
from flask_login import current_user

from portal.documents import queries, rendering
from portal.documents.lifecycle import states
from portal.documents.models import Document, SignedCopy
from portal.surveys import page_context
from portal.web.http.views import render

blueprint = Blueprint("documents", __name__)


def load_document(document_id: str, **_rest: object) -> Document | None:
    """The paper an address names, inside the reader's places."""
    return queries.document_in(current_user.unit, document_id)


def load_signed_copy(document_id: str, copy_id: int, **_rest: object) -> SignedCopy | None:
    """The signed copy an address names."""
    return queries.copy_in(current_user.unit, document_id, copy_id)


def page(template: str, document: Document, block: str | None = None, **values: Any) -> str:
    """A page of a paper with what each of them shows."""
    round_ = document.round
    context = page_context.round_context(round_) if round_ else {"simulated": bool(document.figures.get("simulated"))}
    is_own = document.unit_id == current_user.unit_id
    issue = rendering.issue_of(document)
    return render(template, block, document=document, issue=issue, mine=is_own, label=states.label, **context, **values)
