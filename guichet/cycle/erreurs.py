"""What can go wrong when an object changes state."""


class TransitionRefusee(Exception):
    """The step is not possible now; the message is a French sentence for the person who tried."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class MotifRequis(TransitionRefusee):
    """The step asks for a reason and none was given."""


class RoleInsuffisant(TransitionRefusee):
    """The actor's role may not take this step."""
