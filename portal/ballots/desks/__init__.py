"""The desk's phones: enrolled by the lead's code of the day, each takes one ballot after another."""
