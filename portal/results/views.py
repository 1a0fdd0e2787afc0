"""All pages of the room: importing a view module here registers its views on the blueprint."""

from portal.fieldwork.turnout.board_views import blueprint
from portal.results.comments import comment_views
from portal.results.exclusions import exclusion_views
from portal.results.exports import views as data_views
from portal.results.recognition import views as recognition_views
from portal.results.release import release_views
from portal.results.tables import result_views

__all__ = [
    "blueprint",
    "comment_views",
    "data_views",
    "exclusion_views",
    "recognition_views",
    "release_views",
    "result_views",
]
