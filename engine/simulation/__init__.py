"""A scenario in; measures with confidence intervals out."""
