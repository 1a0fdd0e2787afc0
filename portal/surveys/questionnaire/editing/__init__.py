"""Questionnaires as the commission's own: drafts, confirmation, versions and what differs, files in and out."""
