"""Administrative units: a tree for each catalogue year, and the subtree a person may see."""
