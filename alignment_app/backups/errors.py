"""What stands in the way of a backup or of restoring one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One reason, as the contract of the command line writes it."""

    field: str
    value: str
    allowed: str
    message: str


class BackupRefused(Exception):
    """Nothing was stored; every reason at once."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults
