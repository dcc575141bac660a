"""Run a whole case: read its files, decide, write the decision pack, keep the run."""

import platform
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np

from engine.domain.case import Case
from engine.domain.pack import PACK_SCHEMA, DecisionPack, InputFile, PackHeader
from engine.domain.records import RecordSource, TableKind
from engine.domain.texts import Language
from engine.errors import InputError
from engine.example.shop import read_truth, write_shop
from engine.files.case_file import read_case
from engine.files.contacts_file import prepare_contacts
from engine.files.parquet_source import parquet_source
from engine.files.policy_file import read_policy
from engine.files.responses_file import read_panel
from engine.files.scenario_file import read_scenario
from engine.files.scheme_file import read_scheme
from engine.formats.canonical import file_fingerprint
from engine.services.folders import make_folder
from engine.services.packs import save_pack, write_outputs
from engine.store.location import data_folder
from engine.studies.associations import Truths
from engine.studies.decide import CaseInputs, Effort, Progress, Streams, decide

SHOP = "shop"
PACKAGES = ("numpy", "scipy", "pandas", "statsmodels", "pulp", "highspy", "simpy", "duckdb")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a user may ask of a run beside the case; None leaves it to the case.

    ``contacts`` replaces the case's contact file; ``workers`` simulate side by side.
    """

    contacts: Path | None = None
    replications: int | None = None
    seed: int | None = None
    workers: int = 2
    language: Language = "en"


def run_case(
    path: Path,
    out: Path,
    options: RunOptions = RunOptions(),
    progress: Progress = lambda _stage, _done, _all: None,
) -> DecisionPack:
    """Run a case and write its decision pack.

    Parameters
    ----------
    path
        The case file.
    out
        Folder for ``pack.json``, ``report.html`` and ``tables.xlsx``; made if absent.
    progress
        Called with the stage, how much of it is done, and how much there is.

    Raises
    ------
    InputError
        With every fault of the file that stopped the run.
    MethodError
        Where the files are right and no answer exists.
    """
    started = perf_counter()
    case = read_case(path)
    seed = case.seed if options.seed is None else options.seed
    progress("inputs", 0, 1)
    make_folder(out)
    inputs, files = _inputs(case, options, out)
    effort = Effort(seed, options.replications or case.replications, options.workers)
    header = _header(inputs, files, seed)
    pack = decide(inputs, header, _streams(seed), effort, progress)
    pack = replace(pack, heng=replace(header, seconds=round(perf_counter() - started, 1)))
    progress("outputs", 0, 1)
    write_outputs(pack, out, options.language)
    save_pack(pack)
    return pack


def _streams(seed: int) -> Streams:
    """Return the generators of the parts; the simulation seeds its own streams from the seed."""
    judgement, evidence, review, weights = np.random.SeedSequence(seed).spawn(4)
    return Streams(
        np.random.default_rng(judgement),
        np.random.default_rng(evidence),
        np.random.default_rng(review),
        np.random.default_rng(weights),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    """The tables of a case, and the files they came from."""

    contacts: RecordSource | None
    records: RecordSource | None
    samples: RecordSource | None
    truths: Truths | None
    files: tuple[Path, ...]


def _inputs(case: Case, options: RunOptions, out: Path) -> tuple[CaseInputs, tuple[Path, ...]]:
    """Read every file of the case; the parts it does not name stay None."""
    scheme = None if case.scheme is None else read_scheme(case.scheme)
    if case.panel is not None and scheme is None:
        raise InputError("case.panel_without_scheme", case=case.id)
    data = _data(case, options, out)
    inputs = CaseInputs(
        case=case,
        scheme=scheme,
        policy=None if case.policy is None else read_policy(case.policy),
        panel=(
            None if case.panel is None or scheme is None else read_panel(case.panel, scheme.tree)
        ),
        scenarios=tuple(read_scenario(each) for each in case.scenarios),
        contacts=data.contacts,
        records=data.records,
        samples=data.samples,
        truths=data.truths,
    )
    named = (case.path, case.scheme, case.policy, case.panel, *case.scenarios)
    return inputs, (*(file for file in named if file is not None), *data.files)


def _data(case: Case, options: RunOptions, out: Path) -> _Data:
    """Return the case's tables: the user's contacts where given, else the generated ones."""
    work = out / "work"
    contacts = options.contacts or case.contacts
    if contacts is not None:
        return _Data(
            prepare_contacts(contacts, case.layout, work),
            None if case.records is None else parquet_source(case.records, TableKind.STAFF),
            None if case.samples is None else parquet_source(case.samples, TableKind.SAMPLES),
            None,
            tuple(each for each in (contacts, case.records, case.samples) if each is not None),
        )
    if case.generator == SHOP:
        shop = write_shop(data_folder() / "generated" / f"{SHOP}-{case.seed}", case.seed)
        return _Data(
            prepare_contacts(shop.contacts, case.layout, work),
            parquet_source(shop.agent_months, TableKind.STAFF),
            parquet_source(shop.qa_samples, TableKind.SAMPLES),
            _truths(case, read_truth(shop.truth)["effects"]),
            (shop.contacts, shop.agent_months, shop.qa_samples),
        )
    if case.evidence or case.bands:
        raise InputError("case.contacts_needed", case=case.id)
    return _Data(None, None, None, None, ())


def _truths(case: Case, truths: Truths) -> Truths:
    """Return the generator's truths, or raise ``case.unknown_truth`` for a question without one."""
    for question in case.evidence:
        if question.truth and question.truth not in truths:
            raise InputError(
                "case.unknown_truth",
                case=case.id,
                question=question.id,
                truth=question.truth,
                known=", ".join(sorted(truths)),
            )
    return truths


def _header(inputs: CaseInputs, files: Iterable[Path], seed: int) -> PackHeader:
    case = inputs.case
    return PackHeader(
        version=version("heng-engine"),
        schema=PACK_SCHEMA,
        seed=seed,
        inputs=tuple(InputFile(_shown(file), file_fingerprint(file)) for file in files),
        case_id=case.id,
        case_name=case.name,
        generated=case.generated,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=0.0,
        packages={
            "python": platform.python_version(),
            **{name: version(name) for name in PACKAGES},
        },
        caution=case.caution,
        attribution=case.attribution,
        scheme_name=None if inputs.scheme is None else inputs.scheme.name,
        period=case.review_period,
    )


def _shown(file: Path) -> str:
    """Return a file's name with its folder: enough to find it, nothing of this computer."""
    return f"{file.parent.name}/{file.name}" if file.parent.name else file.name
