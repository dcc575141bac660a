"""Results to sentences, tables, charts and documents."""
