"""A HEAD is a GET whose body stays behind: no view ever meets one, so that none takes it for a post."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class HeadAsGet:
    """Stands in front of the application; the server leaves the body of the answer out."""

    def __init__(self, inner: WSGIApplication) -> None:
        self.inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "HEAD":
            return self.inner(environ, start_response)
        answer = self.inner({**environ, "REQUEST_METHOD": "GET"}, start_response)
        close = getattr(answer, "close", None)
        if close is not None:
            close()
        return []
