"""One module for each question a user asks; the only place where sibling rooms meet."""
