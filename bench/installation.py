"""A whole installation of its own for a measurement, in a folder that goes again."""

import socket
from contextlib import ExitStack
from pathlib import Path

import settings


def installation(folder: Path, **environ: str) -> settings.Settings:
    """Settings with free ports, databases in the folder, and no limits on how much may be said."""
    with ExitStack() as open_at_once:
        probes = [open_at_once.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        ports = [str(probe.getsockname()[1]) for probe in probes]
    databases = {"DATABASE_URL": "spa", "GATEWAY_DATABASE_URL": "gateway", "DIALOGUE_DATABASE_URL": "dialogue"}
    return settings.read(
        {
            **dict(zip(("PORT", "RASA_PORT", "ACTIONS_PORT"), ports, strict=True)),
            **{name: f"sqlite:///{folder / file}.db" for name, file in databases.items()},
            "PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",  # looking up a name for each of 200 customers would be measured too
            "RATE_LIMITS": "off",
            **environ,
        }
    )
