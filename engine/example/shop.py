"""The example's files: made on first use, found again afterwards, never committed."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine.example.contacts import FULL_CONTACTS, draw_contacts
from engine.example.orders import shop_orders
from engine.example.parquet import write_contacts, write_records
from engine.example.records import agent_months, quality_samples
from engine.example.truth import truth
from engine.example.world import shop_world

GENERATOR_VERSION = 2  # raise with every change that moves a byte of the files

_MANIFEST = "manifest.json"
_NAMES = {
    "contacts": "contacts.parquet",
    "agent_months": "agent_months.parquet",
    "qa_samples": "qa_samples.parquet",
    "orders": "orders.parquet",
    "truth": "truth.json",
}


@dataclass(frozen=True, slots=True)
class ShopFiles:
    """Where the example's tables lie; ``made`` is False when they were found, not made."""

    contacts: Path
    agent_months: Path
    qa_samples: Path
    orders: Path
    truth: Path
    made: bool


def write_shop(folder: Path, seed: int, contacts: int = FULL_CONTACTS) -> ShopFiles:
    """Make the example of a seed in a folder, unless it is there unharmed.

    The manifest names the generator's version, seed, size and every file's sha256; a file that
    is missing, altered or of another version makes all of them anew. It is written last, so an
    interrupted run is never taken for a finished one.

    Parameters
    ----------
    folder
        Where to write; made if absent. One folder holds one example.
    seed
        The same seed gives the same bytes with the same package versions.
    contacts
        About how many contacts.
    """
    paths = {part: folder / name for part, name in _NAMES.items()}
    if _is_unharmed(folder, seed, contacts):
        return ShopFiles(**paths, made=False)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MANIFEST).unlink(missing_ok=True)
    with TemporaryDirectory(dir=folder, prefix="making-") as making:
        _make(Path(making), seed, contacts)
        for name in (*_NAMES.values(), _MANIFEST):
            (Path(making) / name).replace(folder / name)
    return ShopFiles(**paths, made=True)


def read_truth(path: Path) -> dict[str, Any]:
    """Return the generator's truth; ``effects`` holds {outcome: {column: effect}}."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _make(folder: Path, seed: int, size: int) -> None:
    world = shop_world(seed)
    contacts = draw_contacts(world, size)
    write_contacts(contacts, folder / _NAMES["contacts"])
    write_records(agent_months(world, contacts), folder / _NAMES["agent_months"])
    write_records(quality_samples(world, contacts), folder / _NAMES["qa_samples"])
    write_records(shop_orders(world, contacts), folder / _NAMES["orders"])
    _write_json(truth(world, contacts).as_json(), folder / _NAMES["truth"])
    manifest = {
        "generator": GENERATOR_VERSION,
        "seed": seed,
        "contacts": size,
        "files": {name: _sha256(folder / name) for name in _NAMES.values()},
    }
    _write_json(manifest, folder / _MANIFEST)


def _is_unharmed(folder: Path, seed: int, size: int) -> bool:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        made_by = (manifest["generator"], manifest["seed"], manifest["contacts"])
        if made_by != (GENERATOR_VERSION, seed, size) or len(manifest["files"]) != len(_NAMES):
            return False
        return all(_sha256(folder / name) == sum_ for name, sum_ in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_json(content: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
