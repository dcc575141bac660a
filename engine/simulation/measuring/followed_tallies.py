"""How often what follows contacts happened, in each cell of arrival (rule M8)."""

import numpy as np

from engine.domain.outcomes import Outcomes
from engine.simulation.measuring.contact_facts import ContactFacts
from engine.simulation.measuring.outcomes import Followed
from engine.simulation.measuring.scope_layout import ScopeLayout
from engine.simulation.measuring.time_bins import Times

_TABLES_OF_MODEL = {
    "satisfaction": ("satisfied",),
    "conversion": ("ordered", "silent", "lost", "lost_cny"),
    "complaint": ("complained",),
}


def followed_tables(
    models: Outcomes, layout: ScopeLayout, facts: ContactFacts, followed: Followed
) -> dict[str, Times]:
    """Return the tables of cells (B, W) by name.

    Lost orders are those of the counterfactual less those there are, in the same draws. What no
    model tells is nan.
    """
    cells = layout.cells(facts.arrival_bin, facts.kinds)
    named = {
        "answered_there": followed.answered,
        "invited": followed.invited,
        "rated": followed.rated,
        "satisfied": followed.satisfied,
        "asked": followed.asked,
        "ordered": followed.ordered,
        "silent": followed.silent,
        "wanted": followed.wanted,
        "returned": followed.returned,
        "complained": followed.complained,
    }
    tables = {name: layout.summed(cells, which) for name, which in named.items()}
    tables["lost"] = tables.pop("wanted") - tables["ordered"]
    tables["lost_cny"] = models.order_value_cny * tables["lost"]
    for model, unknown in _TABLES_OF_MODEL.items():
        if getattr(models, model) is None:
            tables |= {name: np.full_like(tables[name], np.nan) for name in unknown}
    return tables
