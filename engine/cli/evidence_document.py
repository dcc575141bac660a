"""An evidence report under the keys of the command-line contract; every number with its grade."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from engine.domain.pack import INTERVAL_LEVEL, Estimate
from engine.domain.texts import Finding, Language, Sentence, Text

if TYPE_CHECKING:
    from engine.domain.evidence_figures import ClaimReport, CoefficientRow, EffectReport, FitReport
    from engine.domain.evidence_report import EvidenceReport, EvidenceWeightRow

_ZPH = "zph_p."
_RENAMED: Mapping[str, str] = {
    "standard_error": "se",
    "plain_standard_error": "plain_se",
    "p_value": "p",
    "chi_squared": "chi2",
}


def evidence_document(report: "EvidenceReport", language: Language) -> dict[str, object]:
    """Return the report as the JSON document of ``heng evidence --json``, without its header."""
    return {
        "id": report.id,
        "name": asdict(report.name),
        "caution": None if report.caution is None else asdict(report.caution),
        "generated": report.generated,
        "level": report.level,
        "grade": report.grade,
        "rows": report.rows,
        "roles": _plain(report.roles, language),
        "checks": _plain(report.checks, language),
        "fits": [_fit(each, language) for each in report.fits],
        "effects": [_effect(each, language) for each in report.effects],
        "shapes": _plain(report.shapes, language),
        "promotion": _plain(report.promotions, language),
        "collinearity": _plain(report.collinearity, language),
        "importance": _plain(report.importance, language),
        "bands": _plain(report.bands, language),
        "claims": [_claim(each, language) for each in report.claims],
        "validation": _plain(report.validation, language),
        "sensitivity": _plain(report.sensitivity, language),
        "dispatch": _plain(report.dispatch, language),
        "weights": [_weight(each, language) for each in report.weights],
        "curves": _plain(report.curves, language),
        "findings": _plain(report.findings, language),
    }


def _fit(fit: "FitReport", language: Language) -> dict[str, object]:
    """Return a fit with its coefficients by name, as the contract says."""
    rows = {row.name: row for row in fit.coefficients}

    def each(name: str) -> dict[str, object]:
        return {key: getattr(row, name) for key, row in rows.items()}

    penalised = any(row.penalised_standard_error is not None for row in fit.coefficients)
    return {
        "id": fit.id,
        "name": asdict(fit.name),
        "outcome": fit.outcome,
        "outcome_level": fit.outcome_level,
        "outcome_mean": fit.outcome_mean,
        "family": fit.family,
        "link": fit.link,
        "method": fit.method,
        "n": fit.n,
        "dropped": fit.dropped,
        "missing": fit.missing,
        "events": fit.events,
        "clusters": min((count.clusters for count in fit.clusters), default=0),
        "cluster_columns": {count.column: count.clusters for count in fit.clusters},
        "errors": fit.errors,
        "degrees": fit.degrees,
        "coefficients": each("value"),
        "se": each("standard_error"),
        "plain_se": each("plain_standard_error"),
        **({"se_penalised_information": each("penalised_standard_error")} if penalised else {}),
        "ci": {key: [row.low, row.high] for key, row in rows.items()},
        "p": each("p_value"),
        "few_clusters": {key: _few(row) for key, row in rows.items() if _is_few(row)},
        "terms": [
            {
                "name": row.name,
                "column": row.column,
                "level": row.category_level,
                "role": row.role,
            }
            for row in fit.coefficients
        ],
        "fixed_effects": fit.fixed_effects,
        "wald": _plain(fit.term_tests, language),
        **_figures(fit),
        "grade": fit.grade,
        "findings": [_told(each, fit, language) for each in fit.findings],
    }


def _told(finding: Finding, fit: "FitReport", language: Language) -> dict[str, object]:
    """Return a finding of a fit; the effects in its text are told as in the fit's table."""
    from engine.cli.evidence_text import finding_text, is_chance

    text = finding_text(finding, language, chance=is_chance(fit))
    sentence = finding.sentence
    return {
        "severity": finding.severity,
        "key": sentence.key,
        "values": sentence.values,
        "text": text,
    }


def _figures(fit: "FitReport") -> dict[str, object]:
    """Return the whole fit's figures by name, the tests of proportionality as one table."""
    tests = {
        name.removeprefix(_ZPH): value
        for name, value in fit.fit_figures.items()
        if name.startswith(_ZPH)
    }
    plain = {n: value for n, value in fit.fit_figures.items() if not n.startswith(_ZPH)}
    return {**plain, **({"zph_p": tests} if tests else {})}


def _is_few(row: "CoefficientRow") -> bool:
    return row.few_cluster_error is not None or row.few_cluster_p_value is not None


def _few(row: "CoefficientRow") -> dict[str, object]:
    return {
        "se": row.few_cluster_error,
        "degrees": row.few_cluster_degrees,
        "wild_p": row.few_cluster_p_value,
    }


def _effect(effect: "EffectReport", language: Language) -> dict[str, object]:
    """Return an effect; ``category`` is the level that is compared with the reference."""
    return _table(effect, language) | {"category": effect.per.values.get("level", "")}


def _claim(claim: "ClaimReport", language: Language) -> dict[str, object]:
    """Return a claim with its interval and the equivalence interval as pairs."""
    told = _table(claim, language)
    told["equivalence"] = [told.pop("equivalence_low"), told.pop("equivalence_high")]
    return told | {"estimate": claim.estimate.value, "ci": _ends(claim.estimate)}


def _weight(row: "EvidenceWeightRow", language: Language) -> dict[str, object]:
    ends = None if row.share is None else _ends(row.share)
    share = None if row.share is None else row.share.value
    return _table(row, language) | {"share": share, "ci": ends, "level": INTERVAL_LEVEL}


def _ends(estimate: Estimate) -> list[float | None]:
    return [estimate.low, estimate.high]


def _table(noun: Any, language: Language) -> dict[str, Any]:
    """Return a noun's fields; an interval ``low``, ``high`` of an error becomes ``ci``."""
    told = {
        _RENAMED.get(field.name, field.name): _plain(getattr(noun, field.name), language)
        for field in fields(noun)
    }
    if "se" in told and "low" in told:
        told["ci"] = [told.pop("low"), told.pop("high")]
    return told


def _plain(value: Any, language: Language) -> Any:
    """Return a value of the report as JSON can say it; sentences with their text."""
    if isinstance(value, Mapping):
        return {key: _plain(entry, language) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry, language) for entry in value]
    return _noun(value, language) if is_dataclass(value) else value


def _noun(value: Any, language: Language) -> dict[str, Any]:
    match value:
        case Finding():
            return {"severity": value.severity, **_sentence(value.sentence, language)}
        case Sentence():
            return _sentence(value, language)
        case Estimate() | Text():
            return asdict(value)
        case _:
            return _table(value, language)


def _sentence(sentence: Sentence, language: Language) -> dict[str, object]:
    from engine.cli.evidence_text import finding_text

    text = finding_text(Finding("note", sentence), language, chance=False)
    return {"key": sentence.key, "values": sentence.values, "text": text}
