"""What a project does with each principle: where it stands, what presets propose, and the house policy."""
