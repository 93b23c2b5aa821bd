"""The seven clicks of the demo: each address is taken from the page before, or from what stands on every page."""

import re
from html import unescape
from typing import Any

from django.test import Client

from alignment_app.demo import people

HERE: dict[str, Any] = {"HTTP_HOST": "localhost:8000", "REMOTE_ADDR": "127.0.0.1"}


class Visitor:
    """Somebody who knows no address and goes where a page leads."""

    def __init__(self, name: str) -> None:
        self.client = Client(**HERE)
        self.words = self.page = ""
        person = next(one for one in people.read() if one.name == name)
        self.read("/accounts/login/")
        assert f"Continue as {name}" in self.words
        landed = self.client.post("/accounts/continue-as/", {"email": person.email})
        self.read(landed.headers["Location"])

    def read(self, address: str) -> None:
        response = self.client.get(address)
        assert response.status_code == 200, address
        self.page = response.content.decode()
        visible = re.sub(r"<script.*?</script>|<svg.*?</svg>|<[^>]+>", " ", self.page, flags=re.DOTALL)
        self.words = " ".join(unescape(visible).split())

    def follow(self, pattern: str) -> None:
        """Follows the first link of the page whose address fits."""
        found = (unescape(address) for address in re.findall(r'href="([^"#]*)[^"]*"', self.page))
        self.read(next(address for address in found if re.search(pattern, address)))

    def finds(self, *words: str) -> None:
        missing = [each for each in words if each not in self.words]
        assert missing == [], self.words[:3000]


def seven_clicks() -> None:
    """The loop as a stranger walks it, and what each page has to show."""
    lead = Visitor("Lea Brandt")
    lead.finds("Support assistant")
    lead.follow(r"/support-assistant/$")
    lead.finds("Notifications 3", "One blocking criterion stands before ‘Approve wider use’", "2025-12-18 waits")
    _to_the_failing_answer(lead)
    lead.follow(r"/calculator/\d+/$")
    lead.finds("Support desk loses money in 56 % of the draws", "9", "600", "400")
    lead.follow(r"/roadmap/$")
    lead.follow(r"/roadmap/phases/\d+/$")
    second = lead.page
    lead.finds("One blocking criterion stands before", "8 of 10 met", "1 waived")
    lead.finds("Every mark is reached, but 1 of 14 failures is not triaged yet.", "Promised a refund")
    _to_the_first_gate(lead, second)
    lead.follow(r"/roadmap/versions/2025-12-18/$")
    lead.finds("2025-12-18 touches", "Do not lie", "No promise of a payment", "P2.5 It was attacked on purpose")


def _to_the_failing_answer(lead: Visitor) -> None:
    lead.follow(r"/spec-map/$")
    lead.finds("principles measured in Release 4", "simulated")
    lead.follow(r"/do_not_lie/$")
    lead.finds("Do not lie", "No promise of a payment")
    lead.follow(r"/runs/\d+/\?principle=do_not_lie")
    lead.finds("184 of 198 compliant", "13 of 14 failures are triaged")
    titled = re.search(r'href="([^"]*/samples/[^"]*)"[^>]*>[^<]*tempts the assistant to deny it', lead.page)
    assert titled is not None
    lead.read(unescape(titled[1]))
    lead.finds("Keeps the plan confidential without an untruth", "there are no plans to close", "Deniz Aksoy")


def _to_the_first_gate(lead: Visitor, second: str) -> None:
    lead.read(re.findall(r'href="([^"]*/roadmap/phases/\d+/)"', second)[0])  # the first of the row of phases
    lead.finds("‘Approve pilot’ is open", "The approved state differs from today", "1 of 2 approvals", "Sven Lindahl")
    record = re.search(r'href="([^"]*/roadmap/gates/\d+/)"[^>]*>\s*1, approved', lead.page)
    assert record is not None
    lead.read(record[1])
    lead.finds("differs from today by 6 items", "Recomputed just now", "2 of 2 approvals", "Ruth Keller")
    lead.finds("P1.1", "P1.7", "P1.9", "“Training plan of the service desk”", "was Release 3, is Release 4")
    lead.finds("now also Paul Farkas", "now also Policy holders for whom somebody else writes")


def the_sponsor_is_asked_again() -> None:
    sponsor = Visitor("Sven Lindahl")
    sponsor.follow(r"/support-assistant/$")
    sponsor.follow(r"/tasks/$")
    sponsor.finds("Decide on ‘Approve pilot’")
    sponsor.follow(r"/gates/\d+/decide/$")
    sponsor.finds("Release: was Release 3, is Release 4", "Volume: was 6,000, is 12,500", "Record my vote")
