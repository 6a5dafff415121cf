"""Runs the action server on loopback: `python -m actions`."""

import uvicorn

import settings
from actions import server, services

if __name__ == "__main__":
    known = settings.read()
    app = server.build(services.build(known))
    uvicorn.run(app, host="127.0.0.1", port=known.actions_port, ws="none", log_level="warning", access_log=False)
