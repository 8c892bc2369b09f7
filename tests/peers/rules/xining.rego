# 西宁“有诉必应马上办”, as far as the corpus reaches it: policies/xining in Rego.
# data.catalogue is routes.csv by category and area ("" is anywhere); the rest is here.
package xining

import rego.v1

plan := {
	"case": input.id,
	"tier": concat("", ["t", format_int(tier_at(1000), 10)]),
	"matter": matter,
	"mode": mode,
	"lead": lead,
	"accountable": accountable,
	"others": others,
	"rows": rows,
	"rules": rules,
}

facts := object.get(input, "facts", {})

# ---- what happened, by kind

sends := [e | some e in input.history; e.kind in {"dispatched", "reassigned", "rework_ordered"}]

settings := [e | some e in input.history; e.kind == "tier_set"]

completions := [e | some e in input.history; e.kind == "completed"]

callbacks := [e | some e in input.history; e.kind == "callback"]

signatures := [e | some e in input.history; e.kind == "signed"]

returns := [e | some e in input.history; e.kind == "returned"]

asks := [e | some e in input.history; e.kind == "extension_requested"]

approvals := [e | some e in input.history; e.kind == "extension_approved"]

hangs := [e | some e in input.history; e.kind == "suspended"]

# ---- 派

under(category) if startswith(concat("", [input.category, "/"]), category)

default legacy := false

legacy if under("housing/title-deed/legacy/")

default neighbours := false

neighbours if under("neighbours/")

# the finest category that the catalogue has; of its rows the area's before the one for anywhere
known := input.category if {
	data.catalogue[input.category]
} else := above(1) if {
	data.catalogue[above(1)]
} else := above(2)

above(levels) := concat("/", array.slice(parts, 0, count(parts) - levels))

rows_of := data.catalogue[known]

parts := split(input.category, "/")

row := rows_of[input.area[0]] if {
	rows_of[input.area[0]]
} else := rows_of[""]

matter := "legacy" if {
	legacy
} else := "neighbours" if {
	neighbours
} else := "ordinary"

mode := {"legacy": "parallel", "neighbours": "mediate", "ordinary": "single"}[matter]

# which community, which town: the only units of the catalogue that are not one, or one a district
in_area(unit) := {"community": concat("@", [unit, input.area[2]]), "town": concat("@", [unit, input.area[1]])}[unit] if {
	neighbours
} else := unit

# who holds the case leads it; a task force keeps its own lead
lead := last(sends).unit if {
	not legacy
	count(sends) > 0
} else := in_area(row.lead)

default often := false

often if count(returns) >= 2

default consult := false

consult if facts.hard == true

consult if facts.owner_unclear == true

consult if often

named := array.concat([["co", in_area(unit)] | some unit in row.co], fallback)

fallback := [["fallback", in_area(row.fallback)]] if {
	row.fallback != null
} else := [["fallback", "hotline"]] if {
	consult
} else := []

others := named if {
	legacy
} else := [part | some part in named; part[1] != lead]

# the first unit that was asked answers until another has signed
accountable := last(signatures).unit if {
	count(signatures) > 0
} else := sends[0].unit if {
	count(sends) > 0
} else := "hotline"

# ---- who held the case: one set of rows for each time

enders := [e | some e in input.history; e.kind in {"completed", "closed"}] if {
	legacy
} else := [e | some e in input.history; e.kind in {"completed", "closed", "dispatched", "reassigned", "rework_ordered"}]

ends(e, unit) if {
	e.kind == "completed"
	e.unit == unit
}

ends(e, _) if e.kind == "closed"

ends(e, unit) if {
	not e.kind in {"completed", "closed"}
	e.unit != unit
}

# from each dispatch to what ends it; 1000: nothing has yet
spans := [span |
	some s in sends
	ended := [e | some e in enders; e.seq > s.seq; ends(e, s.unit)]
	span := {"unit": s.unit, "kind": s.kind, "began": s.seq, "end": first_seq(ended), "until": lifted(ended)}
]

first_seq(events) := events[0].seq if {
	count(events) > 0
} else := 1000

lifted(events) := events[0].seq if {
	count(events) > 0
	not events[0].kind in {"completed", "closed"}
} else := null

# a dispatch to the unit that already holds the case changes nothing
holdings := [span | some span in spans; not held_already(span)]

held_already(span) if {
	some other in spans
	other.unit == span.unit
	other.began < span.began
	other.end > span.began
}

# nobody held the case: a new round
firsts := [h | some h in holdings; not held_by_another(h)]

held_by_another(holding) if {
	some other in holdings
	other.began < holding.began
	other.end >= holding.began
}

# ---- 办: tiers and extensions

ours := facts.difficulty if {
	facts.difficulty
} else := 4 if {
	facts.hard == true
} else := 2

tier_at(seq) := last(earlier).facts.tier if {
	earlier := [e | some e in settings; e.seq <= seq]
	count(earlier) > 0
} else := ours

last(list) := list[count(list) - 1]

of(events, holding) := [e.seq | some e in events; e.unit == holding.unit; e.seq > holding.began; e.seq < holding.end]

# asking a second time grants nothing from then on
granted(holding) := 1000 if {
	count(approvals) == 0
} else := nth([seq | some seq in of(approvals, holding); seq < nth(of(asks, holding), 1, 1000)], 0, 1000)

# each event that set another tier than the one in force
changes := [e | some i, e in settings; e.facts.tier != tier_before(i)]

tier_before(i) := settings[i - 1].facts.tier if {
	i > 0
} else := ours

terms := {"d": {1: "d1", 2: "d3", 3: "d7", 4: "d11"}, "x": {1: "x1", 2: "x3", 3: "x7", 4: "x11"}}

due(seq, grant) := terms.x[tier_at(seq)] if {
	grant <= seq
} else := terms.d[tier_at(seq)]

# one row for each limit that held: the old one until the change, the new one since it, both from the same start
revised(kind, body, span, until, grant) := [[kind, body, span.began, until, due(span.began, grant), null]] if {
	grant == 1000
	count(changes) == 0
} else := [[kind, body, span.began, nth(cuts, i, until), due(max([span.began, nth(cuts, i - 1, 0)]), grant), nth(cuts, i - 1, null)] |
	cuts := sort([seq |
		some seq in array.concat([e.seq | some e in changes], [grant])
		span.began < seq
		seq < span.end
	])
	some i in numbers.range(0, count(cuts))
]

nth(list, i, otherwise) := list[i] if {
	i >= 0
	i < count(list)
} else := otherwise

# ---- what is owed

rows := array.concat(
	array.concat(
		[["dispatch", null, e.seq, null, "dispatch", null] | some e in input.history; e.kind in {"received", "returned"}],
		[r | some h in holdings; some r in owed(h)],
	),
	array.concat(
		[r | some round in firsts; some r in revised("whole", null, span_of(round), null, 1000)],
		array.concat(
			[["callback", null, e.seq, null, "callback", null] | some e in completions],
			[["close", null, e.seq, next_rework(e.seq), "close", null] | some e in callbacks; is_boolean(e.facts.contacted)],
		),
	),
)

owed(h) := array.concat(
	[["sign", h.unit, h.began, h.until, "sign", null], ["contact", h.unit, h.began, h.until, "contact", null]],
	revised("handle", h.unit, h, h.until, granted(h)),
)

# a round is over when the last unit that holds it is done
span_of(round) := {"began": round.began, "end": max([h.end | some h in holdings; h.began >= round.began; h.began < next])} if {
	next := nth([f.began | some f in firsts; f.began > round.began], 0, 1000)
}

next_rework(seq) := nth([s.seq | some s in sends; s.kind == "rework_ordered"; s.seq > seq], 0, null)

# ---- which rules held

rules contains id if some id in {"one-door", "stages", "owner", "tiers", "first-receiver", "dispatch-in"}

rules contains "channels" if input.channel in {
	"phone", "web", "wechat", "mayor-mailbox", "yunguanfu",
	"shimintong", "business-env", "net-report", "newspaper",
}

rules contains {"legacy": "task-force", "neighbours": "mediation", "ordinary": "catalogue"}[matter]

rules contains id if {
	legacy
	some id in {"legacy", "slowest"}
}

rules contains "accepts" if {
	count(signatures) > 0
	accountable != sends[0].unit
}

rules contains id if {
	consult
	some id in {"consult", "fallback"}
}

rules contains "consult-after" if often

rules contains "tier-default" if not facts.difficulty

rules contains "tier-by-hand" if count(settings) > 0

rules contains "tier-change" if {
	some h in holdings
	some e in changes
	e.seq > h.began
	e.seq < h.end
}

rules contains id if {
	count(holdings) > 0
	some id in {"sign", "contact", "start", "first-day", "last-day", "whole"}
}

rules contains "tier-days" if {
	some r in rows
	r[4] in {"d1", "d3", "d7", "d11"}
}

rules contains "redispatch" if {
	not legacy
	count([s | some s in sends; s.kind != "rework_ordered"]) >= 2
}

rules contains "extension" if {
	some h in holdings
	count(of(asks, h)) > 0
}

rules contains "extension-again" if {
	some h in holdings
	count(of(asks, h)) > 1
}

rules contains "extension-grant" if {
	some h in holdings
	granted(h) < 1000
}

rules contains id if {
	some h in holdings
	count(of(hangs, h)) > 0
	some id in {"suspension", "suspension-cap"}
}

rules contains "rework" if {
	some h in holdings
	h.kind == "rework_ordered"
}

rules contains id if {
	count(completions) > 0
	some id in {"callback", "callback-in"}
}

rules contains id if {
	count(callbacks) > 0
	some id in {"rates", "q-contacted", "q-resolved", "q-satisfied"}
}

rules contains id if {
	some e in callbacks
	is_boolean(e.facts.contacted)
	some id in {"callback-yes", "close-in"}
}
