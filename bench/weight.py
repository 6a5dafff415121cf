"""What the chat weighs on its way to a telephone: every file of it as it is sent, compressed."""

import gzip
from pathlib import Path

from gateway.files import lean

WIDGET = Path(__file__).parents[1] / "widget"
_OF_THE_PAGE = ("page.js", "page.css")  # of our own page alone


def files() -> list[Path]:
    """The scripts and the style that a page loads with the chat."""
    return sorted(path for path in WIDGET.iterdir() if path.suffix in (".js", ".css") and path.name not in _OF_THE_PAGE)


def gzip_bytes() -> int:
    return sum(len(gzip.compress(sent(path))) for path in files())


def sent(path: Path) -> bytes:
    return lean(path.read_text(encoding="utf-8")).encode()
