"""A policy with every key, about three indicators of its own."""

FULL = """\
schema_version = 1
id = "full"
name = { zh = "全部规则", en = "Every rule" }
indicators = ["frt", { id = "fcr", name = { zh = "一次解决率", en = "First contact resolution" } },
    "csat_rate", "complaint"]
objective = "distances"
norm = "Linf"
budget = 2
evidence_share = 0.4
distances = { judged = 1, evidence = 0.5, incumbent = 0.25 }
default_floor = 0.02
default_cap = 0.6
largest_move = 0.1
grid = 0.01
ring_fenced = ["csat_rate"]
red_lines = ["complaint"]

[floors]
frt = 0.1

[caps]
fcr = 0.5

[largest_moves]
frt = 0.05

[group_shares]
speed = [0.2, 0.4]
quality = [0.6, 0.8]

[grades]
cutoffs = [90, 80]
labels = ["A", "B", "C"]

[[groups]]
id = "speed"
name = { zh = "速度", en = "Speed" }
members = ["frt"]

[[groups]]
id = "quality"
members = ["fcr", "csat_rate", "complaint"]

[[orders]]
higher = "fcr"
lower = "speed"
gap = 0.05

[[ratios]]
higher = "quality"
lower = "speed"
ratio = 1.5

[[emphases]]
id = "promotion"
multipliers = { frt = 1.3 }
at_least_incumbent = { frt = 1.3 }
group_shifts = { speed = 0.05 }
first = ["fcr"]

[[triggers]]
id = "complaints"
indicator = "complaint"
comparison = ">="
threshold = 0.03
release = 0.025
window_days = 30
alpha = 0.01
raises = { fcr = 0.03 }
cap = 0.5
cool_down_months = 2
"""
