"""From files to a scenario."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.domain.scenario import Fidelity
from engine.domain.traffic import Channel
from engine.errors import InputError
from engine.files.log_file import write_log
from engine.files.scenario_file import read_scenario
from engine.services.fit import FitRequest, fit_files, write_fit
from engine.simulation.desk_plan import desk_of
from engine.simulation.log_columns import log_columns
from engine.simulation.reference import contact_log
from engine.simulation.sampling import sampled_contacts
from engine.studies.fitted_traffic import FitOptions
from tests.call_logs import call_log, fitted_log, written

KNOWN = """
schema_version = 1
id = "known"
name = { zh = "已知", en = "known" }
generated = true
horizon_h = 72
max_attempts = 3
[[groups]]
id = "team"
name = { zh = "组", en = "team" }
shifts = [{ start = "08:00", end = "20:00", agents = 7 }]
[[classes]]
id = "calls"
name = { zh = "来电", en = "calls" }
channel = "phone"
groups = ["team"]
step_min = 60
rates_per_h = [0,0,0,0,0,0,0,0,90,110,120,110,90,90,100,110,110,100,60,0,0,0,0,0]
work = { shape = "lognormal", mean_s = 200, cv = 0.9 }
wrap_up = { shape = "exponential", mean_s = 20 }
patience = { duration = { shape = "exponential", mean_s = 150 } }
retry = { probability = 0.4, delay = { shape = "exponential", mean_s = 900 } }
"""


def test_a_call_log_becomes_a_scenario_file_that_reads_back(tmp_path: Path) -> None:
    path, out = written(call_log(), tmp_path / "calls.csv"), tmp_path / "traffic.toml"
    request = FitRequest((path,))

    found = fit_files(request)
    write_fit(request, found, out, "zh")

    assert found.fit.contacts == len(call_log())
    assert read_scenario(out) == found.scenario
    assert "# " in out.read_text(encoding="utf-8")


def test_a_simulated_scenario_comes_back(tmp_path: Path) -> None:
    """Within 4 standard errors, the retry within 1.5 interval lengths: false alarm 3e-4."""
    file = tmp_path / "known.toml"
    file.write_text(KNOWN, encoding="utf-8")
    known = read_scenario(file)
    sampled = sampled_contacts(known, seed=3, replication=0)
    log = contact_log(desk_of(known, seed=3, replication=0), sampled)
    write_log(log_columns(known, log), tmp_path / "log.csv")

    found = fit_files(FitRequest((tmp_path / "log.csv",), options=FitOptions(window_h=24)))

    kind = found.scenario.classes[0]
    handle, patience = found.fit.handle, found.fit.patience
    assert handle is not None
    assert found.fit.pauses is not None
    assert kind.work.mean_s == pytest.approx(200, rel=4 * 0.9 / handle.n**0.5)
    assert patience.mean_s == pytest.approx(150, rel=4 / patience.abandoned**0.5)
    assert found.fit.pauses.mean_s == pytest.approx(20, rel=4 / found.fit.pauses.ended**0.5)
    retry = found.fit.classes[0].returns
    assert retry is not None
    back = retry.abandoned.back
    assert abs(back.value - 0.4) < 1.5 * (back.high - back.low)


def test_contact_logs_and_messages_become_chats_by_rounds(tmp_path: Path) -> None:
    contacts = ["contact_id,agent,started,replied,frt_s,handle_s,customer_id"]
    messages = ["contact_id,customer_id,agent,sender,sent_at"]
    for number in range(200):
        minute, hour, day = number % 50, 9 + number // 50, 1 + number % 2
        stamp = f"2026-06-0{day} {hour:02d}:{minute:02d}"
        contacts.append(f"c{number},ann,{stamp}:00,1,5,45,u{number}")
        for second, sender in ((0, "customer"), (5, "agent"), (25, "customer"), (37, "agent")):
            messages.append(f"c{number},u{number},ann,{sender},{stamp}:{second:02d}")
    (tmp_path / "contacts.csv").write_text("\n".join(contacts) + "\n", encoding="utf-8")
    (tmp_path / "messages.csv").write_text("\n".join(messages) + "\n", encoding="utf-8")

    found = fit_files(FitRequest((tmp_path / "contacts.csv",), messages=tmp_path / "messages.csv"))

    turns = found.scenario.classes[0].turns
    assert found.scenario.fidelity is Fidelity.TURNS
    assert found.scenario.classes[0].channel is Channel.CHAT
    assert turns is not None
    assert turns.rounds.mean == 2
    assert turns.think.mean_s == 20
    assert turns.reply.mean_s == 12


def test_staffing_comes_from_another_scenario(tmp_path: Path) -> None:
    (tmp_path / "known.toml").write_text(KNOWN, encoding="utf-8")
    path = written(call_log(), tmp_path / "calls.csv")

    found = fit_files(FitRequest((path,), staffing=tmp_path / "known.toml"))

    assert found.scenario.staffing == read_scenario(tmp_path / "known.toml").staffing


def test_several_call_logs_are_one_log(tmp_path: Path) -> None:
    log = call_log()
    first = written(log.of(log.day < 7), tmp_path / "first.csv")
    second = written(log.of(log.day >= 7), tmp_path / "second.csv")

    found = fit_files(FitRequest((first, second)))

    assert np.array_equal(found.fit.recorded, fitted_log().recorded)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("started,agent\n2026-06-01 08:00:00,a\n", r"fit\.too_little"),
        ("sender,sent_at,customer_id\ncustomer,2026-06-01 08:00:00,u\n", r"fit\.no_contacts"),
    ],
)
def test_logs_that_say_too_little_are_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=code):
        fit_files(FitRequest((path,)))


def test_mixed_logs_and_wrong_dates_are_refused(tmp_path: Path) -> None:
    calls = written(call_log(), tmp_path / "calls.csv")
    other = tmp_path / "other.csv"
    other.write_text("started,agent\n2026-06-01 08:00:00,a\n", encoding="utf-8")
    numbered = tmp_path / "numbered.csv"
    numbered.write_text("day,entry_s,queue_s,served\n1,60,0,1\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"fit\.mixed"):
        fit_files(FitRequest((calls, other)))
    with pytest.raises(InputError, match=r"fit\.first_day.*soon"):
        fit_files(replace(FitRequest((numbered,)), first_day="soon"))
    with pytest.raises(InputError, match=r"fit\.no_messages"):
        fit_files(FitRequest((calls,), messages=other))


def test_a_file_given_twice_is_refused(tmp_path: Path) -> None:
    first, second = (written(call_log(), tmp_path / f"{name}.csv") for name in "ab")

    with pytest.raises(InputError, match=r"fit\.twins.*a\.csv.*b\.csv"):
        fit_files(FitRequest((first, second)))


def test_many_rows_set_aside_are_told(tmp_path: Path) -> None:
    path = written(call_log(), tmp_path / "calls.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    silent = [
        ",".join(["" if place == 5 else cell for place, cell in enumerate(line.split(","))])
        for line in lines[1:50]
    ]
    path.write_text("\n".join([lines[0], *silent, *lines[50:]]) + "\n", encoding="utf-8")

    found = fit_files(FitRequest((path,)))

    told = found.fit.findings[0].sentence
    assert (found.set_aside, told.key) == (49, "finding.fit.set_aside")
    assert told.values == {"rows": 49, "share": 49 / 980}
