"""What can go wrong in the domain, by name.

A caller that talks to people turns the name into a text: `SlotTaken` becomes `utter_slot_taken`.
"""


class SpaError(Exception):
    """Anything that the domain refuses; `allowed` says what would have been right."""

    def __init__(self, message: str = "", **allowed: object) -> None:
        super().__init__(message or type(self).__name__)
        self.allowed = allowed


class KnowledgeError(SpaError):
    """A file under knowledge/ has a mistake; the message names file, key and reason."""


class KeyNotKnown(SpaError):
    """What is sealed was sealed under a key that DATA_KEYS does not hold."""


class NotFound(SpaError):
    """There is no such service, therapist, room or venue."""


class BookingNotFound(SpaError):
    """No booking with this code belongs to this customer."""


class TimeNotPossible(SpaError):
    """The start is past, too soon, outside opening hours or on a closed day; `allowed["reason"]` says which."""


class PartyNotPossible(SpaError):
    """No room or service takes so many (or so few) guests; `allowed["largest"]` is the largest party."""


class SlotTaken(SpaError):
    """Somebody else has the time; `allowed["offers"]` are the nearest that are free."""


class HoldExpired(SpaError):
    """The time was held too long ago and is no longer this customer's."""


class TooManyHolds(SpaError):
    """This customer already holds or has booked as much as one customer may."""


class ConsentMissing(SpaError):
    """Health answers may not be recorded before the guest has agreed."""


class ScreeningMissing(SpaError):
    """A guest of the booking has no valid screening."""


class ScreeningForbids(SpaError):
    """A guest's screening does not allow the booking or one of its steps; `allowed["outcome"]` is its outcome."""


class PhoneNotValid(SpaError):
    """Not a telephone number that can be dialled."""


class NameNotValid(SpaError):
    """Empty, too long, or nothing that can be a name."""


class ChangeTooLate(SpaError):
    """So shortly before the start only a person may change the booking; `allowed["hours"]` is the limit."""


class StatusNotPossible(SpaError):
    """The booking's life does not go on like this; `allowed["status"]` is what it is, `allowed["next"]` what may follow."""


class NotStaff(SpaError):
    """Only a person of the venue may do this; the actor must be "staff:<id>"."""


class ContactMissing(SpaError):
    """A visit cannot be confirmed while nobody knows whom to call."""


class TooManyTries(SpaError):
    """Too many wrong codes; `allowed["minutes"]` is how long to wait."""


class NoteNotValid(SpaError):
    """A note for the therapist is longer than `allowed["longest"]`."""


class HoursNotValid(SpaError):
    """Hours that overlap, run backwards or past midnight, or are off the quarter of an hour."""


class PriceNotValid(SpaError):
    """A price below `allowed["least"]` or above `allowed["most"]`, in VND."""


class DatabaseTrouble(SpaError):
    """The database cannot do what is asked of it now; nothing of the transaction stays, and it may be tried again."""


class DatabaseAway(DatabaseTrouble):
    """It cannot be reached, has been lost on the way, or stays locked."""


class DatabaseFull(DatabaseTrouble):
    """Its disk has no room left."""


class DatabaseReadOnly(DatabaseTrouble):
    """It may be read and not written."""


class DatabaseNewer(SpaError):
    """A newer version of this program has changed the tables; the message says how far this one knows them."""


class OfferOver(SpaError):
    """Nothing of the waiting list is offered to this conversation, or no longer."""


class StaffNameNotValid(SpaError):
    """A login has 2 to 80 small letters, digits or ._@+-, a name 1 to 80 signs."""


class LoginTaken(SpaError):
    """Another account has this login."""


class PasswordNotValid(SpaError):
    """Shorter than `allowed["shortest"]` signs, or longer than `allowed["longest"]`."""


class LastOwner(SpaError):
    """Somebody has to be able to let others in: the last owner stays one."""


class InvitationOver(SpaError):
    """The link was used, has expired, or was never made."""


class AnswerNotValid(SpaError):
    """What is to be taught breaks a rule; `allowed["mistakes"]` are all of them, see spa.faq.checks."""


class AnswerChanged(SpaError):
    """Somebody else has changed the taught answer since it was read."""


class SecondLookMissing(SpaError):
    """What touches health needs a second person, and this one wrote it."""


class NothingToSend(SpaError):
    """Neither words nor a picture."""


class PictureNotValid(SpaError):
    """What was sent is no JPEG, PNG or WebP, or is broken."""


class PictureTooLarge(SpaError):
    """The file is larger than `allowed["megabytes"]`, or has too many pixels."""


class WordsTooLong(SpaError):
    """More than can be sent; `allowed["longest"]` is the most."""


class NotReachable(SpaError):
    """The customer's channel takes no message now."""


class NotTheirs(SpaError):
    """Somebody else has this conversation."""


class AnsweredMeanwhile(SpaError):
    """A colleague has written to the customer since."""
