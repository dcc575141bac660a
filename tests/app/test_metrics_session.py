"""From uploaded files to a report: the choices decide it, nothing of it stays on disk."""

from dataclasses import replace

import pytest

from engine.app.metrics_session import Choices, Reader, computed, understood, written_maps
from engine.app.uploads import exports_of
from engine.errors import InputError
from engine.services.export_headers import ExportHeaders
from tests.app.metrics_drawn import LOG

EXPORTS = exports_of([("log.csv", LOG.encode())])
CHOICES = Choices(EXPORTS)


def test_report_is_that_of_the_files_and_says_what_is_generated() -> None:
    made, generated = computed(CHOICES), computed(replace(CHOICES, generated=True))

    assert sorted(made.found.report.by_agent.column("frt").tolist()) == [20.0, 50.0]
    assert (made.found.report.generated, generated.found.report.generated) == (False, True)
    assert made.fingerprint == CHOICES.fingerprint
    assert not any(source.path.exists() for source in made.found.sources)


@pytest.mark.parametrize(
    "change",
    [
        {"zone": "UTC"},
        {"zones": {"log.csv": "UTC"}},
        {"period": "2026-05"},
        {"rules": ("jd-30s",)},
        {"policies": ("paid-last",)},
        {"scheme": "team-2026"},
        {"maps": {"contacts": "x"}},
        {"generated": True},
        {"exports": exports_of([("log.csv", b"other")])},
    ],
)
def test_fingerprint_changes_with_every_choice(change: dict[str, object]) -> None:
    assert replace(CHOICES, **change).fingerprint != CHOICES.fingerprint  # type: ignore[arg-type]  # fields by name


def test_zone_of_a_file_is_its_own() -> None:
    sold = "订单号,客户ID,下单时间,订单金额\n1,甲,2026-05-01 11:00:00,100\n"
    files = exports_of([("log.csv", LOG.encode()), ("orders.csv", sold.encode())])
    here = Choices(files, period="2026-05", policies=("ordered-last",))

    in_tokyo = computed(replace(here, zones={"orders.csv": "Asia/Tokyo"}))
    late = computed(replace(here, zones={"log.csv": "Asia/Tokyo", "orders.csv": "UTC"}))

    assert [len(each.found.sources) for each in (in_tokyo, late)] == [2, 2]


def test_zone_that_does_not_exist_is_named() -> None:
    with pytest.raises(InputError) as refused:
        computed(replace(CHOICES, zone="Mars/Base"))

    assert (refused.value.code, refused.value.values["zone"]) == ("indicators.zone", "Mars/Base")


def test_headers_are_told_file_by_file_even_when_one_cannot_be_read() -> None:
    files = [*EXPORTS, *exports_of([("b.xlsx", b"no book")])]

    (_, read), (_, refused) = understood(files, {})

    assert isinstance(read, ExportHeaders)
    assert isinstance(refused, InputError)


def test_maps_are_on_disk_only_while_they_are_read() -> None:
    with written_maps({"contacts": "a = 1"}) as (path,):
        kept = path
        assert path.read_text(encoding="utf-8") == "a = 1"

    assert not kept.parent.exists()


def test_unknown_words_stay_as_they_are() -> None:
    assert Reader("zh").known("rates.key_unit", "unit") == "计数单位"
    assert Reader("zh").known("rates.key_none_such", "none_such") == "none_such"
