"""The citizen's form as it is shown."""
