"""A form as it comes in, until a receipt is given."""
