"""E-mail through a real server on this machine: what is in a letter, and what becomes of it when the server refuses."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from icalendar import Calendar

from spa import booking
from spa.booking import Contact, by_phone
from spa.store.database import writing
from spa.store.schema import booking as bookings
from tests.spa.house import GUEST, NOW, at
from tests.worker.parts import Office, Postbox
from worker.mail import Mailer, letter
from worker.outcomes import NotNow, NotPossible, Unsure

VISIT = "2026-11-28 10:00"
LAN = Contact("Lan", "0905 123 456", "lan@guest.example")


def test_a_confirmation_has_the_calendar_file_with_it(mailing: Office, postbox: Postbox) -> None:
    booked = mailing.house.book(VISIT, contact=LAN)
    mailing.round_at("2026-11-25 09:01")
    (sent,) = postbox.letters
    assert sent["To"] == "lan@guest.example" and "hello@spa.example" in sent["From"]
    assert sent["Subject"] == f"Your booking {booked.code} at {mailing.venue.name}: Saturday 28 November, 10:00"
    assert sent["Auto-Submitted"] == "auto-generated"
    (event,) = Calendar.from_ical(calendar_of(sent)).walk("VEVENT")
    assert event["UID"] == f"{booked.code}@house" and event["DTSTART"].dt == at(VISIT)
    assert mailing.venue.phone in body_of(sent) and "/calendar/booking/" in body_of(sent)
    assert mailing.states("confirmation") == [("sent", "email", None)]
    assert mailing.chat() == [], "the chat has said it already"


def test_it_is_written_in_the_customers_language(mailing: Office, postbox: Postbox) -> None:
    booked = mailing.house.book(VISIT, contact=LAN)
    with writing(mailing.house.engine) as connection:
        connection.execute(bookings.update().where(bookings.c.id == booked.id).values(language="vi"))
    mailing.round_at("2026-11-25 09:01")
    assert "thứ Bảy 28/11, 10:00" in postbox.letters[0]["Subject"]
    assert "Mình đến sớm 10 phút" in body_of(postbox.letters[0])


def test_a_cancelled_visit_is_taken_out_of_the_calendar(mailing: Office, postbox: Postbox) -> None:
    booked = mailing.house.book(VISIT, contact=LAN)
    mailing.round_at("2026-11-25 09:01")
    booking.cancel(mailing.house.engine, booked.id, GUEST, mailing.now, 4)
    mailing.round_at("2026-11-25 09:02")
    first, second = (Calendar.from_ical(calendar_of(sent)) for sent in postbox.letters)
    assert (first["METHOD"], second["METHOD"]) == ("PUBLISH", "CANCEL")
    (before,), (after,) = first.walk("VEVENT"), second.walk("VEVENT")
    assert before["UID"] == after["UID"] and after["SEQUENCE"] > before["SEQUENCE"]
    assert after["STATUS"] == "CANCELLED"


def test_a_reminder_that_nobody_read_in_the_chat_comes_by_email(mailing: Office, postbox: Postbox) -> None:
    mailing.house.book(VISIT, contact=LAN)
    for when in ("2026-11-25 09:01", "2026-11-27 10:00", "2026-11-27 10:14"):
        mailing.round_at(when)
    assert len(postbox.letters) == 1
    mailing.round_at("2026-11-27 10:15")
    assert postbox.letters[1]["Subject"].startswith("See you soon")
    assert mailing.states("reminder_day") == [("sent", "email", None)]


def test_the_questions_go_to_the_chat_then_by_email_and_nobody_reads_them_out(
    mailing: Office, postbox: Postbox
) -> None:
    held = mailing.house.hold(VISIT)
    waiting = booking.await_decision(mailing.house.engine, held.id, GUEST, held.start, NOW, LAN)
    (address,) = by_phone.send_questions(mailing.house.engine, waiting, "https://spa.example", "staff:7", NOW)
    mailing.routes("call", "channel", "email")
    mailing.round_at("2026-11-25 09:01")
    assert mailing.chat() == ["utter_message_questions"]
    mailing.round_at("2026-11-25 09:17")
    (sent,) = postbox.letters
    assert address in body_of(sent) and "Saturday 28 November, 10:00" in sent["Subject"]
    assert not list(sent.iter_attachments()) and mailing.states("questions") == [("sent", "email", None)]
    assert mailing.house.count("""SELECT count(*) FROM message WHERE CAST("values" AS TEXT) LIKE '%http%'""") == 0


def test_a_server_that_is_busy_is_asked_again_later_each_time_after_a_longer_pause(
    mailing: Office, postbox: Postbox
) -> None:
    mailing.house.book(VISIT, contact=LAN)
    postbox.answers = ["451 try again later", "451 try again later"]
    mailing.round_at("2026-11-25 09:01")
    assert mailing.states("confirmation") == [("waiting", "email", "smtp 451")]
    mailing.round_at("2026-11-25 09:02")
    mailing.round_at("2026-11-25 09:05")
    assert postbox.letters == [] and postbox.answers == []
    mailing.round_at("2026-11-25 09:06")
    assert len(postbox.letters) == 1


def test_an_address_that_is_refused_for_good_is_not_tried_again(mailing: Office, postbox: Postbox) -> None:
    mailing.house.book(VISIT, contact=LAN)
    mailing.routes("email", "call")
    postbox.answers = ["550 no such mailbox"] * 9
    mailing.round_at("2026-11-27 10:00")
    assert mailing.states("reminder_day") == [("to_call", "call", "smtp 550")]
    assert mailing.states("confirmation") == [("dropped", "email", "smtp 550")]


def test_a_server_that_is_away_for_good_leads_to_a_call_before_it_is_too_late(office: Office) -> None:
    office.house.book(VISIT, contact=LAN)
    office.routes("email", "call")
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        office.smtp = f"smtp://127.0.0.1:{nobody.getsockname()[1]}"
    for minute in (0, 1, 5, 20):
        office.round_at(f"2026-11-27 10:{minute:02}")
        assert office.states("reminder_day") == [("waiting", "email", "ConnectionRefusedError")]
    office.round_at("2026-11-27 11:05")
    assert office.states("reminder_day") == [("to_call", "call", "ConnectionRefusedError")]


@contextmanager
def server_that_takes_it_and_dies() -> Iterator[str]:
    """It takes a whole letter and never says so."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb", buffering=0) as lines:
            lines.write(b"220 ready\r\n")
            while not lines.readline().upper().startswith(b"DATA"):
                lines.write(b"250 OK\r\n")
            lines.write(b"354 go on\r\n")
            while lines.readline() != b".\r\n":
                pass

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
    listening.close()
    thread.join()


def test_a_letter_of_which_nobody_knows_is_called_and_not_sent_twice(office: Office) -> None:
    office.house.book(VISIT, contact=LAN)
    office.routes("email", "call")
    with server_that_takes_it_and_dies() as address:
        mail = letter(("Spa", "hello@spa.example"), "lan@guest.example", "Subject\nWords", "key:1")
        with pytest.raises(Unsure):
            Mailer(address, seconds=2).send(mail)
    with server_that_takes_it_and_dies() as address:
        office.smtp = address
        with writing(office.house.engine) as connection:
            connection.exec_driver_sql("DELETE FROM message WHERE kind = 'confirmation'")
        office.round_at("2026-11-27 10:00")
    assert office.states("reminder_day") == [("to_call", "call", "unsure")]


def test_a_password_needs_a_line_that_nobody_reads(postbox: Postbox) -> None:
    mail = letter(("Spa", "hello@spa.example"), "lan@guest.example", "Subject\nWords", "key:1")
    with pytest.raises((NotNow, NotPossible)):
        Mailer("smtp://spa:secret@mail.invalid", seconds=1).send(mail)


def test_the_same_message_has_the_same_id() -> None:
    made = [letter(("Spa", "hello@spa.example"), "lan@guest.example", "S\nW", "confirmation:1:0") for _ in range(2)]
    assert made[0]["Message-ID"] == made[1]["Message-ID"] == "<confirmation.1.0@spa.example>"


def test_a_line_break_in_a_name_makes_no_header(office: Office) -> None:
    with pytest.raises(ValueError, match="linefeed|newline|header"):
        letter(("Spa", "hello@spa.example"), "lan@guest.example\nBcc: all@spa.example", "S\nW", "key")


def body_of(sent: object) -> str:
    part = sent.get_body(("plain",))  # type: ignore[attr-defined]
    return str(part.get_content())


def calendar_of(sent: object) -> str:
    (file,) = sent.iter_attachments()  # type: ignore[attr-defined]
    assert file.get_content_type() == "text/calendar"
    return str(file.get_content())
