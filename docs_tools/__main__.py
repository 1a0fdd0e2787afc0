"""Write every generated part of docs/ anew."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory

from docs_tools import pages
from portal import create_app

with TemporaryDirectory() as instance:
    os.environ["PORTAL_INSTANCE"] = instance
    for path, text in pages.current(create_app()).items():
        path.write_text(text, encoding="utf-8")
