"""The failures that a request may end with; anything else that is raised is an INTERNAL error."""


class Failure(Exception):
    """A failure with a message for the person who made the request."""

    kind = "INTERNAL"


class BadInput(Failure):
    """The request itself cannot be carried out: a missing field, an unknown method, a wrong value."""

    kind = "BAD_INPUT"


class BadData(Failure):
    """The data set cannot be used; the message says what to change and never quotes the file's cells."""

    kind = "BAD_DATA"


class BadModel(Failure):
    """The model file is gone or is not the one that was written; it was not loaded."""

    kind = "BAD_MODEL"


class TooMuch(Failure):
    """The request asks for more than a stated limit."""

    kind = "TOO_MUCH"


class TrialError(Failure):
    """Training or scoring raised: the classifier is errored, the process goes on."""

    kind = "TRIAL"
