"""What an organisation's reports carry."""
