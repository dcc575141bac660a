"""The platform rules that a scenario names: shipped ones by id, a planner's own by file."""

from collections.abc import Sequence
from functools import cache

from engine.domain.platform import PlatformRule
from engine.errors import InputError
from engine.files.documents import Faults
from engine.files.locations import referenced, shipped
from engine.files.platform_file import read_platform
from engine.files.scenario_names import check_known
from engine.files.toml_lines import KeyPath

DEFAULT_PLATFORMS = ("taobao-3min", "jd-30s")
FILE_ENDING = ".toml"


def platform_rules(names: Sequence[str], faults: Faults) -> tuple[PlatformRule, ...]:
    """Return the rules named under ``platforms``; unknown names, faulty files are noted."""
    rules: dict[str, PlatformRule] = {}
    for place, name in enumerate(names):
        path = ("platforms", place)
        rule = _own(path, faults) if name.endswith(FILE_ENDING) else _known(name, path, faults)
        if rule is not None and rule.id in rules:
            faults.add("document.duplicate_id", path, values={"id": rule.id})
        elif rule is not None:
            rules[rule.id] = rule
    return tuple(rules.values())


def platform_names(rules: Sequence[PlatformRule]) -> list[str]:
    """Return the names under which a scenario file finds rules again.

    A rule that is not shipped as it stands is named as a file of its id beside the scenario.
    """
    return [rule.id if rule == _shipped_rule(rule.id) else rule.id + FILE_ENDING for rule in rules]


def _known(name: str, path: KeyPath, faults: Faults) -> PlatformRule | None:
    check_known(name, [file.stem for file in shipped("platforms")], path, faults)
    return _shipped_rule(name)


def _own(path: KeyPath, faults: Faults) -> PlatformRule | None:
    file = referenced(faults, path)
    try:
        return read_platform(file) if file else None
    except InputError as error:
        faults.found.extend(error.faults)
        return None


@cache
def _shipped_rule(name: str) -> PlatformRule | None:
    """Return the shipped rule of an id, which is its file's name; only the one asked is read."""
    found = [file for file in shipped("platforms") if file.stem == name]
    return read_platform(found[0]) if found else None
