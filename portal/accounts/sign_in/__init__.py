"""The way in: passwords, second factor, sessions, what slows guessing down."""
