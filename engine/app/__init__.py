"""The pages people look at: *Decision* and *Peak*, on this computer only."""


def main() -> None:
    """Draw the page of this run of the script."""
    from engine.app.navigation import show  # the package itself must be cheap to import

    show()
