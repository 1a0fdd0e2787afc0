"""The register of invitations, where a plan asks for it: how many were invited, from a paper tally, after «chốt».

Never shown beside ballots before that (it would undo the steps), printed for district and province only.
"""
