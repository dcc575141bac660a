"""The generated shop team whose truth is known; never real data."""
