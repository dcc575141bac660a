"""Speed as ratios: two ways to the same answer, side by side."""
