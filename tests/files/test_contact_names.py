"""The catalogue of contact columns: each name has one meaning, and the example fills them."""

from engine.example.contacts import draw_contacts, fields_of
from engine.example.world import shop_world
from engine.files.contact_names import FLAGS, IDS, RANGES, TEXTS, TIMES


def test_each_name_has_one_meaning() -> None:
    kinds = [IDS, TEXTS, TIMES, FLAGS, set(RANGES)]

    assert sum(len(kind) for kind in kinds) == len(set().union(*kinds))


def test_every_column_of_the_example_is_in_the_catalogue() -> None:
    contacts = draw_contacts(shop_world(1), 100, thin=True)

    assert set(fields_of(contacts)) <= {*IDS, *TEXTS, *TIMES, *FLAGS, *RANGES}
