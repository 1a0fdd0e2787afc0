"""A commune's pages of a day: importing a view module here registers its views on the blueprint."""

from portal.fieldwork.invitations import views as invitation_views
from portal.fieldwork.visits.views import blueprint

__all__ = ["blueprint", "invitation_views"]
