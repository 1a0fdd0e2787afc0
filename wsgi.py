"""The application as gunicorn and the flask command find it."""

from portal import create_app
from portal.web import garbage

app = create_app()
garbage.settle()
