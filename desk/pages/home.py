"""The way in: on to the first page that one may see."""

from starlette.responses import Response

from desk.doors import Page
from desk.navigation import entries
from desk.visit import Visit


def home(visit: Visit) -> Response:
    own = entries(visit.account)
    return visit.go(own[0].path if own else "/me")


PAGES = [Page("/", home, needs="anybody")]
