"""Telling people how: the helper's card, the large-print question sheet, the officers' guide."""
