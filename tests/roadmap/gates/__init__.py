"""Gates: asking, voting, waiving, what differs and who is missing."""
