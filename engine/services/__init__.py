"""One function for each action of a user: load, study, save."""
