"""The files of the widget as they are sent: what is written for us alone, comments and indents, stays at home."""

import os
import re
from pathlib import Path
from typing import Any

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

_COMMENTS = re.compile(r"^ *(//.*|/\*.*\*/)\n", re.MULTILINE)
_LEAN = (".js", ".css")


def lean(text: str) -> str:
    """Scripts or styles without the lines that are comments, and without indents and empty lines."""
    return re.sub(r"\n\s*", "\n", _COMMENTS.sub("", text))


class Files(StaticFiles):
    def file_response(self, full_path: Any, stat_result: os.stat_result, *args: Any, **more: Any) -> Response:
        found = super().file_response(full_path, stat_result, *args, **more)
        if not isinstance(found, FileResponse) or Path(full_path).suffix not in _LEAN:
            return found
        headers = {name: found.headers[name] for name in ("etag", "last-modified")}
        return Response(lean(Path(full_path).read_text("utf-8")), media_type=found.media_type, headers=headers)
