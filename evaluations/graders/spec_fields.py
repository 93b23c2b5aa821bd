"""Reads the fields of a grader spec and collects what is wrong with them."""

from collections.abc import Collection

from evaluations.graders.plain_text import folded
from evaluations.graders.protocol import Spec, SpecFault, SpecRefused

MAX_PHRASES = 50
MAX_PHRASE_LENGTH = 200
# Fields that the registry reads for every kind.
SHARED_FIELDS = frozenset({"kind", "fails_as"})


class SpecReader:
    """Takes fields from one spec; ``done`` raises when any of them was wrong or unknown."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.faults: list[SpecFault] = []
        self.known: set[str] = set(SHARED_FIELDS)

    def fault(self, field: str, allowed: str, message: str) -> None:
        self.fault_at(field, self.spec.get(field), allowed, message)

    def fault_at(self, path: str, value: object, allowed: str, message: str) -> None:
        """A fault further inside than a field of this spec, as in ``of[0].weight``."""
        self.faults.append(SpecFault(path, value, allowed, message))

    def phrases(self, field: str) -> tuple[str, ...]:
        """A list of phrases, empty when the field is absent."""
        self.known.add(field)
        value = self.spec.get(field, [])
        allowed = f"a list of at most {MAX_PHRASES} phrases of 1 to {MAX_PHRASE_LENGTH} characters"
        if not isinstance(value, list) or len(value) > MAX_PHRASES:
            self.fault(field, allowed, f"must be {allowed}")
            return ()
        if not all(isinstance(each, str) and folded(each) and len(each) <= MAX_PHRASE_LENGTH for each in value):
            self.fault(field, allowed, f"must be {allowed}")
            return ()
        return tuple(value)

    def text(self, field: str, longest: int) -> str:
        """A required text."""
        self.known.add(field)
        value = self.spec.get(field)
        if not isinstance(value, str) or not value or len(value) > longest:
            self.fault(field, f"1 to {longest} characters", f"must be a text of 1 to {longest} characters")
            return ""
        return value

    def optional_text(self, field: str, longest: int) -> str:
        """A text, empty when the field is absent."""
        return self.text(field, longest) if field in self.spec else self._known(field)

    def _known(self, field: str) -> str:
        self.known.add(field)
        return ""

    def choice(self, field: str, choices: Collection[str], default: str) -> str:
        self.known.add(field)
        value = self.spec.get(field, default)
        if not isinstance(value, str) or value not in choices:
            allowed = ", ".join(sorted(each for each in choices if each))
            self.fault(field, allowed, f"must be one of {allowed}")
            return default
        return value

    def flag(self, field: str, default: bool = False) -> bool:
        self.known.add(field)
        value = self.spec.get(field, default)
        if not isinstance(value, bool):
            self.fault(field, "true or false", "must be true or false")
            return default
        return value

    def count(self, field: str, largest: int) -> int | None:
        """A whole number from 0 to ``largest``, None when the field is absent."""
        self.known.add(field)
        value = self.spec.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= largest:
            self.fault(field, f"0 to {largest}", f"must be a whole number from 0 to {largest}")
            return None
        return value

    def texts(self, field: str, most: int, longest: int) -> tuple[str, ...]:
        """A list of texts, empty when the field is absent."""
        self.known.add(field)
        value = self.spec.get(field, [])
        allowed = f"a list of at most {most} texts of 1 to {longest} characters"
        if not isinstance(value, list) or len(value) > most:
            self.fault(field, allowed, f"must be {allowed}")
            return ()
        if not all(isinstance(each, str) and each.strip() and len(each) <= longest for each in value):
            self.fault(field, allowed, f"must be {allowed}")
            return ()
        return tuple(value)

    def share(self, field: str, default: float) -> float:
        """A number above 0, up to 1."""
        self.known.add(field)
        value = self.spec.get(field, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            self.fault(field, "above 0, up to 1", "must be a number above 0, up to 1")
            return default
        return float(value)

    def specs(self, field: str, most: int) -> tuple[Spec, ...]:
        """A required list of grader specs, unread."""
        self.known.add(field)
        value = self.spec.get(field)
        allowed = f"a list of 1 to {most} graders"
        if not isinstance(value, list) or not 1 <= len(value) <= most or not all(isinstance(v, dict) for v in value):
            self.fault(field, allowed, f"must be {allowed}")
            return ()
        return tuple(value)

    def done(self) -> None:
        """Raises SpecRefused when anything was wrong, unknown fields included."""
        for field in sorted(set(map(str, self.spec)) - self.known):
            allowed = ", ".join(sorted(self.known))
            self.faults.append(
                SpecFault(field, self.spec[field], allowed, f"is not a field of this grader ({allowed})")
            )
        if self.faults:
            raise SpecRefused(self.faults)
