"""Reading results: the board while a round runs; tallies, tables and charts once a second person has opened them."""
