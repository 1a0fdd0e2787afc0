"""The commune's task force: its registration and the papers of its first day."""
