"""Observed contacts."""

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import InputError
from engine.simulation.fitting.observed import ONE_CLASS, contacts_of


def test_contacts_stand_in_order_of_arrival_and_unknown_columns_are_filled() -> None:
    contacts = contacts_of(arrival_s=np.array([90_000.0, 10.0]), served=np.array([True, False]))

    assert contacts.arrival_s.tolist() == [10.0, 90_000.0]
    assert contacts.day.tolist() == [0, 1]
    assert contacts.abandoned.tolist() == [True, False]
    assert contacts.contact_class.tolist() == [ONE_CLASS, ONE_CLASS]
    assert np.isnan(contacts.wait_s).all()


def test_names_stand_on_one_line_and_contacts_without_a_class_are_one_class() -> None:
    contacts = contacts_of(
        arrival_s=np.arange(3.0),
        served=np.ones(3),
        contact_class=np.array(["after\nsales", "", "a\x07"]),
        group=np.array([" night ", "", "x"]),
    )

    assert contacts.contact_class.tolist() == ["after sales", ONE_CLASS, "a"]
    assert contacts.group.tolist() == ["night", "", "x"]


def test_start_and_end_add_up_bot_wait_and_service() -> None:
    contacts = contacts_of(
        arrival_s=np.array([100.0, 200.0]),
        served=np.array([True, False]),
        bot_s=np.array([10.0, np.nan]),
        wait_s=np.array([5.0, 30.0]),
        service_s=np.array([60.0, np.nan]),
    )

    assert contacts.start_s[0] == 115.0
    assert np.isnan(contacts.start_s[1])
    assert contacts.end_s.tolist() == [175.0, 230.0]


def test_some_contacts_keep_their_columns() -> None:
    contacts = contacts_of(
        arrival_s=np.array([1.0, 2.0]), served=np.array([True, True]), agent=np.array(["a", "b"])
    )

    chosen = contacts.of(contacts.agent == "b")

    assert len(chosen) == 1
    assert chosen.arrival_s.tolist() == [2.0]


def test_negative_times_are_refused() -> None:
    with pytest.raises(InputError, match=r"fit\.negative"):
        contacts_of(arrival_s=np.array([1.0]), served=np.array([True]), wait_s=np.array([-1.0]))


def test_columns_of_different_lengths_are_refused() -> None:
    contacts = contacts_of(arrival_s=np.array([1.0, 2.0]), served=np.array([True, False]))

    with pytest.raises(InputError, match=r"fit\.columns"):
        replace(contacts, wait_s=np.array([1.0]))
