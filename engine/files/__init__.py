"""Text and tables to domain objects and back; every fault with file, place, value and remedy."""
