"""Every way a request can fail. Problems in a user's data are findings, never exceptions (see findings.py)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class TrackerError(Exception):
    """Something asked of Coverline could not be done."""

    def __reduce__(self) -> tuple[object, ...]:
        """So that it can be raised again in another process: most have a constructor of their own."""
        return _again, (type(self), self.args, vars(self))


def _again(kind: type[TrackerError], args: tuple[object, ...], attributes: dict[str, object]) -> TrackerError:
    error = kind.__new__(kind, *args)
    vars(error).update(attributes)
    return error


class LawFileError(TrackerError):
    """A file under data/ does not say what the program needs."""

    def __init__(self, file: str, key_path: str, problem: str) -> None:
        self.file, self.key_path, self.problem = file, key_path, problem
        super().__init__(f"{file}: {key_path}: {problem}" if key_path else f"{file}: {problem}")


class WorkspaceNotReadable(TrackerError):
    """There is no workspace to read at the given place."""

    def __init__(self, path: Path | str, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}")


class TableNotReadable(TrackerError):
    """One file could not be read as a table at all."""

    def __init__(self, file: str, problem: str) -> None:
        self.file, self.problem = file, problem
        super().__init__(f"{file}: {problem}")


class FileRefused(TrackerError):
    """A file that is not taken in: its kind, its size or its state."""

    def __init__(self, file: str, problem: str) -> None:
        self.file, self.problem = file, problem
        super().__init__(f"{file} {problem}.")


class ProofRefused(TrackerError):
    """A file that is no proof ZIP, or none that is safe to look into."""

    def __init__(self, file: str, problem: str) -> None:
        self.file, self.problem = file, problem
        super().__init__(f"{file}: {problem}. It was not looked into any further.")


class BadOption(TrackerError):
    """An option has a value that cannot be used."""


class UnknownTraveler(BadOption):
    """Nothing in the workspace is about this traveler."""

    def __init__(self, traveler: str, known: Sequence[str]) -> None:
        self.traveler, self.known = traveler, tuple(known)
        some = ", ".join(self.known[:10]) + (" …" if len(self.known) > 10 else "")
        who = f"Known travelers: {some}" if self.known else "The workspace is about nobody yet"
        super().__init__(f"traveler: {traveler!r} does not occur in the workspace. {who}")


class DateOrderNeeded(BadOption):
    """Dates such as 05/01/2026 can be read in two ways, and the user did not say which one is meant.

    ``repair``: what to do, in words; "" for the usual advice.
    """

    def __init__(self, file: str, example: str, repair: str = "") -> None:
        self.file, self.example = file, example
        usual = "Choose the date order mdy (month/day/year) or dmy (day/month/year), or write dates like 2026-03-01"
        super().__init__(
            f"{file}: dates are written like {example}, and nothing says whether the month or the day comes first. "
            f"{repair or usual}."
        )


class ClusterUnavailable(TrackerError):
    """A Dask cluster, or one of its workers, cannot be used."""

    def __init__(self, address: str, problem: str) -> None:
        self.address, self.problem = address, problem
        super().__init__(f"{address}: {problem}.")


class StoreUnavailable(TrackerError):
    """The database could not be opened, read or written."""


class StoreAway(StoreUnavailable):
    """The database server cannot be reached now: it may come back by itself."""


class NotAllowed(TrackerError):
    """Something that this person's role does not allow. Nothing was changed."""


class SignInRefused(TrackerError):
    """Somebody who signed in elsewhere is not, or no longer, let in here."""


class StaleEdit(TrackerError):
    """The row was changed by somebody else after it was shown.

    ``told``: who changed what and when, as far as it is known, such as "anna@example.org changed last day from
    2026-03-01 to 2026-04-01 on 2026-02-01 at 10:12 UTC".
    """

    def __init__(self, table: str, key: str, told: str = "") -> None:
        self.table, self.key, self.told = table, key, told
        changed = f"{table}: row {key}: {told}, after" if told else f"{table}: row {key} was changed elsewhere after"
        super().__init__(f"{changed} you opened it. Look at the new values and save again.")


class UnusableRows(TrackerError):
    """Rows that were to be saved cannot be used, so nothing was saved.

    ``findings`` is a findings frame that says which rows and why.
    """

    def __init__(self, findings: pd.DataFrame) -> None:
        self.findings = findings
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        first = findings.iloc[0]
        super().__init__(f"{first['file']}: {first['subject']}: {first['message']}{more} Nothing was saved.")
