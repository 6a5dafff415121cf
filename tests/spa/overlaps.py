"""Written apart from the engine's code: visits that live and share a therapist or a room at one time."""

from sqlalchemy import text
from sqlalchemy.engine import Connection

_SECONDS = {"sqlite": "CAST(strftime('%s', {}) AS INTEGER)", "postgresql": "CAST(EXTRACT(EPOCH FROM {}) AS INTEGER)"}
# A therapist is there from the start until the place is clean again, a room also while it is prepared.
_SQL = """
    WITH live AS (
        SELECT booking.id, {start} AS begins, {end} + 60 * service.cleaning_minutes AS ends,
            60 * service.preparation_minutes AS preparation
        FROM booking JOIN service ON service.venue_id = booking.venue_id AND service.id = booking.service_id
        WHERE booking.status IN ('held', 'confirmed', 'awaiting_decision', 'arrived')
    ),
    visit AS (
        SELECT live.id, 'therapist ' || guest.therapist_id AS resource, live.begins, live.ends
        FROM live JOIN booking_guest AS guest ON guest.booking_id = live.id
        UNION
        SELECT live.id, 'room ' || guest.room_id, live.begins - live.preparation, live.ends
        FROM live JOIN booking_guest AS guest ON guest.booking_id = live.id
    ),
    after AS (
        SELECT begins, max(ends) OVER (
            PARTITION BY resource ORDER BY begins, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS others_end
        FROM visit
    )
    SELECT count(*) FROM after WHERE begins < others_end
"""


def overlaps(connection: Connection) -> int:
    """Return how many visits begin while an earlier one still takes their therapist or their room."""
    seconds = _SECONDS[connection.dialect.name]
    sql = _SQL.format(start=seconds.format("booking.start"), end=seconds.format('booking."end"'))
    return int(connection.execute(text(sql)).scalar_one())
