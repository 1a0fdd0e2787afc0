"""Who helps at which desk on which half-day: helpers, shifts, clashes, the duty list, the compiled rosters."""
