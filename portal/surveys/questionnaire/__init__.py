"""Questions, their wording in two languages, and which rounds can be compared."""
