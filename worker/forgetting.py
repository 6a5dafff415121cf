"""What goes by the clock: answers on health, words of chats that ended, and in the end who the guest was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection, Engine

from gateway import forgetting
from spa import privacy
from spa.faq import unanswered
from spa.screening import links
from spa.store import dialogue
from spa.store.database import transact, write_back, writing


@dataclass(frozen=True)
class Forgetting:
    engine: Engine
    dialogues: Engine  # of Rasa
    chats: Engine  # of the gateway
    keep_health: timedelta  # after the visit
    keep_chats: timedelta  # after the last message
    now: Callable[[], datetime]

    def round(self) -> None:
        """Erase what is over. SQLite's logs are emptied as well: they still hold what was deleted."""
        transact(self.engine, self.forget_answers)
        self.forget_chats()
        for engine in (self.engine, self.dialogues, self.chats):
            write_back(engine)

    def forget_answers(self, connection: Connection) -> int:
        """Erase what was told about health, and who asked to be erased; return of how many screenings."""
        privacy.forget_unagreed(connection, self.now())
        links.forget_old(connection, self.now())
        erased = privacy.forget_old(connection, self.now(), self.keep_health)
        privacy.finish_erasures(connection, self.now())
        unanswered.forget_old(connection, self.now() - self.keep_chats)
        return erased

    def forget_chats(self) -> int:
        """Erase the words of chats in which long nobody wrote, and return of how many."""
        before = self.now() - self.keep_chats
        with self.chats.begin() as db:
            silent = forgetting.silent(db, before)
            with writing(self.dialogues) as connection:
                dialogue.forget(connection, silent)
            forgetting.erase(db, silent)
        return len(silent)
