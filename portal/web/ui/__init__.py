"""What pages are made of: forms, tables, pages of lists, formats, fragments for htmx."""
