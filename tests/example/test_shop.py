"""The example's files: made once, the same bytes for the same seed, made anew when harmed."""

import hashlib
from pathlib import Path

import pytest

from engine.example.shop import ShopFiles, read_truth, write_shop

SMALL = 30_000


def digests(files: ShopFiles) -> list[str]:
    paths = (files.contacts, files.agent_months, files.qa_samples, files.orders, files.truth)
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


@pytest.fixture
def shop(tmp_path: Path) -> ShopFiles:
    return write_shop(tmp_path / "shop", 7, SMALL)


def test_same_seed_gives_the_same_bytes(shop: ShopFiles, tmp_path: Path) -> None:
    again = write_shop(tmp_path / "again", 7, SMALL)

    assert digests(again) == digests(shop)


def test_another_seed_gives_other_contacts(shop: ShopFiles, tmp_path: Path) -> None:
    other = write_shop(tmp_path / "other", 8, SMALL)

    assert digests(other)[0] != digests(shop)[0]


def test_second_call_finds_the_files(shop: ShopFiles) -> None:
    again = write_shop(shop.contacts.parent, 7, SMALL)

    assert shop.made
    assert not again.made


@pytest.mark.parametrize("harm", ["alter", "remove", "other_seed", "no_manifest"])
def test_harmed_files_are_made_anew(shop: ShopFiles, harm: str) -> None:
    folder, before = shop.contacts.parent, digests(shop)
    seed = 8 if harm == "other_seed" else 7
    if harm == "alter":
        shop.truth.write_text("{}", encoding="utf-8")
    elif harm == "remove":
        shop.orders.unlink()
    elif harm == "no_manifest":
        (folder / "manifest.json").write_text("[]", encoding="utf-8")

    again = write_shop(folder, seed, SMALL)

    assert again.made
    assert (digests(again) == before) == (seed == 7)


def test_folder_holds_nothing_but_the_files_and_their_manifest(shop: ShopFiles) -> None:
    names = {path.name for path in shop.contacts.parent.iterdir()}

    assert names == {
        "contacts.parquet",
        "agent_months.parquet",
        "qa_samples.parquet",
        "orders.parquet",
        "truth.json",
        "manifest.json",
    }


def test_truth_names_the_planted_coefficients(shop: ShopFiles) -> None:
    effects = read_truth(shop.truth)["effects"]

    assert effects["conversion"]["frt_s"]["coefficient"] == -0.30
    assert effects["satisfaction"]["frt_s"]["coefficient"] == -0.35
    assert effects["repurchase_90d"]["solved"]["coefficient"] == 0.35
    assert effects["repurchase_90d"]["attitude"]["coefficient"] == 0.15
