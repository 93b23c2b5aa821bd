"""People, organisations, memberships, projects, access, and the audit trail."""
