"""What a report holds: its fields, figures, outline and deadlines."""
