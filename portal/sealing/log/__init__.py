"""The log itself: leaves, tree, signed notes and where they are kept."""
