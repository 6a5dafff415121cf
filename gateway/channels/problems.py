"""Why a platform did not take a message: each kind is dealt with in its own way, whatever the platform calls it."""


class Problem(Exception):
    """`code` is the platform's, for notes and logs; never its words, which may quote the customer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotNow(Problem):
    """It may pass: busy, down, too many at once. `after` are the seconds the platform asks for."""

    def __init__(self, code: str, after: float = 0, most: int | None = None, unsure: bool = False) -> None:
        super().__init__(code)
        self.after = after
        self.most = most  # tries, where the platform's trouble seldom passes
        self.unsure = unsure  # it may have been taken, only the answer is missing


class Stopped(Problem):
    """Nothing can be sent for this account until a person has looked: token, permission, package."""


WINDOW_CLOSED = "window closed"  # our own reckoning: it may still be open for an answer of a person


class Unreachable(Problem):
    """This customer cannot get it: the window is closed, blocked, gone."""


class NotAccepted(Problem):
    """The platform does not take this message as it is."""


class ButtonsRefused(NotAccepted):
    """It would be taken without its buttons."""


class InOtherHands(Problem):
    """Another application or a person has the conversation on the platform."""
