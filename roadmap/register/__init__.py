"""The register: what went wrong (incidents) and what could (risks), in words that order themselves."""
