"""Ý Dân: a portal that runs a citizen survey from the plan to the signed official report."""

from portal.app import create_app

__all__ = ["create_app"]
