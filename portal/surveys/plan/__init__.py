"""A plan as data: its parts, its timetable, its limits, and how its file is read."""
