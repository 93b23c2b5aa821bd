"""Reports in German."""
