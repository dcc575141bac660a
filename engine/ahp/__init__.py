"""From pairwise judgements to priorities and weights."""
