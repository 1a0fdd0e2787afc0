"""A machine's part in an upgrade, as systemd plays it: a socket that stays open, and a service started anew on it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from bench import visitors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Self

# What systemd does between fork and exec: the socket as file 3, and for whom it is.
HAND_OVER = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3, inheritable=True);"
    "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); os.execv(sys.argv[2], sys.argv[2:])"
)


class Host:
    """Keeps `flask serve` of the release that a link says running on one socket; `restart` is a command for it."""

    def __init__(self, link: Path, environment: Mapping[str, str]) -> None:
        self.link, self.environment = link, environment
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port = self.listener.getsockname()[1]
        self.pid_file = link.with_name("serve.pid")
        self.stopping, self.thread = False, threading.Thread(target=self.keep_running)

    @property
    def restart(self) -> list[str]:
        """Ends the service and waits for its end, as `systemctl restart` does."""
        script = f"pid=$(cat {self.pid_file}); kill $pid; while kill -0 $pid 2>/dev/null; do sleep 0.05; done"
        return ["sh", "-c", script]

    def keep_running(self) -> None:
        while not self.stopping:
            python = self.link / ".venv" / "bin" / "python"
            number = str(self.listener.fileno())
            with subprocess.Popen(
                [sys.executable, "-c", HAND_OVER, number, str(python), "-m", "flask", "serve"],
                cwd=self.link,
                env={**self.environment, "FLASK_APP": "wsgi", "PORTAL_PORT": str(self.port)},
                pass_fds=(self.listener.fileno(),),
                stderr=subprocess.DEVNULL,
            ) as process:
                self.pid_file.write_text(str(process.pid))
                process.wait()

    def wait_until_it_answers(self) -> None:
        """Ask for its health; the socket makes whoever asks early wait."""
        with visitors.Browser(self.port) as browser:
            browser.get("/healthz")

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopping = True
        os.kill(int(self.pid_file.read_text()), signal.SIGTERM)
        self.thread.join(30)
        self.listener.close()
