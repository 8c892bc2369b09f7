#!/usr/bin/env python3
"""Rebuilds the frozen files beside it: `pip install chinesecalendar==1.11.0 holidays==0.109`, then run it. The tests need neither.

  chinesecalendar.txt, holidays.txt   what kind of day these packages call each day of 2007 to 2026
  vectors.txt                         random cases and the answers of clock_model.py; the shape of a line is in vectors.rs
"""
import datetime as D
import pathlib
import random

import clock_model as M

HERE = pathlib.Path(__file__).parent
DATA = HERE / '../../data'


def tables():
    import chinese_calendar
    import holidays
    china = holidays.China(years=range(2006, 2028), language='zh_CN')

    def by_holidays(d):
        name = china.get(d, '')
        own = name and '补假' not in name and '休息日' not in name and '延长' not in name     # not only in exchange
        return 'S' if own else 'w' if china.is_working_day(d) else '.'

    for name, kind in ('chinesecalendar', lambda d: 'w' if chinese_calendar.is_workday(d) else '.'), ('holidays', by_holidays):
        lines = []
        for year in range(2007, 2027):
            first = D.date(year, 1, 1)
            days = (D.date(year + 1, 1, 1) - first).days
            lines.append(f'{year} ' + ''.join(kind(first + D.timedelta(n)) for n in range(days)))
        (HERE / f'{name}.txt').write_text('\n'.join(lines) + '\n')


EDGES = [0, 30600, 43199, 43200, 52200, 61200, 61201, 64799, 64800, 86399]
# Where something happens: around the mid-course changes, long breaks, the end of what is known, the changes of the clock.
SPOTS = {
    'cn': ['2006-12-20', '2015-05-05', '2015-08-25', '2019-03-15', '2019-04-20', '2020-01-15', '2020-01-26', '2024-02-01', '2026-02-10',
           '2026-09-20', '2026-12-10', '2026-12-28', '2027-03-01'],
    'cn-ningxia': ['2018-12-18', '2019-06-01', '2020-01-20', '2021-07-10', '2022-07-05', '2022-12-15', '2023-02-01'],
    'foreign': ['2025-03-05', '2025-03-08', '2025-10-25', '2025-11-01', '2026-03-05', '2026-10-20', '2026-12-15'],
}


def random_case(rng, cal):
    def moment(days_from, days_to):
        d = M.day(rng.choice(SPOTS[cal.id])) + rng.randint(days_from, days_to)
        return cal.inst(d, rng.choice(EDGES) if rng.random() < 0.5 else rng.randrange(86400))

    def later(t, days):
        d, _ = cal.local(t)
        return max(t, cal.inst(d + rng.randint(0, days), rng.choice(EDGES + [rng.randrange(86400)])))

    start = moment(-3, 6)
    as_of = start + rng.choice([-5000, 0, 1, 3600, 86400, 3 * 86400, 6 * 86400, 15 * 86400, 40 * 86400]) + rng.randrange(-3000, 90000)
    if rng.random() < 0.1: as_of = start + rng.randrange(200 * 86400)
    known = cal.local(as_of)[0] + (0 if rng.random() < 0.8 else rng.choice([-400, -5, 3, 400]))
    rows = [random_row(rng, start, later)]
    while rng.random() < 0.25:
        row = random_row(rng, later(start, 5), later)
        if rng.random() < 0.6: row['start'] = ('due-of', rng.randrange(len(rows)))
        rows.append(row)
    return known, rows, as_of


def random_row(rng, start, later):
    maybe = lambda p, f: f() if rng.random() < p else None
    due = rng.choice([('term', rng.choice([0, 1, 1, 1, 2, 3, 4, 5, 6, 7] + list(range(25))))] * 8 + [('at', later(start, 20)), ('awaited', None), ('unlimited', None)])
    row = dict(start=start, due=due, since=maybe(0.2, lambda: later(start, 12)), stop=maybe(0.3, lambda: later(start, 15)),
               until=maybe(0.2, lambda: later(start, 15)), ladder=maybe(0.6, lambda: rng.randrange(3)), pauses=[], hits=[],
               stop_first=rng.random() < 0.5, evidence=rng.random() < 0.7)
    if rng.random() < 0.1: row['until'] = row['stop']
    if due[0] == 'term' and 20 <= due[1] < 24:
        row['hits'] = sorted({later(start, 40) for _ in range(rng.randrange(5))})
        row['stop'] = None
    elif rng.random() < 0.5:
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            p = later(start, 9) - rng.choice([0, 0, 0, 86400])
            row['pauses'].append((p, maybe(0.6, lambda: later(p, 8)), maybe(0.4, lambda: rng.choice([0, 1, 9, 8, 4]))))
    return row


def write_case(cal, known, rows, as_of, answers):
    """Instants are seconds after as_of, to keep the file small."""
    t = lambda x: '-' if x is None else str(x - as_of)
    def row_text(r):
        start = f's{t(r["start"])}' if not isinstance(r['start'], tuple) else f'd{r["start"][1]}'
        kind, arg = r['due']
        due = {'term': f't{arg}', 'awaited': 'w', 'unlimited': 'u'}.get(kind) or 'a' + t(arg)
        pauses = '/'.join(f'{t(p)},{t(e)},{"-" if c is None else c}' for p, e, c in r['pauses']) or '-'
        hits = ('e' if r['evidence'] else 'n') + ','.join(map(t, r['hits']))
        first = 's' if r['stop_first'] else 'u'
        return ' '.join([start, t(r['since']), t(r['until']), t(r['stop']), first, due, pauses, '-' if r['ladder'] is None else str(r['ladder']), hits])
    def answer_text(o):
        marks = '/'.join(f'{i},{t(at)},{t(n)},{"f" if fired else "-"}{"p" if prov else ""}' for i, at, n, fired, prov in o['marks']) or '-'
        late = '-' if o['late'] is None else f'{o["late"][0]},{o["late"][1]}'
        flags = ('p' if o['provisional'] else '') + ('b' if o['late_at_birth'] else '') or '-'
        rounds = '-' if o['round'] is None else f'{o["round"][0]},{o["round"][1]},{t(o["round"][2])}'
        return ' '.join([o['state'], t(o['start']), t(o['due']), t(o['ended']), late, flags, marks, t(o['paused_since']), rounds, t(o['next'])])
    return f'{cal.id} {as_of} {known} | {"; ".join(map(row_text, rows))} | {"; ".join(map(answer_text, answers))}'


def vectors(count=1500, seed=12345):
    cn = M.Cal(DATA / 'cn.toml')
    cals = [cn, cn, M.Cal(DATA / 'cn-ningxia.toml', cn), M.Cal(HERE / 'foreign.toml')]
    book, rng, lines = M.Book(HERE / 'book.toml'), random.Random(seed), []
    for _ in range(count):
        cal = rng.choice(cals)
        known, rows, as_of = random_case(rng, cal)
        lines.append(write_case(cal, known, rows, as_of, M.judge(book, cal, known, rows, as_of)))
    (HERE / 'vectors.txt').write_text('\n'.join(lines) + '\n')


if __name__ == '__main__':
    tables()
    vectors()
