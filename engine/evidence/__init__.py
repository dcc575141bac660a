"""What the metrics have to do with the outcomes, with honest errors."""
