"""Pictures that staff send: looked at by their content, drawn anew, kept sealed with the chat, shown under a secret name."""

import base64
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway import secrecy
from gateway.secrecy import KEYS
from gateway.staff.schema import sent_picture
from spa.errors import PictureNotValid, PictureTooLarge

AT = "sent"  # the folder of their addresses
TYPE = "image/jpeg"
MEGABYTES = 8  # of a file that somebody chooses
_MOST_BYTES = MEGABYTES * 1024 * 1024
_MOST_PIXELS = 50_000_000
_SIDE = 1600  # pixels of the longer one, as it is sent
_SENT_BYTES = 1_000_000  # Zalo takes no more
_QUALITIES = (85, 70, 50, 30)
_READ = ("JPEG", "PNG", "WEBP")
_ONE_AT_A_TIME = threading.Lock()  # a large one takes much memory


def drawn_anew(content: bytes) -> bytes:
    """A JPEG of what the file shows, without anything else that is in it, such as where it was taken.

    Raises PictureTooLarge, PictureNotValid.
    """
    if len(content) > _MOST_BYTES:
        raise PictureTooLarge(megabytes=MEGABYTES)
    with _ONE_AT_A_TIME:
        try:
            return _small_enough(_opened(content))
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise PictureNotValid() from error


def _opened(content: bytes) -> Image.Image:
    """Not larger than it is sent, upright, on white where it is transparent."""
    image: Image.Image = Image.open(BytesIO(content), formats=_READ)
    if image.width * image.height > _MOST_PIXELS:
        raise PictureTooLarge(megabytes=MEGABYTES)
    image.draft("RGB", (_SIDE, _SIDE))  # a JPEG is read no larger than is needed
    image.thumbnail((_SIDE, _SIDE))
    shown = ImageOps.exif_transpose(image).convert("RGBA")
    white = Image.new("RGBA", shown.size, "white")
    white.alpha_composite(shown)
    return white.convert("RGB")


def _small_enough(image: Image.Image) -> bytes:
    for quality in _QUALITIES:
        made = BytesIO()
        image.save(made, "JPEG", quality=quality, optimize=True)
        if made.tell() <= _SENT_BYTES:
            return made.getvalue()
    raise PictureNotValid()


def keep(db: Connection, conversation: str, jpeg: bytes, now: datetime) -> str:
    """Keep it with the conversation, and return its path below the public address, which nobody can guess."""
    name = f"{secrets.token_hex(24)}.jpg"
    sealed = KEYS.made(db, conversation).seal(base64.b64encode(jpeg).decode())
    db.execute(insert(sent_picture).values(name=name, conversation=conversation, sealed=sealed, at=now))
    return f"{AT}/{name}"


def content(chats: Engine, path: str) -> bytes | None:
    """The JPEG of a path that `keep` has returned; none once it is erased."""
    with chats.connect() as db:
        row = db.execute(select(sent_picture).where(sent_picture.c.name == path.removeprefix(f"{AT}/"))).first()
        found = secrecy.opened(db, row, "sealed") if row else None
    return base64.b64decode(found.sealed) if found and found.sealed else None


@dataclass(frozen=True)
class Shown:
    """Whoever knows the name gets the picture: a platform fetches it, and the customer's browser."""

    chats: Engine

    def routes(self) -> list[BaseRoute]:
        return [Route(f"/{AT}/{{name}}", self.show)]

    def show(self, request: Request) -> Response:
        found = content(self.chats, request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        headers = {"Cache-Control": "private, max-age=600", "X-Robots-Tag": "noindex", "Content-Disposition": "inline"}
        return Response(found, media_type=TYPE, headers=headers)
