"""Runs Rasa on loopback with our channel and nothing of its own web API: `python -m extensions.server MODEL`."""

import gc
import logging
import sys
from pathlib import Path
from typing import Any

import skops.io  # noqa: F401 - before Rasa: it looks for its types in every module that is loaded, which takes seconds
from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import UserMessage, register
from rasa.core.run import create_http_input_channels
from rasa.core.utils import AvailableEndpoints
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

import settings
from extensions import faster
from extensions.action_endpoint import LastingEndpoint
from extensions.importer import current_responses

ENDPOINTS, CREDENTIALS = "endpoints.yml", "credentials.yml"
WARM_UP = ("hello", "xin chào, tôi muốn đặt lịch")


async def load(model: Path, endpoints: AvailableEndpoints) -> Agent:
    """The assistant of this model with the texts of today, ready to answer.

    The first customer does not wait longer than the next.
    """
    faster.apply()
    agent = await load_agent(model_path=str(model), endpoints=endpoints)
    if not agent.is_ready():
        raise RuntimeError(f"the model {model} cannot be loaded")
    agent.nlg.responses = current_responses()
    for text in WARM_UP:
        await agent.processor.parse_message(UserMessage(text))
    return agent


def build(model: Path) -> Sanic:
    """The web application with our channel as its only routes."""
    app = Sanic("rasa", configure_logging=False)
    register(create_http_input_channels(None, CREDENTIALS), app, route="/webhooks/")

    @app.before_server_start
    async def start(app: Sanic, _loop: Any) -> None:
        endpoints = AvailableEndpoints.read_endpoints(ENDPOINTS)
        endpoints.action = LastingEndpoint.of(endpoints.action)
        app.ctx.agent = await load(model, endpoints)
        # What is loaded stays: without this the collector looks through all of it again and again, in the midst of a turn.
        gc.collect()
        gc.freeze()

    @app.after_server_stop
    async def stop(app: Sanic, _loop: Any) -> None:
        await app.ctx.agent.action_endpoint.close()

    return app


def main() -> None:
    # Below warnings Rasa logs what customers say, and spends time on copying it.
    logging.getLogger().setLevel(logging.WARNING)
    configure_structlog(logging.WARNING)
    app = build(Path(sys.argv[1]))
    app.run("127.0.0.1", settings.read().rasa_port, access_log=False, motd=False)


if __name__ == "__main__":
    main()
