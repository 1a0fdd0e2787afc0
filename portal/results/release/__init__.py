"""What leaves the province's office."""
