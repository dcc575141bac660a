"""From contact logs to the figures of a scenario, each with its size, interval and fit."""
