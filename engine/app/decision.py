"""The page *Decision*: which weights, on what evidence, and who would move."""

import streamlit as st

from engine.app import bands_section, evidence_section, panel_section
from engine.app import method_section as method
from engine.app import review_section as review
from engine.app import weights_emphasis_section as emphases
from engine.app import weights_frontier_section as frontier
from engine.app import weights_robust_section as robust
from engine.app import weights_section as weights
from engine.app import weights_why_section as why
from engine.app.blocks import head, put
from engine.app.session import View
from engine.domain.pack import ReviewPart
from engine.report.headline import decision_headline
from engine.report.weights_page_words import WeightsWords

COLUMNS = (6.4, 5.0)
EVIDENCE_WIDTH = 880  # pixels: figures further from their names would be hard to follow


def draw(view: View) -> None:
    """Draw what the pack holds, in the order a decision is read; what it lacks is named."""
    answer = decision_headline(view.pack, view.language)
    put(head(view.say("app.page.decision"), answer.title, answer.ground))
    method.put_cautions(view)
    words = why.weights_words(view)
    if words is not None:
        why.put_summary(words)
    if view.pack.weights:
        _draw_weights(view)
    if words is not None:
        _draw_choices(view, words)
    for part in view.pack.bands:
        bands_section.put_bands(view, part)
    if view.pack.review is not None:
        _draw_movers(view, view.pack.review)
    if words is not None:
        robust.put_robustness(view, words)
    _draw_grounds(view)
    method.put_absent(view)
    method.put_method(view)


def _draw_weights(view: View) -> None:
    left, right = st.columns(COLUMNS, gap="large")
    with left:
        weights.put_weights(view)
    with right:
        words = why.weights_words(view)
        if words is None:
            weights.put_policy(view)
        else:
            why.put_rules(words)
        if view.pack.review is not None:
            review.put_grade_counts(view, view.pack.review)


def _draw_choices(view: View, words: WeightsWords) -> None:
    """Draw why these weights, and the choices that the policy leaves."""
    why.put_why(words)
    left, right = st.columns(COLUMNS, gap="large")
    with left:
        frontier.put_frontier(view, words)
    with right:
        emphases.put_emphases(view, words)


def _draw_movers(view: View, part: ReviewPart) -> None:
    left, right = st.columns(COLUMNS, gap="large")
    with left:
        review.put_ranks(view, part)
    with right:
        review.put_movers(view, part)


def _draw_grounds(view: View) -> None:
    """Draw what the weights rest on: the records on the left, the people asked on the right."""
    if view.pack.judgement is None:
        with st.container(width=EVIDENCE_WIDTH):
            _draw_evidence(view)
            method.put_findings(view)
        return
    left, right = st.columns(COLUMNS, gap="large")
    with left:
        _draw_evidence(view)
    with right:
        panel_section.put_panel(view, view.pack.judgement)
        method.put_findings(view)


def _draw_evidence(view: View) -> None:
    if view.pack.evidence:
        evidence_section.put_evidence(view)
