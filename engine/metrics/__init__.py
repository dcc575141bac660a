"""From contact records to an agents-by-indicators table."""
