"""Pure rules of what may be told without telling of a person."""
