"""The facts of a dossier out of the rooms below: one module for each of them."""
