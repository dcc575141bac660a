"""The log with names."""

import numpy as np

from engine.domain.traffic import Transfer
from engine.simulation.log_columns import log_columns, round_columns
from tests.simulation.desks import desk, fixed, kind, played, team, turns


def test_columns_name_class_group_agent_and_outcome() -> None:
    scenario = desk(kinds=[kind(groups=["second"])], groups=[team("first"), team("second")])
    contacts = [{"arrival_s": 0.0, "work_s": 60.0}, {"arrival_s": 1.0, "patience_s": 9.0}]

    columns = log_columns(scenario, played(scenario, contacts))

    assert columns["customer"].tolist() == [1, 2]
    assert columns["attempt"].tolist() == [1, 1]
    assert columns["contact_class"].tolist() == ["chat", "chat"]
    assert columns["channel"].tolist() == ["chat", "chat"]
    assert columns["group"].tolist() == ["second", ""]
    assert columns["agent"].tolist() == ["2", ""]
    assert columns["outcome"].tolist() == ["served", "abandoned"]
    assert columns["end_s"].tolist() == [60.0, 10.0]
    assert columns["load"].tolist() == [1, -1]
    assert np.isnan(columns["start_s"][1])


def test_a_transferred_contact_names_its_first_and_its_last_agent() -> None:
    chat = kind(groups=["a"], transfers=(Transfer("b", 1.0),), wrap_up=fixed(5.0))
    scenario = desk(kinds=[chat], groups=[team("a"), team("b")])

    columns = log_columns(scenario, played(scenario, [{"arrival_s": 0.0, "onward_work_s": 30.0}]))

    assert (columns["group"][0], columns["last_group"][0]) == ("a", "b")
    assert (columns["agent"][0], columns["last_agent"][0]) == ("1", "2")
    assert columns["transferred"].tolist() == [True]
    assert columns["released_s"].tolist() == [90.0]
    assert columns["end_s"].tolist() == [90.0]


def test_attempts_follow_their_customer() -> None:
    scenario = desk()
    first = {"arrival_s": 0.0, "work_s": 100.0}
    again = {"arrival_s": 1.0, "patience_s": 9.0, "retries": True, "retry_delay_s": 200.0}

    columns = log_columns(scenario, played(scenario, [first, again, {"arrival_s": 2.0}]))

    assert columns["customer"].tolist() == [1, 2, 2, 3]
    assert columns["attempt"].tolist() == [1, 1, 2, 1]
    assert columns["returns"].tolist() == [False, True, False, False]
    assert columns["back_s"][1] == 210.0


def test_rounds_are_a_table_of_their_own() -> None:
    scenario = desk(kinds=[kind(turns=turns())], by_turns=True)
    contact = {"arrival_s": 5.0, "rounds": ((0.0, 10.0), (20.0, 30.0))}

    columns = round_columns(scenario, played(scenario, [contact]))

    assert columns["customer"].tolist() == [1, 1]
    assert columns["leg"].tolist() == [1, 1]
    assert columns["round"].tolist() == [1, 2]
    assert columns["asked_s"].tolist() == [5.0, 35.0]
    assert columns["replied_s"].tolist() == [15.0, 65.0]
    assert columns["agent"].tolist() == ["1", "1"]


def test_at_rate_level_there_are_no_rounds() -> None:
    scenario = desk()

    columns = round_columns(scenario, played(scenario, [{"arrival_s": 0.0}]))

    assert all(values.size == 0 for values in columns.values())
