"""The nouns that two or more rooms share: frozen, checked, without any method of the field."""
