"""How the many writers of a SQLite database take turns.

SQLite's own waiting looks ever less often, so that of many writers some never get their turn and the place stays empty
meanwhile. Here all look equally often.
"""

import random
import sqlite3
import time
from typing import Any

BUSY_MS = 5000  # so long a reader waits while SQLite tidies up
PAUSE = (0.001, 0.009)  # seconds between two looks at the writer's place
LOOKS = 6000  # half a minute


def begin_writing(connection: Any) -> None:
    """Begin a transaction of the driver's connection as the only writer, when it is free to be that."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        for _ in range(LOOKS):
            if _begun(connection):
                return
            time.sleep(random.uniform(*PAUSE))
        connection.execute("BEGIN IMMEDIATE")
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def _begun(connection: Any) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):  # Python 3.10 has no code of it
            raise
        return False
    return True
