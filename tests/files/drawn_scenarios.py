"""Scenarios drawn for tests: every key that a scenario file has, in reasonable figures."""

from dataclasses import replace

from hypothesis import strategies as st

from engine.domain.durations import Duration, Rounds, RoundsShape, Shape
from engine.domain.outcomes import OutcomeLogit, Outcomes
from engine.domain.scenario import Fidelity, Scenario
from engine.domain.staffing import (
    AgentGroup,
    Break,
    Inbox,
    LearningStep,
    Shift,
    Skill,
    StaffingPlan,
)
from engine.domain.targets import Comparison, Target
from engine.domain.texts import Text
from engine.domain.traffic import (
    ArrivalProfile,
    Bot,
    Channel,
    ClassStretch,
    ContactClass,
    Dispatch,
    Offline,
    OnPatience,
    Patience,
    Repeat,
    Retry,
    Transfer,
    Turns,
    Until,
    Wave,
)
from engine.files.locations import shipped
from engine.files.platform_file import read_platform
from engine.files.scenario_arrivals import measured_arrivals

GROUPS, CLASSES = ("front", "back", "night"), ("ask", "buy", "call")
HORIZON_S = 48 * 3_600.0
NAME = Text("名", "name")
ALL_DAY = Shift(0.0, HORIZON_S, 1)  # no load is then out of reason
RULES = [read_platform(path) for path in shipped("platforms")[:3]]
shares = st.integers(0, 100).map(lambda per_cent: per_cent / 100)
texts = st.builds(Text, st.text('名字 ab"\\', min_size=1).map("x".__add__), st.just("name"))


def durations(least_s: int, most_s: int) -> st.SearchStrategy[Duration]:
    """Return durations of every shape whose mean lies between two whole numbers of seconds."""
    means = st.integers(least_s, most_s).map(float)
    figures = st.lists(means, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Duration, st.just(Shape.DETERMINISTIC), means, st.just(0.0)),
        st.builds(Duration, st.just(Shape.EXPONENTIAL), means),
        st.builds(
            Duration,
            st.sampled_from((Shape.LOGNORMAL, Shape.GAMMA, Shape.WEIBULL)),
            means,
            st.floats(0.05, 3),
        ),
        st.builds(Duration, st.just(Shape.UNIFORM), means, st.floats(0.01, 3**-0.5)),
        st.builds(Duration, st.just(Shape.HYPEREXPONENTIAL), means, st.floats(1.01, 4)),
        figures.map(Duration.empirical),
        figures.map(lambda values: Duration.empirical(values, tuple(range(1, len(values) + 1)))),
        st.builds(
            lambda one, two, chance: Duration.phases((one, two), (chance, 1 - chance)),
            means, means, st.sampled_from((0.25, 0.5, 0.9)),
        ),
    )  # fmt: skip


rounds = st.one_of(
    st.builds(Rounds, st.just(RoundsShape.FIXED), st.integers(2, 4).map(float)),
    st.builds(
        Rounds, st.sampled_from((RoundsShape.GEOMETRIC, RoundsShape.POISSON)), st.floats(2, 4)
    ),
    st.just(Rounds.empirical((0.0, 2.0, 1.0))),
)
turns = st.builds(
    Turns, rounds, durations(1, 60), durations(20, 40),
    st.none() | durations(15, 30),
)  # fmt: skip
patiences = st.builds(
    Patience,
    st.none() | durations(30, 600) | st.just(Duration(Shape.DETERMINISTIC, 0.0, 0.0)),
    st.sampled_from(OnPatience),
    st.none() | durations(5, 25),
    st.sampled_from(Until),
    st.none() | st.integers(0, 900).map(float),
)
repeats = st.builds(Repeat, shares, shares, durations(600, 9_000))
retries = st.just(Retry()) | st.builds(Retry, shares, durations(30, 600))
bots = st.just(Bot()) | st.builds(Bot, shares, st.none() | durations(5, 60), repeats)


@st.composite
def arrivals(draw: st.DrawFn) -> ArrivalProfile:
    """Return arrivals as rates, some of them 0, or as measured."""
    if draw(st.booleans()):
        tenths = draw(st.lists(st.integers(0, int(10 * HORIZON_S) - 1), max_size=5))
        return measured_arrivals([tenth / 10 for tenth in sorted(tenths)], HORIZON_S)
    rates = draw(st.lists(st.integers(0, 50).map(lambda tenth: tenth / 10), min_size=1, max_size=4))
    return ArrivalProfile(draw(st.sampled_from((900.0, 3_600.0, 5_000.0))), tuple(rates))


@st.composite
def stretches(draw: st.DrawFn) -> tuple[ClassStretch, ...]:
    """Return up to two stretches that do not overlap."""
    edges = draw(st.lists(st.integers(0, 172_799), min_size=4, max_size=4, unique=True))
    edges.sort()
    made = [
        ClassStretch(float(start), float(end), draw(durations(60, 120)), draw(durations(30, 600)))
        for start, end in ((edges[0], edges[1]), (edges[2], edges[3]))
    ]
    return tuple(made[: draw(st.integers(0, 2))])


@st.composite
def contact_classes(draw: st.DrawFn) -> ContactClass:
    """Return one class; every group of :data:`GROUPS` serves it."""
    channel = draw(st.sampled_from(Channel))
    groups = tuple(draw(st.permutations(GROUPS)))
    opens = (0.0, *sorted(float(s) for s in draw(st.tuples(*[st.integers(0, 90)] * 2))))
    chat = channel is Channel.CHAT
    return ContactClass(
        id="one",
        name=draw(texts),
        channel=channel,
        arrivals=draw(arrivals()),
        work=draw(durations(60, 120)),
        reply_work=draw(durations(1, 20)) if channel is not Channel.PHONE else None,
        patience=draw(patiences),
        groups=groups,
        priority=draw(st.integers(0, 3)),
        retry=draw(retries),
        repeat=draw(repeats),
        bot=draw(bots),
        wrap_up=draw(st.none() | durations(5, 60)),
        opens_after_s=opens if any(opens) else (),
        turns=draw(turns if chat else st.none()),
        waiting_room=draw(st.none() | st.integers(0, 20)),
        dispatch=draw(st.sampled_from(Dispatch)),
        latest_agent_first=draw(st.booleans()),
        offline=draw(st.sampled_from(Offline)),
        transfers=draw(st.sampled_from(((), (Transfer("back", 0.1),), _BY_GROUP))),
        stretches=draw(stretches()),
    )


_BY_GROUP = (Transfer("back", 0.25, ("front",)), Transfer("front", 0.5, ("back", "night")))


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    """Return a shift with up to two breaks, in whole seconds."""
    edges = draw(st.lists(st.integers(0, 200_000), min_size=6, max_size=6, unique=True))
    start, *inner, end = (float(edge) for edge in sorted(edges))
    breaks = (Break(inner[0], inner[1]), Break(inner[2], inner[3]))[: draw(st.integers(0, 2))]
    weeks = draw(st.none() | st.integers(0, 60).map(float))
    return Shift(start, end, draw(st.integers(1, 5)), breaks, weeks)


@st.composite
def groups(draw: st.DrawFn) -> AgentGroup:
    """Return one group."""
    slots = draw(st.integers(1, 3))
    cap = draw(st.none() | st.integers(slots, 5))
    most = max(slots, cap or 0)
    speed = sorted(draw(st.lists(st.floats(0.1, 1), min_size=most, max_size=most)), reverse=True)
    return AgentGroup(
        id="one",
        name=NAME,
        slots=slots,
        speed=tuple(speed),
        shifts=(ALL_DAY, *draw(st.lists(shifts(), max_size=2, unique=True))),
        efficiency=draw(st.floats(0.5, 2)),
        push_cap=cap,
        inbox=draw(st.sampled_from(Inbox)),
        pressure=draw(st.sampled_from(((), (1.0,) * (most - 1) + (0.8,)))),
        skills=draw(st.sampled_from(((), (Skill("ask", 1.1, 0.9), Skill("call", 0.5))))),
        learning=draw(st.sampled_from(((), (LearningStep(0.0, 0.7, 0.9), LearningStep(8.0, 1.0))))),
        cost_per_h=draw(st.floats(0, 100)),
        cost_per_contact=draw(st.floats(0, 10)),
    )


logits = st.none() | st.builds(
    OutcomeLogit, *[st.floats(-3, 3)] * 4, st.sampled_from(((), (("ask", 0.5), ("buy", -1.0))))
)
outcomes = st.none() | st.builds(
    Outcomes, st.sampled_from(("scenario", "evidence.json")), shares, shares, logits, logits,
    st.sampled_from(((), ("ask", "buy"))), shares, st.floats(0, 999), st.floats(0, 99), logits,
    shares,
)  # fmt: skip
waves = st.builds(
    Wave, st.just("wave"), texts, st.integers(0, 80_000).map(float),
    st.integers(80_001, 99_999).map(float), st.floats(0, 5),
    st.sampled_from(((), ("ask", "call"))),
)  # fmt: skip
TARGETS = (
    Target("frt_mean_s", Comparison.AT_MOST, 60.0),
    Target("service_level_20_s", Comparison.AT_LEAST, 0.8, "hour", 0.9, "ask"),
    Target("platform_rate:" + RULES[0].id, Comparison.AT_LEAST, 0.7, "each_day", group="back"),
)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Return a scenario of two days; its classes, like its groups, differ by id only."""
    kind, group = draw(contact_classes()), draw(groups())
    return Scenario(
        id="drawn",
        name=draw(texts),
        horizon_s=HORIZON_S,
        classes=tuple(replace(kind, id=id_) for id_ in CLASSES),
        staffing=StaffingPlan(tuple(replace(group, id=id_) for id_ in GROUPS), draw(shares) * 0.5),
        targets=TARGETS[: draw(st.integers(0, 3))],
        interval_s=draw(st.sampled_from((300.0, 1_800.0, 5_000.0))),
        warm_up_s=draw(st.integers(0, 9_999).map(float)),
        factor=draw(st.floats(0.1, 2)),
        waves=tuple(draw(st.lists(waves, max_size=1))),
        busyness_shape=draw(st.none() | st.floats(1, 99)),
        max_attempts=draw(st.integers(1, 20)),
        generated=draw(st.booleans()),
        fidelity=draw(st.sampled_from(Fidelity)),
        interval_busyness_shape=draw(st.none() | st.floats(1, 99)),
        platform_rules=tuple(RULES[: draw(st.integers(1, 3))]),
        outcomes=draw(outcomes),
    )
