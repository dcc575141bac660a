"""Safe cells, canonical JSON, fingerprints and size limits."""
