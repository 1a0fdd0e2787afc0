"""What citizens and communes do in the demonstration: made up from a seed, and the ballots written in bulk."""
