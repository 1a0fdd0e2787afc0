"""The machines of an installation: each has a key of its own, to which the installation's and the rounds' are sealed.

A single machine is an installation of one node, which enrols itself.
"""

from flask import Flask


def install(app: Flask) -> None:
    """Give this process its side of it."""
    # models are read first
    from portal.nodes.membership import Membership
    from portal.nodes.round_secrets import answer_secrets, used_token_secrets

    app.extensions["nodes"] = membership = Membership(app)
    app.extensions["used_token_secrets"] = used_token_secrets(membership)
    app.extensions["answer_secrets"] = answer_secrets(membership)
