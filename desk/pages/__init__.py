"""Every page of the desk; a topic's module lists its own with who may come in."""

from desk.pages import accounts, audit, home, me, sign_in

PAGES = [*home.PAGES, *sign_in.PAGES, *me.PAGES, *accounts.PAGES, *audit.PAGES]
