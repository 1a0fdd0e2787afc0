"""What officers do in a simulated campaign, step by step, through the pages' own operations."""
