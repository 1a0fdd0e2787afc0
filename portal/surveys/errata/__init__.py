"""A spelling mistake of a running form: asked for by one person, agreed to by another, told apart in the results."""
