"""What one person asks for and another person decides: the rule, the columns, the steps, what waits.

A room declares each kind of its own as `Requests` beside its operations. Stands below accounts, which has two kinds.
"""
