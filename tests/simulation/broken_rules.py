"""Kernels with a planted error, each with the change of the sources that breaks one rule.

``seen_in`` is a small world in which the error is known to show, tried first: any other would do.
A change that no longer finds its place in the kernel's sources fails its test: rewrite it.
"""

from tests.simulation.mutants import Mutant


def swapped(one: str, other: str, number: int, seen_in: int = 0) -> Mutant:
    """Return the mutant in which two kinds of events that follow each other change places."""
    changes = [
        ("conventions", f"{one} = {number}", f"{one} = -1"),
        ("conventions", f"{other} = {number + 1}", f"{other} = {number}"),
        ("conventions", f"{one} = -1", f"{one} = {number + 1}"),
    ]
    if "DUTY_ON" in (one, other):
        changes.append(("loop", "DUTY_ON <= kind <= DUTY_OFF", "kind in (DUTY_ON, DUTY_OFF)"))
    if other == "ARRIVAL":  # first arrivals have a number of their own in the loop
        changes += [
            ("loop", "FIRST_ARRIVAL = ARRIVAL + 1", "FIRST_ARRIVAL = 20"),
            ("loop", "kind == ARRIVAL)", "kind >= ARRIVAL)"),
        ]
    return Mutant(f"{other} before {one}", tuple(changes), seen_in)


EVENT_ORDER = [
    swapped("SERVICE_END", "WRAP_UP_END", 0, seen_in=35),
    swapped("DUTY_ON", "DUTY_OFF", 2),
    swapped("DUTY_OFF", "MATCH", 3, seen_in=38),
    swapped("MATCH", "OVERFLOW", 4, seen_in=4),
    swapped("OVERFLOW", "PATIENCE_END", 5, seen_in=10),
    swapped("PATIENCE_END", "BOT_END", 6, seen_in=29),
    swapped("BOT_END", "MESSAGE", 7, seen_in=62),
    swapped("MESSAGE", "ARRIVAL", 8, seen_in=16),
    Mutant(
        "simultaneous events of a kind: the highest contact first",
        (
            (
                "event_list",
                "(np.int64(contact) << CONTACT_SHIFT)",
                "((CONTACTS - np.int64(contact)) << CONTACT_SHIFT)",
            ),
            (
                "event_list",
                "return int(key >> CONTACT_SHIFT) & CONTACTS",
                "return CONTACTS - (int(key >> CONTACT_SHIFT) & CONTACTS)",
            ),
        ),
        seen_in=5,
    ),
]
TIES = [
    Mutant(
        "queue: last come first at one instant",
        (("queues", "one_s == other_s and one < other", "one_s == other_s and one > other"),),
        seen_in=2,
    ),
    Mutant(
        "queue: contacts passed on go to the end",
        (("queues", "while after >= 0 and earlier(centre, j, after):", "while False:"),),
        seen_in=16,
    ),
    Mutant(
        "agents changed at one instant: the highest number first",
        (("agents", "== me.changed_s and after > agent", "== me.changed_s and after < agent"),),
    ),
    Mutant(
        "agents: in order of events, not of numbers",
        (
            (
                "agents",
                "while after >= 0 and centre.agents[after].changed_s",
                "while False and centre.agents[after].changed_s",
            ),
        ),
        seen_in=2,
    ),
    Mutant(
        "agents: fewest contacts, not the smallest share of slots",
        (("agents", "me.bucket = centre.desk.rank[member.slots, me.load]", "me.bucket = me.load"),),
        seen_in=2,
    ),
    Mutant(
        "inbox: the highest number first at one instant",
        (
            (
                "service",
                "contact.sent_s == best_s and j < best",
                "contact.sent_s == best_s and j > best",
            ),
        ),
        seen_in=8,
    ),
    Mutant(
        "inbox: first messages never first",
        (("service", "later = first_first and contact.answers > 0", "later = False"),),
        seen_in=4,
    ),
    Mutant(
        "inbox: first messages always first",
        (
            (
                "service",
                "later = first_first and contact.answers > 0",
                "later = contact.answers > 0",
            ),
        ),
    ),
    Mutant(
        "attention: of equal work the highest number ends first",
        (("service", "left_s == least_s and j < first", "left_s == least_s and j > first"),),
        seen_in=11,
    ),
    Mutant(
        "MATCH: earliest entry, whatever the priority",
        (
            (
                "duty",
                "return mine > theirs or (mine == theirs and earlier(centre, one, other))",
                "return earlier(centre, one, other)",
            ),
        ),
    ),
    Mutant(
        "MATCH: the lowest route of equal priority",
        (("duty", "(mine == theirs and earlier(centre, one, other))", "False"),),
    ),
    Mutant(
        "MATCH: one contact at a time",
        (("duty", "best >= 0 and centre.counts[0].waiting > 0", "False"),),
    ),
]
RULES = [
    Mutant(
        "overflow: one group at a time",
        (
            (
                "contacts",
                "place.level = level_at(centre, place.route, centre.log.contacts[j].entry_s)",
                "place.level += 1",
            ),
        ),
        seen_in=10,
    ),
    Mutant(
        "overflow: never",
        (("contacts", "level < centre.desk.routes[place.route].levels", "False"),),
    ),
    Mutant(
        "overflow: what opens at once opens after entry",
        (
            ("agents", "opens_s[route, level + 1] <= centre", "opens_s[route, level + 1] < centre"),
            (
                "contacts",
                "place.level = level_at(centre, place.route, centre.log.contacts[j].entry_s)",
                "place.level += 1",
            ),
        ),
        seen_in=10,
    ),
    Mutant(
        "overflow: only to the last group",
        (
            (
                "agents",
                (
                    "for level in range(open_groups(centre, j)):\n"
                    "        group = centre.desk.route_groups[route, level]\n"
                    "        agent"
                ),
                (
                    "for level in range(centre.places[j].level, open_groups(centre, j)):\n"
                    "        group = centre.desk.route_groups[route, level]\n"
                    "        agent"
                ),
            ),
        ),
    ),
    Mutant(
        "push: never past the slots",
        (
            (
                "agents",
                "member.cap if centre.desk.classes[contact_class].push else member.slots",
                "member.slots",
            ),
        ),
        seen_in=3,
    ),
    Mutant(
        "push: everybody past the slots",
        (
            (
                "agents",
                "member.cap if centre.desk.classes[contact_class].push else member.slots",
                "member.cap",
            ),
        ),
        seen_in=6,
    ),
    Mutant(
        "latest agent: forgotten",
        (("contacts", "agent = latest_free_agent(centre, j)", "agent = -1"),),
        seen_in=32,
    ),
    Mutant(
        "latest agent: that of the first attempt",
        (
            (
                "service",
                "place.latest = agent",
                "place.latest = agent if place.latest < 0 else place.latest",
            ),
        ),
        seen_in=127,
    ),
    Mutant(
        "latest agent: of groups not open yet",
        (
            (
                "agents",
                "for level in range(open_groups(centre, j)):\n        if",
                "for level in range(centre.desk.route_groups.shape[1]):\n        if",
            ),
        ),
        seen_in=13,
    ),
    Mutant(
        "rate: multiplied, not divided",
        (("service", "least_s / me.rate", "least_s * (1.0 / me.rate)"),),
        seen_in=3,
    ),
    Mutant(
        "reply: divided by the product",
        (
            (
                "service",
                "reply_s / skill / member.efficiency",
                "reply_s / (skill * member.efficiency)",
            ),
        ),
    ),
    Mutant(
        "transfer: the clock begins anew",
        (
            (
                "endings",
                "    contact.leg = 1\n",
                "    contact.leg = 1\n    row.entry_s = centre.counts[0].now_s\n",
            ),
        ),
    ),
    Mutant(
        "transfer: also what came too late",
        (
            (
                "endings",
                (
                    "    if contact.gone:\n"
                    "        close(centre, j, LATE)\n"
                    "    elif contact.leg == 0 and"
                ),
                (
                    "    if contact.gone and to < 0:\n"
                    "        close(centre, j, LATE)\n"
                    "    elif contact.leg == 0 and"
                ),
            ),
        ),
    ),
    Mutant(
        "transfer: blocked by a full room",
        (
            (
                "endings",
                "        wait(centre, j)\n",
                (
                    "        if centre.queues[route].count >= "
                    "centre.desk.routes[route].room:\n"
                    "            close(centre, j, SERVED)\n"
                    "        else:\n"
                    "            wait(centre, j)\n"
                ),
            ),
        ),
        seen_in=40,
    ),
    Mutant(
        "clearing: goes on while somebody of another group is there",
        (("duty", " and not anybody_on_duty(centre, route)", ""),),
    ),
    Mutant(
        "clearing: never at closing",
        (("duty", "        find_nobody(centre, j)\n", "        pass\n"),),
        seen_in=6,
    ),
    Mutant(
        "offline: the groups open now decide, not all",
        (
            (
                "agents",
                "for level in range(centre.desk.routes[route].levels):\n        if centre.groups",
                "for level in range(1):\n        if centre.groups",
            ),
        ),
    ),
    Mutant(
        "pressure: after the contact has left",
        (
            (
                "endings",
                "open_contacts = centre.agents[agent].open\n",
                "open_contacts = centre.agents[agent].open - 1\n",
            ),
        ),
    ),
    Mutant(
        "pressure: wrap-ups count",
        (
            (
                "endings",
                "open_contacts = centre.agents[agent].open\n",
                "open_contacts = centre.agents[agent].load\n",
            ),
        ),
        seen_in=11,
    ),
    Mutant(
        "room: one more",
        (
            (
                "contacts",
                ".count >= centre.desk.routes[route].room",
                ".count > centre.desk.routes[route].room",
            ),
        ),
        seen_in=3,
    ),
    Mutant(
        "room: also for messages of those who have gone",
        (("contacts", "elif not centre.live[j].gone and is_full", "elif is_full"),),
        seen_in=3,
    ),
    Mutant(
        "patience: also before a transfer",
        (("contacts", "contact.leg != leg or contact.gone or not", "contact.gone or not"),),
        seen_in=13,
    ),
    Mutant(
        "patience: always to the slot",
        (
            (
                "contacts",
                "kind.until_reply and kind.turns and contact.pending and contact.answers == 0",
                "False",
            ),
        ),
    ),
    Mutant(
        "patience: message_stays before leaving a message",
        (("contacts", ".stays and not leaves_message", ".stays"),),
    ),
    Mutant(
        "return: also at the horizon itself and later",
        (
            (
                "contacts",
                "row.back_s < centre.desk.horizon_s",
                "row.back_s < 2 * centre.desk.horizon_s",
            ),
        ),
    ),
    Mutant(
        "return: one attempt more",
        (("contacts", "row.attempt + 1 >= centre", "row.attempt >= centre"),),
        seen_in=1,
    ),
    Mutant(
        "return: also of late messages",
        (
            (
                "endings",
                "        close(centre, j, LATE)\n",
                (
                    "        close(centre, j, LATE)\n"
                    "        if own.returns:\n"
                    "            come_back(centre, j, pause(centre, j, 0).return_delay_s)\n"
                ),
            ),
        ),
    ),
    Mutant(
        "draws: of the leg, not of the attempt",
        (("endings", "own = own_draw(centre, j)", "own = draw(centre, j)"),),
        seen_in=2,
    ),
    Mutant(
        "wrap-up: frees the slot at once",
        (("endings", "if wrap_up_s > 0:", "if wrap_up_s > 1e9:"),),
        seen_in=1,
    ),
    Mutant(
        "change: coming on duty is none",
        (
            (
                "agents",
                "    me.changed_s = centre.counts[0].now_s\n",
                "    me.changed_s = centre.counts[0].now_s if step else me.changed_s\n",
            ),
        ),
        seen_in=4,
    ),
    Mutant(
        "skill: not at rate level",
        (("service", "contact.remaining_s = work_s / skill", "contact.remaining_s = work_s"),),
        seen_in=2,
    ),
]
# What changes nothing, with the reason: these must not be noticed.
EQUIVALENT = [
    # both only note a change of load or duty at that instant: the order of the group's agents
    # depends on the set of these changes, and MATCH comes after all of them
    swapped("WRAP_UP_END", "DUTY_ON", 1),
    # as before; and the queues that close at an instant are the same ones, whoever goes first
    Mutant(
        "changes of duty: the highest agent first",
        (("play", 'np.lexsort((duties["agent"],', 'np.lexsort((-duties["agent"],'),),
    ),
    # no row of the log is given out meanwhile: who is cleared does not come back
    Mutant(
        "clearing: the last in the queue first",
        (
            ("duty", "j = centre.queues[route].head", "j = centre.queues[route].tail"),
            ("duty", "following = centre.places[j].next", "following = centre.places[j].prev"),
        ),
    ),
    # the agent chooses the next message before anything else can reach the inbox: contacts are
    # taken on entry and by MATCH, which are events of their own
    Mutant(
        "inbox: nobody is busy while a reply ends",
        (
            (
                "endings",
                "    contact.answers += 1\n",
                "    contact.answers += 1\n    centre.agents[contact.agent].busy = -1\n",
            ),
        ),
    ),
]
