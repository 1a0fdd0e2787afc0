"""Setting up an empty installation in the browser: office, units, a trial, the first accounts; then it is gone."""
