"""What every official paper is made of: letterhead, sections, tables, PDF and Word. Knows no survey."""
