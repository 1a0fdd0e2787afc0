"""The application as the web server and the flask command find it."""

from portal import create_app
from portal.web.data import garbage_collection

app = create_app()
garbage_collection.freeze_startup_objects()
