"""Documents on their way in: read from uploads or fetched from the public address."""
