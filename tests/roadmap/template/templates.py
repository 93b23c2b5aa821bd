"""Templates of an organisation's own, made out of the shipped one."""

from roadmap.template.reading import SHIPPED

NEXT = "acme-2"


def own_text(version: str = NEXT) -> str:
    """The shipped template under another version, not changed otherwise."""
    return SHIPPED.read_text(encoding="utf-8").replace("template_version:", f'template_version: "{version}" #', 1)


def changed_text(version: str = NEXT) -> str:
    """P1.3 gone, P1.10 new, P1.6 with another statement, and P1.8 blocking from now on."""
    lines = own_text(version).splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if line.lstrip().startswith("- id: P")]
    blocks = {lines[start].split("id:")[1].strip(): start for start in starts}

    def end(code: str) -> int:
        return next(start for start in starts if start > blocks[code])

    third = lines[blocks["P1.3"] : end("P1.3")]
    tenth = "".join(third).replace("P1.3", "P1.10", 1)
    lines[blocks["P1.3"] : end("P1.3")] = [tenth, *[""] * (len(third) - 1)]
    sixth = lines[blocks["P1.6"] : end("P1.6")]
    lines[blocks["P1.6"] : end("P1.6")] = [_other_statement(line) for line in sixth]
    eighth = lines[blocks["P1.8"] : end("P1.8")]
    lines[blocks["P1.8"] : end("P1.8")] = [line.replace("blocking: false", "blocking: true") for line in eighth]
    return "".join(lines)


def _other_statement(line: str) -> str:
    return line.replace("statement:", 'statement: "Who may instruct it is written down." #', 1)
