"""From a contact log to measures by scope: what is counted, over whom, over which time."""
