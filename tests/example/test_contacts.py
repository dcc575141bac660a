"""The drawn contacts: sizes, seeds, and the columns as a file would give them."""

import numpy as np
import pytest

from engine.errors import InternalError
from engine.example.contacts import Contacts, column_table, draw_contacts, fields_of
from engine.example.world import World


def test_size_is_about_as_asked_with_the_returning_ones(contacts: Contacts) -> None:
    assert len(contacts) == pytest.approx(120_000, rel=0.01)


def test_thin_sample_holds_exactly_as_many_first_contacts_as_asked(world: World) -> None:
    thin = draw_contacts(world, 5_000, seed=3, thin=True)

    assert len(thin) == 5_000
    assert (thin.arrivals.attempt == 1).all()
    assert not world.agents.newcomer[thin.arrivals.agent[thin.arrivals.answered]].any()


def test_same_seed_gives_the_same_contacts_and_another_seed_others(world: World) -> None:
    first, again = (draw_contacts(world, 3_000, seed=5, thin=True) for _ in range(2))
    other = draw_contacts(world, 3_000, seed=6, thin=True)

    assert (first.service.frt_s == again.service.frt_s).all()
    assert (first.outcomes.paid == again.outcomes.paid).all()
    assert not (first.service.frt_s == other.service.frt_s).all()


def test_columns_are_known_where_they_mean_something(contacts: Contacts) -> None:
    table = column_table(contacts, ["agent", "frt_s", "csat", "paid", "order_value"])
    answered = contacts.arrivals.answered

    assert (np.isnan(table.column("frt_s")) == ~answered).all()
    assert (np.isnan(table.column("csat")) == ~contacts.outcomes.rated).all()
    assert (np.isnan(table.column("order_value")) == ~contacts.outcomes.paid).all()
    assert all(agent is None for agent in table.column("agent")[~answered])
    assert set(table.column("agent")[answered].tolist()) == set(contacts.agents)


def test_flags_and_numbers_are_floats_and_categories_text(contacts: Contacts) -> None:
    table = column_table(contacts, list(fields_of(contacts)))
    text = {"agent", "group", "shift", "contact_class", "channel"}

    kinds = {name: table.column(name).dtype for name in table.columns}

    assert {name for name, kind in kinds.items() if kind == np.dtype(object)} == text
    assert {kind for name, kind in kinds.items() if name not in text} == {np.dtype(np.float64)}


def test_problem_id_is_the_contact_id_of_the_first_contact(contacts: Contacts) -> None:
    table = column_table(contacts, ["contact_id", "problem_id", "attempt"])
    first = table.column("attempt") == 1

    assert (table.column("problem_id")[first] == table.column("contact_id")[first]).all()
    assert (table.column("problem_id")[~first] < table.column("contact_id")[~first]).all()


def test_unknown_column_is_our_mistake(contacts: Contacts) -> None:
    with pytest.raises(InternalError, match="mood"):
        column_table(contacts, ["frt_s", "mood"])
