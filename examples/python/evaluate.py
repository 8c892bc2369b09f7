"""Decides cases by one `paidan evaluate -` that runs as long as the service does: a line in, a line out."""
import json
import subprocess
import sys

paidan = subprocess.Popen(["paidan", "evaluate", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")


def evaluate(case):
    print(json.dumps(case), file=paidan.stdin, flush=True)
    return json.loads(paidan.stdout.readline())


for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        answer = evaluate(json.load(file))
    print(name, answer["error"]["text"] if "error" in answer else (answer["status"], answer.get("route", {}).get("lead")))
paidan.stdin.close()
sys.exit(paidan.wait())
