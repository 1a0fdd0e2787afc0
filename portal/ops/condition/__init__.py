"""The condition of an installation: what is looked at, what was found last, and the page that shows it."""
