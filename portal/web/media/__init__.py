"""Files that people send and take: photographs, scans, tables of Excel."""
