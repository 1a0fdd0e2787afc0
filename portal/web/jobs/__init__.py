"""Work that is done behind a request, and what tells how it goes."""
