"""`make shell`: typed lines become messages at the public door, a number presses that button, an empty line ends."""

import asyncio
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from gateway.messages import Answer, Message, Parse, Reply
from tests.gateway.parts import Clock, Stub, application, choices, running

ROOT = Path(__file__).parents[1]
TALK = "import asyncio, settings, shell; asyncio.run(shell.talk(settings.read()))"


def script(message: Message) -> Answer:
    if message.parse == Parse("greet"):
        return Answer([Reply("Hello!", "utter_greet", choices(Prices="/faq/price", Book="/book_session"))])
    if message.parse:
        return Answer([Reply(f"pressed {message.text}")])
    return Answer([Reply(f"typed {message.text}"), Reply("and more")])


async def talk(*lines: str) -> tuple[str, Stub]:
    """What stands in the terminal after these lines, and what the assistant got."""
    stub = Stub(script)
    async with running(application(stub, Clock())) as address:
        environ = {**os.environ, "PORT": str(urlsplit(address).port), "PYTHONPATH": str(ROOT)}
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), asyncio.subprocess.PIPE)
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", TALK, cwd=ROOT, env=environ, **pipes)
        written, failed = await process.communicate("\n".join(lines).encode())
    assert process.returncode == 0, failed.decode()
    return written.decode(), stub


async def test_a_conversation_in_the_terminal() -> None:
    shown, stub = await talk("xin chào", "2", "7", "", "never read")
    assert [message.text for message in stub.got] == ["greet", "xin chào", "Book", "7"]
    assert stub.got[2].parse == Parse("book_session")
    assert [line for line in shown.replace("> ", "").splitlines() if line] == [
        "Hello!",
        "  [1] Prices",
        "  [2] Book",
        "typed xin chào",
        "and more",
        "pressed Book",
        "typed 7",
        "and more",
    ]


async def test_the_end_of_the_input_ends_it() -> None:
    _, stub = await talk()
    assert [message.text for message in stub.got] == ["greet"]
