"""What is done to a PDF before it is written, and how it is written."""
