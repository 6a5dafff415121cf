"""The action server: Rasa's action protocol over loopback, with the SDK's own executor and nothing else."""

import json
import logging

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions.services import Services, use

log = logging.getLogger(__name__)


def executor(services: Services) -> ActionExecutor:
    """Every action of this package, working with these services."""
    use(services)
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


def build(services: Services) -> Starlette:
    """The application; it listens where its caller says, which is loopback."""
    actions = executor(services)

    async def webhook(request: Request) -> Response:
        call = json.loads(await request.body())
        try:
            return JSONResponse(await actions.run(call))
        except ActionExecutionRejection as rejected:
            return JSONResponse({"error": str(rejected), "action_name": rejected.action_name}, status_code=400)
        except ActionNotFoundException as missing:
            return JSONResponse({"error": str(missing), "action_name": missing.action_name}, status_code=404)

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    return Starlette(routes=[Route("/webhook", webhook, methods=["POST"]), Route("/health", health)])
