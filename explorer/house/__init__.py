"""The company's own rules: house clauses, rulings and known violations as pages show them."""
