"""Ý Dân: a portal that runs a citizen survey from the plan to the signed official report."""

import gc

gc.disable()  # what is loaded here stays: to look through it again and again takes a quarter of the start
from portal.app import create_app  # noqa: E402 - after the line above

gc.enable()

__all__ = ["create_app"]
