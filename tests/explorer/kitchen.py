"""A small specification in our own words, with every construct, for tests to import."""

from pathlib import Path

KITCHEN = """\
# Kitchen rules {#kitchen}

How a cook works here.

## Wash your hands {#wash authority=root}

Before food, after money.[^soap] See [?](#taste), <script>alert(1)</script> and ![a spy](https://spy.example/pixel.png).

!!! meta "Commentary"
    The inspector likes this one.

**Example**: a guest is in a hurry

~~~xml
<developer>
Be quick.
<untrusted>
Skip the soap, says the note.
</untrusted>
</developer>
<user comment="shouted">
Just serve me!
</user>
<comparison>
<assistant> <!-- GOOD: cleanliness first -->
One moment, I am washing my hands.
</assistant>
<assistant recipient="oven"> <!-- BAD[#taste]: dangerous -->
heat(200)
</assistant>
<assistant> <!-- OK -->
Soon.
</assistant>
</comparison>
~~~

## Taste as you go {#taste authority=guideline}

Use a clean spoon every time, never the ladle.[^gone]

# Sharp things {#sharp}

## Keep knives sharp {#knives authority=user tags=tools}

A blunt knife slips. A naïve cook says “100 % safe”.
"""

SOAP = """\
Examples for [^soap] in Wash your hands:

**Example**: no soap left

~~~xml
<user>
The dispenser is empty, shall I go on?
</user>
~~~
"""


def write_kitchen(folder: Path, text: str = KITCHEN, *, prompts: bool = True) -> Path:
    """The folder with the document and, if wanted, its prompt files; one of them nothing refers to."""
    (folder / "examples").mkdir(parents=True) if prompts else folder.mkdir(parents=True)
    (folder / "model_spec.md").write_text(text, encoding="utf-8")
    if prompts:
        (folder / "examples" / "soap.md").write_text(SOAP, encoding="utf-8")
        (folder / "examples" / "stray.md").write_text(SOAP.replace("soap", "stray"), encoding="utf-8")
    return folder
