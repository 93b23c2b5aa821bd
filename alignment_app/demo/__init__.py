"""The demo workspace: two organisations, made through the rooms' own services and measured by the real pipeline."""
