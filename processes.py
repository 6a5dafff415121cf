"""The servers as child processes: one that dies is started again, and all end with this one whatever happens to it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from settings import Settings

LOGS = Path("var/log")
STOPPED_WITHIN = 10  # seconds; then it is killed
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # before a server that died is started again
STEADY = 60.0  # seconds after which a server that runs has recovered

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "OMP_NUM_THREADS": "1",  # one message is too little work to be shared among threads
}


class Server:
    """One child process and its log."""

    def __init__(self, name: str, arguments: list[str], environ: dict[str, str]) -> None:
        self.name, self._arguments, self._environ = name, arguments, environ
        self._pause, self._started, self._due = FIRST_PAUSE, 0.0, 0.0
        self.process = self._spawn("wb")

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def tail(self, lines: int = 8) -> str:
        """The last lines of its log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def tend(self, say: Callable[[str], None]) -> None:
        """Start it again if it has died, each time after a longer pause."""
        now = time.monotonic()
        if not self.ended:
            if now - self._started > STEADY:
                self._pause = FIRST_PAUSE
        elif not self._due:
            say(f"{self.name} has stopped (see {self.log}); it is started again in {self._pause:.0f} s.")
            self._due, self._pause = now + self._pause, min(2 * self._pause, LONGEST_PAUSE)
        elif now >= self._due:
            self.process = self._spawn("ab")

    def _spawn(self, mode: str) -> subprocess.Popen[bytes]:
        LOGS.mkdir(parents=True, exist_ok=True)
        self._started, self._due = time.monotonic(), 0.0
        with self.log.open(mode) as log:
            return subprocess.Popen(
                [sys.executable, "-m", *self._arguments],
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the parent alone
                preexec_fn=_end_with_parent,
            )


class Processes:
    """All servers of one installation."""

    def __init__(self, settings: Settings) -> None:
        self._environ = {**os.environ, **QUIET, **settings.variables(), "ACTIONS_URL": settings.actions_url}
        self.servers: dict[str, Server] = {}

    def start(self, name: str, *arguments: str) -> None:
        self.servers[name] = Server(name, list(arguments), self._environ)

    @property
    def pids(self) -> dict[str, int]:
        return {name: server.process.pid for name, server in self.servers.items()}

    def ended(self) -> Server | None:
        """A server that is no longer there."""
        return next((server for server in self.servers.values() if server.ended), None)

    def tend(self, say: Callable[[str], None]) -> None:
        for server in self.servers.values():
            server.tend(say)

    def stop(self) -> None:
        for server in self.servers.values():
            server.process.terminate()
        for server in self.servers.values():
            try:
                server.process.wait(timeout=STOPPED_WITHIN)
            except subprocess.TimeoutExpired:
                server.process.kill()
                server.process.wait()


def _end_with_parent() -> None:
    """On Linux the kernel ends the child when its parent is killed."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
