"""The dossier as one context, and the files made from it."""
