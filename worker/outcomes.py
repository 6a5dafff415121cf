"""How an attempt to deliver can end, besides well."""


class Undelivered(Exception):
    """Its words name the kind of the problem and nothing of the customer's."""


class NotNow(Undelivered):
    """It was not sent, and may be later on the same way."""


class NotPossible(Undelivered):
    """It was not sent and will not be on this way."""


class NotSeenYet(Undelivered):
    """It stands where the customer may read it; whether they did is found out later."""


class Unsure(Undelivered):
    """Nobody knows whether it was sent: it is not sent again on this way."""
