"""Every page of the desk; a topic's module lists its own with who may come in."""

from desk.pages import accounts, answers, audit, home, me, not_answered, sign_in, teaching

PAGES = [
    *home.PAGES,
    *sign_in.PAGES,
    *me.PAGES,
    *accounts.PAGES,
    *audit.PAGES,
    *answers.PAGES,
    *not_answered.PAGES,
    *teaching.PAGES,
]
