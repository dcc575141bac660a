"""A quality report from files: several, one period, strata, columns nobody used."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import InputError
from engine.services.quality import QualityRequest, quality_outcome, read_strata
from engine.studies.quality_agents import Plan

PLAN = Plan(0.95, 0.1, 5)
MAY = "sample_id,agent,month,session_score,mood\ns1,a,2026-05,90,ok\ns2,b,2026-05,70,ok\n"
JUNE = "sample_id,agent,month,session_score,mood\ns3,a,2026-06,80,ok\n"
RATINGS = "month,agent,rater,role,indicator,score\n2026-05,a,x,self,collaboration,90\n"


def written(folder: Path, **texts: str) -> tuple[Path, ...]:
    paths = tuple(folder / f"{name}.csv" for name in texts)
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def request(*files: Path) -> QualityRequest:
    return QualityRequest(files, "session", PLAN)


def test_several_files_are_one_report(tmp_path: Path) -> None:
    found = quality_outcome(request(*written(tmp_path, may=MAY, june=JUNE, ratings=RATINGS)))

    assert found.samples is not None
    assert found.samples.counted.rows == 3
    assert found.samples.agents[0].means.random_only.value == 85
    assert found.ratings is not None
    assert [path.name for path in found.inputs] == [
        "may.csv",
        "june.csv",
        "ratings.csv",
        "session.toml",
    ]


def test_columns_that_were_not_used_are_told(tmp_path: Path) -> None:
    found = quality_outcome(request(*written(tmp_path, may=MAY)))

    assert found.unused == {"may.csv": ("mood",)}
    assert found.findings[0].sentence.values == {"file": "may.csv", "columns": "mood"}


def test_one_period_is_one_month(tmp_path: Path) -> None:
    (file,) = written(tmp_path, all=MAY + JUNE.split("\n", 1)[1])

    found = quality_outcome(replace(request(file), period="2026-06"))

    assert found.samples is not None
    assert found.samples.shop.means.random_only.value == 80
    with pytest.raises(InputError, match=r"quality\.period_empty.*2026-05, 2026-06"):
        quality_outcome(replace(request(file), period="2026-07"))
    with pytest.raises(InputError, match=r"quality\.period "):
        quality_outcome(replace(request(file), period="May"))


def test_ratings_need_the_schemes_shares(tmp_path: Path) -> None:
    files = written(tmp_path, ratings=RATINGS)

    found = quality_outcome(replace(request(*files), scheme="performance-scheme"))

    assert found.samples is None
    assert found.ratings is not None
    assert found.ratings.months[0].indicators[0].missing == {"a": ("supervisor", "others")}


def test_files_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    other = "agent,session_score\na,90\n"

    with pytest.raises(InputError, match=r"quality\.columns_differ"):
        quality_outcome(request(*written(tmp_path, may=MAY, other=other)))
    with pytest.raises(InputError, match=r"quality\.sample_twice.*s1"):
        quality_outcome(request(*written(tmp_path, may=MAY, again=MAY)))
    with pytest.raises(InputError, match=r"quality\.no_files"):
        quality_outcome(request())
    (undated,) = written(tmp_path, undated=other)
    with pytest.raises(InputError, match=r"quality\.period_unknown"):
        quality_outcome(replace(request(undated), period="2026-05"))


def test_strata_weigh_by_their_sizes(tmp_path: Path) -> None:
    rows = "agent,contact_class,session_score\na,size,90\na,size,80\na,price,60\na,price,70\n"
    samples, strata = written(tmp_path, samples=rows, strata="contact_class,n\nsize,30\nprice,10\n")

    found = quality_outcome(replace(request(samples), strata=strata))

    assert found.samples is not None
    assert found.samples.stratified is not None
    assert found.samples.stratified.value == pytest.approx(0.75 * 85 + 0.25 * 65)
    assert found.unused["samples.csv"] == ()


def test_every_fault_of_strata_is_told(tmp_path: Path) -> None:
    wrong, wide = written(tmp_path, wrong="c,n\nx,0\nx,5\nx,4\n,3\n", wide="a,b,c\n1,2,3\n")

    with pytest.raises(InputError) as refused:
        read_strata(wrong)
    with pytest.raises(InputError, match=r"strata\.columns"):
        read_strata(wide)

    assert [fault.code for fault in refused.value.faults] == [
        "strata.size",
        "strata.name",
        "strata.name",
    ]
