"""Pictures that staff send: by their content, drawn anew, gone with the chat."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gateway import forgetting, pictures
from gateway.database import connect
from gateway.headers import SecurityHeaders
from gateway.staff.schema import sent_picture
from gateway.store import Store
from spa.errors import PictureNotValid, PictureTooLarge
from tests.keys import KEYS
from tests.spa.house import NOW

WEB = "web:anna"


def file(form: str, size: tuple[int, int] = (40, 30), colour: Any = "red", mode: str = "RGB", **more: Any) -> bytes:
    made = BytesIO()
    Image.new(mode, size, colour).save(made, form, **more)
    return made.getvalue()


def read(jpeg: bytes) -> Image.Image:
    shown: Image.Image = Image.open(BytesIO(jpeg))
    assert shown.format == "JPEG"
    return shown


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_a_browser_shows_becomes_a_jpeg(form: str) -> None:
    assert read(pictures.drawn_anew(file(form))).size == (40, 30)


def test_it_is_not_larger_than_platforms_take() -> None:
    noise = BytesIO()
    Image.effect_noise((3000, 2000), 200).convert("RGB").save(noise, "JPEG", quality=90)
    jpeg = pictures.drawn_anew(noise.getvalue())
    assert max(read(jpeg).size) == 1600 and len(jpeg) <= 1_000_000


def test_where_it_was_taken_is_not_sent_and_it_stands_upright() -> None:
    told = Image.Exif()
    told[0x0112] = 6  # lies on its side
    told[0x010E] = "At home"
    shown = read(pictures.drawn_anew(file("JPEG", exif=told)))
    assert (
        shown.size == (30, 40)
        and not shown.getexif()
        and b"At home" not in pictures.drawn_anew(file("JPEG", exif=told))
    )


def test_what_is_transparent_is_white() -> None:
    shown = read(pictures.drawn_anew(file("PNG", colour=(0, 0, 0, 0), mode="RGBA")))
    assert shown.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
        file("GIF"),
        file("BMP"),
        file("JPEG", (400, 400))[:600],
    ],
    ids=["empty", "svg", "html", "html in png", "gif", "bmp", "cut off"],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(PictureNotValid):
        pictures.drawn_anew(content)


def test_a_page_behind_a_picture_does_not_come_through() -> None:
    assert b"<script>" not in pictures.drawn_anew(file("JPEG") + b"<script>alert(1)</script>")


@pytest.mark.parametrize("make", [lambda: b"x" * 9_000_000, lambda: file("PNG", (10_000, 6_000), 0, "1")])
def test_what_is_too_large_is_refused(make: Callable[[], bytes]) -> None:
    with pytest.raises(PictureTooLarge):
        pictures.drawn_anew(make())


@pytest.fixture
def chats() -> Engine:
    engine = connect("sqlite://", KEYS)
    Store(engine).open(WEB, "lee_spa", "en", NOW)
    return engine


def test_it_is_sealed_and_goes_with_the_chat(chats: Engine) -> None:
    jpeg = pictures.drawn_anew(file("PNG"))
    with chats.begin() as db:
        path = pictures.keep(db, WEB, jpeg, NOW)
    assert pictures.content(chats, path) == jpeg
    with chats.begin() as db:
        assert "/9j/" not in db.execute(select(sent_picture.c.sealed)).scalar_one()[:200]
        forgetting.erase(db, [WEB])
        assert db.execute(select(sent_picture)).all() == []
    assert pictures.content(chats, path) is None


def test_only_its_own_name_shows_it_and_as_a_picture_alone(chats: Engine) -> None:
    app = Starlette(routes=pictures.Shown(chats).routes())
    app.add_middleware(SecurityHeaders, secure=True)
    with chats.begin() as db:
        path, other = (pictures.keep(db, WEB, pictures.drawn_anew(file("PNG")), NOW) for _ in range(2))
    assert path != other and len(path) > 50
    browser = TestClient(app)
    shown = browser.get(f"/{path}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    for wrong in ("sent/x.jpg", "sent/", "sent/%2e%2e%2fgateway.db", path.upper(), "sent/%25"):
        assert browser.get(f"/{wrong}").status_code == 404
