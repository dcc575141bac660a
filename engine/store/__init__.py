"""What outlives a command: saved runs, in the user's own database."""
