#!/usr/bin/env python3
"""Makes the cases that Paidan and its peers are measured with: `python3 tests/benches/corpus/make.py`.

200 cases of Xining a file, the same bytes every time: `short-5` (0.8 KB, 5 events), `long-5` (2.5 KB, 5 events and a long
description) and `long-20` (2.6 KB, 20 events). What they are like (categories, areas, channels) stands in the policy's own
routes.csv and sample.toml; what README.md promises of them is kept by the walk below.
"""

import csv
import datetime
import json
import pathlib
import random
import subprocess
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
POLICY = HERE.parents[2] / "policies" / "xining"
CASES = 200
FORCE = ["housing", "building", "planning", "registry"]  # 专班: whom a legacy case is dispatched to side by side
CHINA = datetime.timezone(datetime.timedelta(hours=8))

with open(POLICY / "routes.csv", encoding="utf-8") as file:
    ROUTES = list(csv.DictReader(file))
SAMPLE = tomllib.loads((POLICY / "sample.toml").read_text(encoding="utf-8"))
TITLES = {row["category"]: row["title"] for row in ROUTES if row["title"]}
LEAVES = sorted(c for c in TITLES if not any(other.startswith(c + "/") for other in TITLES))
# on top of the sample's shares: enough of the two matters that take another way
SHARES = {"housing/title-deed/legacy": 75} | {c: 30 for c in LEAVES if c.startswith("neighbours/")}
BELOW = ["night", "repeated", "old-building", "after-rain"]  # what no catalogue lists: such a case counts as the category above
PER_AREA = {"town": 1, "community": 2}  # which code of the area says which one; every district-… unit: the first


def weighted(rng, weights):
    return rng.choices(list(weights), list(weights.values()))[0]


def finest(category, district):
    """The catalogue's row: the finest category that has one, of its rows the district's before the one for anywhere."""
    while True:
        rows = {row["area"]: row for row in ROUTES if row["category"] == category}
        if rows:
            return rows.get(district) or rows[""]
        category = category.rpartition("/")[0]


def body(unit, area):
    depth = PER_AREA.get(unit, 0 if unit.startswith("district") else None)
    return unit if depth is None else f"{unit}@{area[depth]}"


class Walk:
    """A history, event by event. Each step is one that the promises in README.md allow."""

    def __init__(self, rng, area, category):
        self.rng = rng
        self.legacy = category.startswith("housing/title-deed/legacy")
        row = finest(category, area[0])
        named = [row["lead"], *row["co"].split(";"), row["fallback"], "district", "district-cityworks", "market", "services"]
        self.units = list(dict.fromkeys(body(unit, area) for unit in named if unit))
        self.to_send = list(FORCE) if self.legacy else [self.units[0]]
        self.now = datetime.datetime(2026, 1, 5, 8, 30, tzinfo=CHINA) + datetime.timedelta(minutes=rng.randrange(60 * 24 * 150))
        self.holds = {}  # unit -> what it did in this holding
        self.history = []
        self.last_done = None
        self.asked = None  # the callback waits for an order of rework

    def say(self, kind, unit=None, minutes=240, **more):
        self.now += datetime.timedelta(seconds=self.rng.randrange(60, 60 + 2 * 60 * minutes))
        event = {"seq": len(self.history) + 1, "at": self.now.isoformat(), "kind": kind}
        if unit:
            event["unit"] = unit
        if kind in ("signed", "contacted", "progress", "completed") and self.rng.random() < 0.6:
            event["actor"] = f"p{self.rng.randrange(1000):04}"
        self.history.append(event | more)

    def send(self, kind, unit):
        """A dispatch to another unit takes the case from the one before, but in a task force."""
        self.say(kind, unit, 90)
        if not self.legacy:
            self.holds = {u: did for u, did in self.holds.items() if u == unit}
        self.holds.setdefault(unit, set())

    def steps(self):
        """What may come next, with weights."""
        rng = self.rng
        if self.to_send:
            yield 80, lambda: self.send("dispatched", self.to_send.pop(0))
            if len(self.history) == 1:
                yield 25, lambda: self.say("classified", minutes=20)
            if len(self.history) < 4:
                yield 12, self.tier_set
            return
        if not self.holds:
            if self.asked:
                yield 60 if self.asked == "rework" else 12, self.rework
            yield 40 if self.asked is None else 4, self.callback
            if self.asked is None:
                yield 5, self.tier_set
            return
        unit = rng.choice(list(self.holds))
        did = self.holds[unit]
        if "suspended" in did:
            yield 10, lambda: (self.say("resumed", unit, 9000), did.discard("suspended"))
            yield 2, lambda: self.say("progress", unit, 3000)
            return
        if "requested" in did:
            answer = "extension_approved" if rng.random() < 0.7 else "extension_denied"
            yield 10, lambda: (self.say(answer, unit, 600), did.discard("requested"))
            yield 1, lambda: self.say("progress", unit, 600)
            return
        if "signed" not in did:
            yield 70, lambda: (self.say("signed", unit, 90), did.add("signed"))
        elif "contacted" not in did:
            yield 60, lambda: (self.say("contacted", unit, 300), did.add("contacted"))
        else:
            yield 16, lambda: (self.say("completed", unit, 3000), self.done(unit))
        if "signed" in did:
            yield 25, lambda: self.say("progress", unit, 1500)
            yield 4, lambda: (self.say("suspended", unit, 2000, reason=rng.choice(["funds", "season"])), did.add("suspended"))
            if "extended" not in did or rng.random() < 0.3:
                yield 7, lambda: (self.say("extension_requested", unit, 2000), did.update(("requested", "extended")))
        yield 9, lambda: self.back(unit)
        yield 4, self.tier_set
        if not self.legacy:
            yield 4, lambda: self.send("reassigned", rng.choice(self.units))

    def tier_set(self):
        self.say("tier_set", minutes=200, facts={"tier": self.rng.choice([1, 2, 2, 3, 4])})

    def back(self, unit):
        """退单: it still answers until it is sent elsewhere, which may be to itself."""
        self.say("returned", unit, 200, reason=self.rng.choice(["not-ours", "not-here", "unclear"]))
        if not self.legacy:
            self.to_send = [self.rng.choice(self.units)]

    def done(self, unit):
        self.last_done = unit
        del self.holds[unit]

    def callback(self):
        """Three questions, and people who answer some of them, or do not take the call."""
        rng = self.rng
        yes = {"contacted": 0.9, "resolved": 0.65, "satisfied": 0.7}
        facts = {name: rng.random() < share for name, share in yes.items() if rng.random() < 0.9}
        if rng.random() < 0.12:
            facts = {}
        self.say("callback", minutes=1500, **({"facts": facts} if facts else {}))
        self.asked = "rework" if facts.get("resolved") is False else "closed" if facts else None

    def rework(self):
        self.asked = None
        self.send("rework_ordered", self.last_done if self.rng.random() < 0.8 else self.rng.choice(self.units))

    def events(self, count):
        self.say("received", minutes=1)
        while len(self.history) < count:
            if not self.to_send and not self.holds and self.asked and len(self.history) == count - 1 and self.rng.random() < 0.9:
                self.say("closed", minutes=900)
                continue
            weights, steps = zip(*self.steps())
            self.rng.choices(steps, weights)[0]()
        return self.history


def text(rng, category, area):
    """Words as the policy's own samples have them: a title, and sentences for a description."""
    known = category
    while known and known not in SAMPLE["text"]:
        known = known.rpartition("/")[0]
    said = SAMPLE["text"][known]
    topic = TITLES.get(category) or TITLES[category.rpartition("/")[0]]
    places = {"630102": "城东区", "630103": "城中区", "630104": "城西区", "630105": "城北区", "630106": "湟中区", "630121": "大通县"}
    words = {"place": rng.choice(SAMPLE["places"]), "area": places.get(area[0], "湟源县"), "topic": topic}
    words |= {"n": rng.randrange(1, 30), "days": rng.randrange(2, 40)}
    return rng.choice(said["titles"]).format(**words), rng.choice(said["descriptions"]).format(**words)


LONGER = [
    "来电人称已多次联系物业和有关单位，双方互相推诿，至今没有人到现场查看。",
    "同一单元的其他住户也有类似情况，其中顶层和边户最为严重，部分住户已经自行处理，但效果不明显。",
    "家中有七十多岁的老人和一名未满周岁的婴儿，生活受到很大影响。",
    "来电人要求：一、派人到现场核实并出具书面结果；二、查明原因并限期整改；三、将处理结果及时告知。",
    "经查阅历史工单，该处去年曾有同类诉求，当时处理之后一段时间有所改善，今年再次出现。",
    "来电人的联系时间为工作日上午九时至下午六时，周末全天均可，希望工作人员上门之前提前半天联系，以便家中留人。",
    "来电人表示手中有照片和录像，可以通过市民通上传，也可以当面提供。",
    "据其了解，周边几个小区的居民也向社区反映过同样的问题，社区答复需要由主管部门统一安排。",
    "来电人对此前的答复不满意，认为答复内容与现场情况不符，要求重新调查并说明依据的文件。",
    "如不能在规定的时限内办结，来电人希望有关单位说明原因、下一步的安排和预计完成的时间。",
    "来电人同意将本人的联系方式提供给承办单位，用于核实情况，不同意提供给被反映的单位和个人。",
    "来电人称曾于上月拨打过热线，当时答复将在一周内安排人员处理，至今没有接到任何单位的电话。",
    "该处位于居民区主要出入口，每天早晚高峰经过的行人和车辆较多，附近还有一所小学和一处公交站。",
    "社区工作人员到过现场，表示超出社区的职责范围，已经向上反映，具体由哪个单位负责还需要明确。",
    "话务员已就现行规定向来电人作了解释，来电人表示理解，但仍要求有关部门到现场核实后给予正式答复。",
]


def facts(rng):
    said = {}
    if rng.random() < 0.75:
        said["difficulty"] = weighted(rng, {1: 22, 2: 38, 3: 13, 4: 7})
    if rng.random() < 0.25:
        said["hard"] = rng.random() < 0.4
    if rng.random() < 0.08:
        said["owner_unclear"] = rng.random() < 0.8
    return said


def case(rng, number, events, least):
    area = [weighted(rng, SAMPLE["areas"])]
    category = weighted(rng, {c: SHARES.get(c, SAMPLE["categories"].get(c, SAMPLE["otherwise"])) for c in LEAVES})
    area += [f"{area[0]}{rng.randrange(1, 10):03}"]
    area += [f"{area[1]}{rng.randrange(1, 13):03}"]
    title, description = text(rng, category, area)
    if rng.random() < 0.08:
        category += "/" + rng.choice(BELOW)
    if rng.random() < 0.1 and not category.startswith("neighbours"):
        area = area[:1]
    out = {"id": f"XN-2026-{number:06}", "jurisdiction": area[0]}
    out["channel"] = "smart-speaker" if rng.random() < 0.03 else weighted(rng, SAMPLE["channels"])
    out |= {"kind": weighted(rng, SAMPLE["kinds"]), "category": category, "area": area, "title": title}
    sentences = rng.sample(LONGER, len(LONGER))
    while len(description.encode()) < least:
        description += sentences.pop()
    out["description"] = description
    if said := facts(rng):
        out["facts"] = said
    return out | {"history": Walk(rng, area, category).events(events)}


def main():
    for seed, (name, events, least) in enumerate([("short-5", 5, 0), ("long-5", 5, 1650), ("long-20", 20, 450)]):
        rng = random.Random(20261109 + seed)
        cases = [case(rng, seed * CASES + n + 1, events, least) for n in range(CASES)]
        lines = [json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in cases]
        packed = HERE / f"{name}.jsonl.zst"
        subprocess.run(["zstd", "-19", "-q", "-f", "-o", packed], input=("\n".join(lines) + "\n").encode(), check=True)
        sizes = sorted(len(line.encode()) for line in lines)
        print(f"{name}: {sizes[0]}..{sizes[CASES // 2]}..{sizes[-1]} bytes a case")


if __name__ == "__main__":
    main()
