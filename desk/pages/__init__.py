"""Every page of the desk; a topic's module lists its own with who may come in."""

from desk.pages import (
    accounts,
    answers,
    audit,
    calls,
    home,
    me,
    my_day,
    not_answered,
    numbers,
    plan,
    roster,
    sign_in,
    teaching,
    venue,
    visits,
    waiting,
)

PAGES = [
    *home.PAGES,
    *sign_in.PAGES,
    *me.PAGES,
    *plan.PAGES,
    *calls.PAGES,
    *visits.PAGES,
    *my_day.PAGES,
    *waiting.PAGES,
    *roster.PAGES,
    *venue.PAGES,
    *numbers.PAGES,
    *accounts.PAGES,
    *audit.PAGES,
    *answers.PAGES,
    *not_answered.PAGES,
    *teaching.PAGES,
]
