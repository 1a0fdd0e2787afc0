"""What all rooms keep data with: transactions, types of columns, locks, files, the clock."""
