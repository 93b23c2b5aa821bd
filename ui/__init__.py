"""Page and fragment rendering, template tags, formats, chart theme, icons, and registries; no models."""
