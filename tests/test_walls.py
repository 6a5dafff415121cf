"""Who may import whom, read from the code, and how long its files and functions may be."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WEB = {"starlette", "uvicorn", "sanic", "aiohttp", "jinja2", "wtforms", "desk"}
FORBIDDEN = {
    "spa": {"rasa", "rasa_sdk", "settings", "bootstrap", "gateway", "actions", "extensions", *WEB},
    "gateway": {"rasa", "rasa_sdk", "sanic", "actions", "extensions"},
    "desk": {"rasa", "rasa_sdk", "sanic", "actions", "extensions"},
    "actions": {"rasa", "sanic", "gateway", "extensions", "desk"},
    "extensions": {"rasa_sdk", "actions", "gateway", "desk"},
    "worker": {"rasa", "rasa_sdk", "actions", "extensions", *WEB},
    "bench": {"rasa", "rasa_sdk", "sanic", "actions", "extensions", "gateway"},
}
# The clock and the environment are handed to the domain, never read by it.
CLOCK = {"now", "utcnow", "today", "current_timestamp", "localtimestamp"}  # of Python and of the database
WAITING = {"sleep"}  # all that may be used of the module time
ENVIRONMENT = {"environ", "getenv"}
ENTRIES = {"settings.py", "model.py", "processes.py"}  # they read the environment, or hand it on

LONGEST_FILE, LONGEST_FUNCTION = 250, 40  # lines; of a function without its docstring


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    """The first part of each imported module's name, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).split(".")[0]


def attributes(tree: ast.AST) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def clocks(tree: ast.AST) -> set[str]:
    """What is called like a clock, and what is taken from an imported name without a call: `default=date.today`."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    brought = {alias.asname or alias.name for alias in aliases(tree)}
    handed_on = (n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name))
    read = {call.attr for call in calls if isinstance(call, ast.Attribute)}
    return (read | {node.attr for node in handed_on if node.value.id in brought}) & CLOCK


def times(tree: ast.AST) -> set[str]:
    """What is used of the module time, besides waiting."""
    names = {
        a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names if a.name == "time"
    }
    used = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and getattr(n.value, "id", None) in names}
    taken = (n.names for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "time")
    return (used | {alias.name for names in taken for alias in names}) - WAITING


def aliases(tree: ast.AST) -> Iterator[ast.alias]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from node.names


def forbidden_to_the_domain(source: str) -> set[str]:
    """The clocks and the environment that a module reads."""
    tree = ast.parse(source)
    environment = (attributes(tree) | {alias.name for alias in aliases(tree)}) & ENVIRONMENT
    return clocks(tree) | environment | times(tree)


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    found = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files(package)
        for name in imported(ast.parse(file.read_text(encoding="utf-8")))
        if name in FORBIDDEN[package]
    }
    assert files(package)
    assert not found


def test_the_domain_reads_no_clock_and_no_environment() -> None:
    found = {file.name: forbidden_to_the_domain(file.read_text(encoding="utf-8")) for file in files("spa")}
    assert not {name: used for name, used in found.items() if used}


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\nstart = datetime.datetime.now()",
        "from datetime import datetime as d\nstart = d.utcnow()",
        "from datetime import date\nmade = field(default_factory=date.today)",
        "import time\nstart = time.time()",
        "import time as t\nstart = t.perf_counter_ns()",
        "from time import monotonic",
        "Column('at', default=func.now())",
        "from os import environ",
        "import os\nwhere = os.getenv('HOME')",
    ],
)
def test_a_clock_is_found(source: str) -> None:
    assert forbidden_to_the_domain(source)


@pytest.mark.parametrize(
    "source",
    ["from datetime import datetime, time\nhour = start.time() < time(9)", "import time\ntime.sleep(0.01)"],
)
def test_a_time_of_day_and_waiting_are_no_clock(source: str) -> None:
    assert not forbidden_to_the_domain(source)


def test_the_environment_is_read_in_one_place() -> None:
    others = [file for file in ROOT.glob("*.py") if file.name not in ENTRIES]
    for package in ("actions", "desk", "extensions", "gateway", "worker"):
        others += files(package)
    reading = [file.name for file in others if attributes(ast.parse(file.read_text(encoding="utf-8"))) & ENVIRONMENT]
    assert not reading


def written() -> list[Path]:
    """The code; what changes tables stays as it was when it was first run."""
    every = [*ROOT.glob("*.py"), *(file for package in (*FORBIDDEN, "tests") for file in files(package))]
    return [file for file in every if "versions" not in file.parts]


def functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The name of each function and its lines."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            docstring = ast.get_docstring(node, clean=False)
            told = docstring.count("\n") + 1 if docstring else 0
            yield node.name, int(node.end_lineno or 0) - node.lineno + 1 - told


def test_no_file_and_no_function_is_long() -> None:
    texts = {file.relative_to(ROOT): file.read_text(encoding="utf-8") for file in written()}
    lengths = {name: text.count("\n") for name, text in texts.items() if name.parts[0] != "tests"}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}
    found = {(name, called): lines for name, text in texts.items() for called, lines in functions(ast.parse(text))}
    assert {where: lines for where, lines in found.items() if lines > LONGEST_FUNCTION} == {}
