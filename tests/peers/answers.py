#!/usr/bin/env python3
"""Makes answers.jsonl.zst, what every engine must say, from Paidan's decisions: `python3 tests/peers/answers.py` in the root.

Needs target/release/paidan, Xining's component and the `zstd` program. When it is made anew, the difference of two `zstd -dc`
shows what changed.
"""

import json
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAIDAN = os.environ.get("PAIDAN", "target/release/paidan")
AS_OF = "2026-12-31T12:00:00+08:00"  # after the last event of every case
OF_TIME = {"warn-at", "rung-1", "rung-2", "rung-3"}  # a ladder's rungs: the host's, by the calendar


def answer(case, decision):
    """What the policy said, without what the host made of it: no dates, states, ends or rungs."""
    event_at = {event["at"]: event["seq"] for event in case["history"]}
    labels = {label["group"]: label["value"] for label in decision["labels"]}
    route = decision["route"]
    return {
        "case": decision["case"],
        "tier": labels["tier"],
        "matter": labels["matter"],
        "mode": route["mode"],
        "lead": route["lead"],
        "accountable": route["accountable"],
        "others": [[other["role"], other["unit"]] for other in route.get("others", [])],
        "rows": [
            [row["kind"], row.get("body"), event_at[row["start"]], row.get("until"), row.get("term"), row.get("since")]
            for row in decision["clocks"]
        ],
        "rules": [reason["rule"] for reason in decision["reasons"] if reason["rule"] not in OF_TIME],
    }


def main():
    lines = []
    for name in ["short-5", "long-5", "long-20"]:
        cases = subprocess.run(["zstd", "-dqc", HERE.parent / f"benches/corpus/{name}.jsonl.zst"], check=True, capture_output=True).stdout
        # in the root, for paidan.toml
        evaluate = [PAIDAN, "evaluate", "-", "--json", "--at", AS_OF]
        decisions = subprocess.run(evaluate, cwd=ROOT, input=cases, check=True, capture_output=True).stdout
        for case, decision in zip(cases.splitlines(), decisions.splitlines(), strict=True):
            lines.append(json.dumps(answer(json.loads(case), json.loads(decision)), ensure_ascii=False, separators=(",", ":")))
    packed = HERE / "answers.jsonl.zst"
    subprocess.run(["zstd", "-19", "-q", "-f", "-o", packed], input=("\n".join(lines) + "\n").encode(), check=True)
    print(f"{len(lines)} answers")


if __name__ == "__main__":
    main()
