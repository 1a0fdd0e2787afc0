"""The pages of the log of events. They stand here and not in `audit`, because they ask who may read."""
