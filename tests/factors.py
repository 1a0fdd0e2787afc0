"""An authenticator app for tests: an account that has one, and what the app shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp

from portal.accounts.models import SecondFactor
from portal.accounts.sign_in import second_factor
from portal.extensions import db
from portal.web.data import clock

if TYPE_CHECKING:
    from portal.accounts.models import Account

APP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def enrol(account: Account) -> Account:
    """Give an account a confirmed app and no recovery codes."""
    kept = second_factor.encrypt(account, APP)
    db.session.add(SecondFactor(account_id=account.id, secret=kept, confirmed_at=clock.now(), last_step=0))
    db.session.commit()
    return account


def code(seconds: int = 0, secret: str = APP) -> str:
    """What the app shows so many seconds from now."""
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + seconds)
