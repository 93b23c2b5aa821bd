"""Results that were reported from elsewhere: read, matched with our cases, and how far they were checked."""
