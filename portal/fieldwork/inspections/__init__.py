"""Inspection and supervision: who goes where when, what was seen at the desk, what is to be mended by when."""
