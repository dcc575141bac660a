"""Decision packs out of the house and back: the three files of a run, and the list of runs."""

from pathlib import Path

from engine.domain.pack import DecisionPack
from engine.domain.texts import Language
from engine.files.pack_file import pack_text, write_pack
from engine.report.html import document
from engine.report.workbook import workbook
from engine.services.folders import writing
from engine.store.runs import NewRun, Run, save_run

PACK_FILE, REPORT_FILE, TABLES_FILE = "pack.json", "report.html", "tables.xlsx"


def write_outputs(pack: DecisionPack, folder: Path, language: Language) -> tuple[Path, ...]:
    """Write ``pack.json``, ``report.html`` and ``tables.xlsx`` and return their paths.

    Parameters
    ----------
    folder
        Made if it is not there.
    language
        In which the workbook is written and the report opens; the pack itself reads in both.

    Raises
    ------
    InputError
        ``packs.folder`` when the folder cannot be made or written to.
    """
    paths = tuple(folder / name for name in (PACK_FILE, REPORT_FILE, TABLES_FILE))
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_pack(pack, paths[0])
        paths[1].write_text(document(pack, language), encoding="utf-8", newline="\n")
        paths[2].write_bytes(workbook(pack, language))
    return paths


def save_pack(pack: DecisionPack) -> Run:
    """Add a pack to the list of runs in the user's own database, and return its entry."""
    head = pack.heng
    return save_run(
        NewRun(
            created=head.created,
            case_id=head.case_id,
            seed=head.seed,
            version=head.version,
            pack_json=pack_text(pack),
        )
    )
