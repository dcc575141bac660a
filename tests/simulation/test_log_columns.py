"""The log with names."""

import numpy as np

from engine.simulation.log_columns import log_columns
from tests.simulation.desks import desk, kind, played, team


def test_columns_name_class_group_agent_and_outcome() -> None:
    scenario = desk(kinds=[kind(groups=["second"])], groups=[team("first"), team("second")])
    contacts = [{"arrival_s": 0.0, "work_s": 60.0}, {"arrival_s": 1.0, "patience_s": 9.0}]

    columns = log_columns(scenario, played(scenario, contacts))

    assert columns["customer"].tolist() == [1, 2]
    assert columns["attempt"].tolist() == [1, 1]
    assert columns["contact_class"].tolist() == ["chat", "chat"]
    assert columns["group"].tolist() == ["second", ""]
    assert columns["agent"].tolist() == ["2", ""]
    assert columns["outcome"].tolist() == ["served", "abandoned"]
    assert columns["end_s"].tolist() == [60.0, 10.0]
    assert np.isnan(columns["start_s"][1])
