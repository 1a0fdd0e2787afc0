"""A plan written on pages: its fields in words, its file, what is left, earlier plans and the gallery to begin from."""
