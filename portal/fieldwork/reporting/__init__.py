"""The reports of communes and districts on how the survey went, and the figures for the province's own software."""
