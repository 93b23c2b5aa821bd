"""Evidence: what may be uploaded, what linked things said when they were linked, and whether they still do."""
