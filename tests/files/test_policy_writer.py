"""A policy reads back equal, whatever it holds."""

from pathlib import Path

from engine.files.policy_file import read_policy_file
from engine.files.policy_writer import policy_text
from tests.files.policy_samples import FULL


def test_a_policy_with_every_key_survives_writing_and_reading(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(FULL, encoding="utf-8")
    read = read_policy_file(path)

    path.write_text(policy_text(read.policy, tree=read.tree, grades=read.grades), encoding="utf-8")

    assert read_policy_file(path) == read
