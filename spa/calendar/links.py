"""The customer's address of a booking's file: made from the booking and a secret, so that nobody can guess one."""

import hmac

SIGNS = 32


def token_of(secret: str, booking_id: int) -> str:
    """The part of the address that names the booking and proves that it was made here."""
    return f"{booking_id}-{_signature(secret, str(booking_id))}"


def address(public_url: str, secret: str, booking_id: int) -> str:
    """Where the customer gets the file of the booking."""
    return f"{public_url.rstrip('/')}/calendar/booking/{token_of(secret, booking_id)}.ics"


def booking_of(secret: str, token: str) -> int | None:
    """The booking that this token was made for; None where it was not made here."""
    number, _, signature = token.partition("-")
    genuine = hmac.compare_digest(signature.encode(), _signature(secret, number).encode())
    return int(number) if genuine and number.isascii() and number.isdigit() else None


def _signature(secret: str, number: str) -> str:
    return hmac.new(secret.encode(), f"calendar:{number}".encode(), "sha256").hexdigest()[:SIGNS]
