"""The house policy as Markdown: what it says, and that nobody's words can break its structure."""

import re
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from explorer.models import SpecVersion, Stance
from explorer.services import decide_stance, pin_version
from explorer.stances.markdown_text import inline, line, quotation
from explorer.stances.policy import HousePart, policy_markdown
from tests.conftest import Cast
from tests.explorer.stances import cooking, fresh, newer_rules
from tests.explorer.test_stances import waived
from workspaces.models import User

READER = MarkdownIt("gfm-like", {"linkify": False})
# Whatever has a meaning somewhere in Markdown, and what may stand around it.
MARKS = st.text(st.sampled_from(list("\\`*_{}[]<>()#+-.!|~$&;:='\"/ab1 \t\n\r\x0b\u2028")), max_size=40)


def shape(markdown: str) -> list[str]:
    return [token.type for token in READER.parse(markdown)]


def read(markdown: str) -> str:
    """The text as a reader sees it, white space folded."""
    paragraphs = [token.children or [] for token in READER.parse(markdown) if token.type == "inline"]
    for tokens in paragraphs:
        assert {token.type for token in tokens} <= {"text", "softbreak", "hardbreak", "text_special"}
    seen = (("".join(token.content or " " for token in tokens)) for tokens in paragraphs)
    return " ".join(" ".join(seen).split())


@pytest.mark.parametrize(
    "text",
    [
        "~~struck~~",
        "*a* **b** _c_ `d` ``e``",
        "[a](b) ![a](b) [a]: b",
        "<b>a</b> <https://a.example> &lt; &#35;",
        "| a | b |\n|---|---|\n| c | d |",
        "A heading\n=========",
        "A heading\n---",
        "# a\n## b",
        "- a\n+ b\n* c\n1. d\n2) e",
        "> a\n> b",
        "```\ncode\n```\n~~~\ncode\n~~~",
        "    indented\n\n\tindented",
        "a\\\nb\\",
        "***\n___\n- - -",
        ":---:\n: a definition",
    ],
)
def test_every_construct_is_shown_as_it_was_typed(text: str) -> None:
    folded = " ".join(text.split())
    assert (shape(line(text)), read(line(text))) == (shape("word"), folded)
    assert set(shape(quotation(text))) == set(shape("> word"))
    assert read(quotation(text)) == folded


@given(st.one_of(MARKS, st.text(max_size=40)))
def test_words_stay_words(text: str) -> None:
    seen = " ".join(text.replace("\0", "\ufffd").split())
    if not seen:
        return
    assert shape(line(text)) == shape("word")
    assert read(line(text)) == seen
    assert shape(f"Why: {inline(text)}") == shape("word")
    assert shape(f"# Policy: {inline(text)}") == shape("# word")
    assert shape(f"- {inline('a' + text)}") == shape("- word")
    assert set(shape(quotation(text))) == set(shape("> word"))
    assert read(quotation(text)).replace(" ", "") == seen.replace(" ", "")


@pytest.mark.django_db
def test_it_says_what_is_decided_and_what_is_not(cast: Cast, kitchen: SpecVersion, tmp_path: Path) -> None:
    project = cooking(cast, kitchen)
    decide_stance(project, cast.editor, "knives", "tightened", "Whet daily.\n\n# No heading\n- no list", "Many guests.")
    decide_stance(project, cast.editor, "taste", "not_relevant", reason="We serve *only* bread.")
    waived(cast, project, "wash")
    decide_stance(project, cast.editor, "wash", "not_relevant", reason="Gloves.")
    part = HousePart("knives", "House clause HC-1", "Count the knives.\nTwice.")
    policy = policy_markdown(project, [part], today=date(2026, 11, 26))

    assert policy.startswith(
        "# House policy: Support assistant\n\nAcme · Model Spec, version 2026-01-05 · as of 26 November"
    )
    assert "3 of 3 principles are decided." in policy
    assert "### Keep knives sharp\n\nUser · **Tightened** · `knives`" in policy
    assert "> Whet daily.\n>\n> \\# No heading\\\n> \\- no list" in policy
    assert "Why: Many guests." in policy
    assert "**House clause HC-1**\n\n> Count the knives.\\\n> Twice." in policy
    assert "- Taste as you go (guideline, `taste`): We serve \\*only\\* bread." in policy
    assert re.search(r"- Wash your hands \(root, `wash`\): Gloves\. \*Waived until \d+ \w+ \d{4}\.\*", policy)
    assert "Undecided" not in policy

    pin_version(project, newer_rules(tmp_path), cast.owner)
    stale = policy_markdown(fresh(project))
    assert "· **Stale**: reworded since 2026-01-05" in stale
    assert "### Undecided\n\n- Wear an apron (guideline, `apron`)" in stale
    assert "Stale, because the version differs from what was decided on: 2." in stale


@pytest.mark.django_db
def test_our_sentence_stands_below_a_principle_of_the_catalogue(cast: Cast) -> None:
    decide_stance(fresh(cast.project), cast.editor, "do_not_lie", "adopted")
    policy = policy_markdown(fresh(cast.project))
    assert re.search(
        r"### Do not lie\n\nUser · \*\*Adopted\*\* · `do_not_lie`\n\nSay nothing you know to be untrue", policy
    )


@pytest.mark.django_db
def test_a_project_s_own_words_do_not_change_the_structure(cast: Cast) -> None:
    def structure() -> list[str]:
        return shape(policy_markdown(fresh(cast.project)))

    decide_stance(fresh(cast.project), cast.editor, "do_not_lie", "tightened", "Plain.", "Plain.")
    before = structure()
    wicked = "# x\n> y\n```\n<script>alert(1)</script>\n| a | b |\n|---|---|\n[l](javascript:x) ![i](y) &lt; ~~z~~ `c"
    decide_stance(fresh(cast.project), cast.editor, "do_not_lie", "tightened", wicked, wicked)
    cast.project.__class__.objects.filter(pk=cast.project.pk).update(name="# *x* <b>", purpose="- a\n- b\n\n# c")
    after = structure()
    # The purpose is one paragraph more; nothing else differs.
    assert len(after) == len(before) + 3
    assert set(after) == set(before)


@pytest.mark.django_db
def test_every_member_downloads_it(cast: Cast, client_for: Callable[[User], Client]) -> None:
    url = reverse("explorer:house_policy", args=[cast.project.path])
    response = client_for(cast.viewer).get(url)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="house-policy-support.md"'
    assert "0 of 59 principles are decided. Undecided: 59." in response.content.decode()
    assert client_for(cast.stranger).get(url).status_code == 404
    assert client_for(cast.owner).post(url).status_code == 405


@pytest.mark.django_db
def test_the_command_prints_it_or_writes_it(cast: Cast, tmp_path: Path) -> None:
    decide_stance(fresh(cast.project), cast.editor, "do_not_lie", "adopted", reason="Naïve – 信頼.")
    printed, told = StringIO(), StringIO()
    call_command("export_policy", "--project", "acme/support", stdout=printed)
    call_command("export_policy", str(tmp_path / "policy.md"), "--project", "support", stdout=told)
    assert printed.getvalue() == (tmp_path / "policy.md").read_text(encoding="utf-8")
    assert "Naïve – 信頼." in printed.getvalue()
    assert "house policy of support" in told.getvalue()


@pytest.mark.django_db
def test_the_command_refuses_what_it_cannot_do(cast: Cast, tmp_path: Path) -> None:
    for arguments in (("--project", "nobody"), (str(tmp_path / "no" / "policy.md"), "--project", "support")):
        errors = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("export_policy", *arguments, stderr=errors)
        assert ended.value.code == 1
        assert errors.getvalue()
    assert not Stance.objects.exists()
