"""What the portal uses of Flask-Login, which ships no types. `current_user` is an Account or an anonymous user."""

from collections.abc import Callable
from typing import Any

from flask import Flask

current_user: Any

class UserMixin:
    @property
    def is_active(self) -> bool: ...
    @property
    def is_authenticated(self) -> bool: ...
    @property
    def is_anonymous(self) -> bool: ...
    def get_id(self) -> str: ...

class LoginManager:
    session_protection: str | None
    def init_app(self, app: Flask) -> None: ...
    def user_loader(self, callback: Callable[[str], object]) -> Callable[[str], object]: ...
