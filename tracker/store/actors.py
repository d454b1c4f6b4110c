"""Who works on a ledger, and what that lets them see and change."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.codes import Code
from tracker.errors import BadOption


class Role(Code):
    """What somebody may do in one program, which is the set of rows that make up one ledger."""

    OWNER = "owner", "Works alone on a ledger of one's own: sees and changes everything."
    MANAGER = "manager", "Sees and changes everything of the program, invites people and ends their access."
    TRAVELER = "traveler", "Sees and changes what is about one traveler: normally that person's own trips and papers."
    ADVISER = "adviser", "Sees what is about one traveler, and changes nothing."


ABOUT_ONE_TRAVELER = (Role.TRAVELER, Role.ADVISER)
"""Roles that are nothing without the id of a traveler."""

INVITED = (Role.MANAGER, Role.TRAVELER, Role.ADVISER)
"""Roles that an invitation can give."""


@dataclass(frozen=True)
class Actor:
    """Whoever reads and writes. A ``Ledger`` cannot be opened without one.

    ``owner`` names the program whose ledger it is. ``name`` is what the journal calls the person: the e-mail address
    that was verified at sign-in, "" for the local user. ``traveler``: whose rows a traveler or an adviser sees, ""
    for the others. Raises ``BadOption`` for what makes no sense, such as a traveler without an id.
    """

    owner: str
    name: str
    role: Role
    traveler: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "role", Role(self.role))
        if not self.owner:
            raise BadOption("Nobody can work on a ledger that belongs to no program.")
        if self.traveler != self.traveler.strip() or bool(self.traveler) != (self.role in ABOUT_ONE_TRAVELER):
            raise BadOption(f"The role {self.role} does not go with the traveler {self.traveler!r}.")

    @classmethod
    def local(cls, owner: str = "me") -> Actor:
        """The single user of a ledger on this machine."""
        return cls(owner, "", Role.OWNER)

    @property
    def sees_everything(self) -> bool:
        """Whether all rows of the program are shown."""
        return self.role not in ABOUT_ONE_TRAVELER

    @property
    def may_write(self) -> bool:
        """Whether anything can be changed at all."""
        return self.role is not Role.ADVISER


LOCAL = Actor.local()
"""The single user, without any sign-in."""
