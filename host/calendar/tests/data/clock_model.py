"""An executable model of the clocks, written to be obviously right: every walk goes day by day. Integers only; no clock is read.

It is the model that came with the specification, extended by what that left out: notices and when they became known,
zones with more than one offset, due-of starts, `before` rungs, notify_at, lateness, repeating rows. `regenerate.py` asks it for
the answers in vectors.txt.
"""
import datetime as D
import tomllib

EPOCH = D.date(1970, 1, 1).toordinal()
DAY = 86400
FAR = 400_000        # days; further than any walk here goes
CLASSES = {'statutory': 'statutory', 'off': 'rest', 'makeup': 'makeup-workday', 'work': 'workday', 'plain': None}
WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']


def day(text): return D.date.fromisoformat(str(text)).toordinal() - EPOCH
def date(d): return D.date.fromordinal(d + EPOCH)


class Cal:
    """A calendar file, and the one it extends. A view is the number of publications known."""
    def __init__(self, path, base=None):
        raw = tomllib.load(open(path, 'rb'))
        self.id = raw['id']
        if base is None:
            self.weekend = [WEEKDAYS.index(w) for w in raw['weekend']]
            starts = [(int(D.datetime.fromisoformat(z['from'].replace('Z', '+00:00')).timestamp()), offset(z['offset'])) for z in raw['zone']]
            starts[0] = (-10**15, starts[0][1])
            ends = [s for s, _ in starts[1:]] + [10**15]
            self.zone = [(s, e, off) for (s, off), e in zip(starts, ends)]
        else:
            self.weekend, self.zone = base.weekend, base.zone
        mine = []
        for n in raw.get('notice', []):
            spans = []
            for line in n['days']:
                dates, cls = line.split(' ')[:2]
                a, _, b = dates.partition('..')
                spans += [(d, CLASSES[cls]) for d in range(day(a), day(b or a) + 1)]
            mine.append((day(n['published']), n['id'], n.get('covers'), spans))
        self.layers = (base.layers if base else []) + [sorted(mine, key=lambda n: (n[0], n[1]))]
        self.pubs = sorted({n[0] for layer in self.layers for n in layer})
        self.pub_at = [self.inst(p, 0) for p in self.pubs]
        self.views = [self.build(k) for k in range(len(self.pubs) + 1)]

    def build(self, k):
        known = self.pubs[k - 1] if k else -FAR
        days, firm = {}, None
        for layer in self.layers:
            years = set()
            for published, _, covers, spans in layer:
                if published <= known:
                    days.update(spans)
                    years |= {covers} - {None}
            # the last seven days of a year are not firm before the next year's notice
            f = {d for y in years for d in range(day(f'{y}-01-01'), day(f'{y}-12-31') + 1 - (0 if y + 1 in years else 7))}
            firm = f if firm is None else firm & f
        return days, firm

    def view_at(self, t): return sum(p <= t for p in self.pub_at)
    def view_on(self, d): return sum(p <= d for p in self.pubs)
    def cls(self, d, view): return self.views[view][0].get(d) or ('rest' if (d + 3) % 7 in self.weekend else 'workday')
    def firm(self, d, view): return d in self.views[view][1]
    def offset_at(self, t): return next(off for s, e, off in self.zone if s <= t < e)
    def local(self, t): return divmod(t + self.offset_at(t), DAY)

    def inst(self, d, sec):
        """The earliest instant at which the wall clock shows at least this."""
        wall = d * DAY + sec
        return min(max(s, wall - off) for s, e, off in self.zone if max(s, wall - off) < e)

    def real(self, d, a, b):
        """When the wall clock shows day d and seconds [a, b): real intervals, ascending."""
        cut = [(max(s, d * DAY + a - off), min(e, d * DAY + b - off)) for s, e, off in self.zone]
        return [(x, y) for x, y in cut if x < y]


def offset(text): return (1 if text[0] == '+' else -1) * (int(text[1:3]) * 3600 + int(text[4:6]) * 60)


class Profile:
    def __init__(self, days, hours):
        self.classes, self.hours = set(days), [(o * 60, c * 60) for o, c in hours] or [(0, DAY)]
        self.opens, self.closes = self.hours[0][0], self.hours[-1][1]


class Engine:
    """Walks under one view; `firm` turns false when a day is asked that is not firmly known."""
    def __init__(self, book, cal, view): self.book, self.cal, self.view, self.firm = book, cal, view, True

    def counts(self, P, d):
        if len(P.classes) < 4 and not self.cal.firm(d, self.view): self.firm = False
        return self.cal.cls(d, self.view) in P.classes

    def next_counting(self, P, d, step=1):
        for _ in range(4000):
            if self.counts(P, d): return d
            d += step
        raise ValueError('no counting day within 4000 days')

    def deem(self, T, t):
        """(day, second) at which t is deemed to happen."""
        d, sec = self.cal.local(t)
        if not T['snaps']: return d, sec
        P = self.book.profiles[T['profile']]
        late = sec > T['cut_off'] * 60 if T.get('cut_off') is not None else sec >= P.closes
        if late or not self.counts(P, d): self.counts(P, d); return self.next_counting(P, d + 1), P.opens
        for o, c in P.hours:
            if sec < c: return d, max(sec, o)
        return d, sec                   # after closing, before the cut-off

    def last_second(self, T, sec):      # a closing is half-open, so the last second that counts is the one before
        return {'exact': sec, 'close': self.book.profiles[T['profile']].closes - 1}.get(T['ends'], DAY - 1)

    def taken(self, T, pauses, d, sec):
        """A pause takes out the days whose moment of account it covers: True, False, or 'open' if it has not ended."""
        e = self.last_second(T, sec)
        if T.get('cut_off') is not None: e = min(e, T['cut_off'] * 60)
        m = self.cal.inst(d, e)
        for p, r in pauses:
            if p <= m and (r is None or m < r): return 'open' if r is None else True
        return False

    def step(self, T, P, pauses, d, sec, way=1):
        """First day from d on that counts and is not taken; None into an open pause."""
        for _ in range(40000):
            q = self.taken(T, pauses, d, sec)
            if q == 'open': return None
            if self.counts(P, d) and not q: return d
            d += way
        raise ValueError

    def due(self, T, start, pauses=()):
        """The last second that still counts, or None: the walk runs into an open pause."""
        P, n, unit = self.book.profiles[T['profile']], T['amount'], T['unit']
        if unit in ('minute', 'hour'): return self.use(P, start, n * (60 if unit == 'minute' else 3600), pauses)
        d, sec = self.deem(T, start)
        if unit == 'day':
            if n == 0: d = self.step(T, P, pauses, d, sec)
            for _ in range(n):
                d = self.step(T, P, pauses, d + 1, sec)
                if d is None: return None
        else:
            d0, d = d, add_period(d, n, unit, T['ends'] == 'period-end')
            q = {x: self.taken(T, pauses, x, sec) for x in range(d0 + 1, d + 1)} if pauses else {}
            if 'open' in q.values(): return None
            for _ in range(sum(self.counts(P, x) for x in q if q[x])):
                d = self.step(T, P, pauses, d + 1, sec)
                if d is None: return None
        if d is not None and T.get('roll'):
            way, RP = T['roll']
            d = self.step(T, self.book.profiles[RP], pauses, d, sec, 1 if way == 'next' else -1)
        return None if d is None else self.cal.inst(d, self.last_second(T, sec))

    def openings(self, P, start):
        for d in range(self.cal.local(start)[0], FAR):
            if self.counts(P, d):
                yield from sorted((max(a, start), b) for o, c in P.hours for a, b in self.cal.real(d, o, c) if b > start)

    def use(self, P, start, left, pauses):
        """The earliest instant at which so many counted seconds are used; None into an open pause."""
        for a, b in self.openings(P, start):
            for p, r in pauses:         # ascending, disjoint
                if a >= b: break
                if r is not None and r <= a or p >= b: continue
                if p > a:
                    if p - a >= left: return a + left
                    left -= p - a
                if r is None: return None
                a = max(a, r)
            if a < b:
                if b - a >= left: return a + left
                left -= b - a

    def worked(self, P, a, b, pauses):
        """Counted seconds in [a, b) less the pauses."""
        total = 0
        if b <= a: return 0
        for x, y in self.openings(P, a):
            if x >= b: return total
            y = min(y, b)
            total += y - x - sum(max(0, min(y, r) - max(x, p)) for p, r in pauses)

    def percent(self, P, start, due, pauses, pc):
        need = -(-self.worked(P, start, due + 1, pauses) * pc // 100)
        lo, hi = start, max(due, start)
        while lo < hi:
            m = (lo + hi) // 2
            if self.worked(P, start, m, pauses) >= need: hi = m
            else: lo = m + 1
        self.firm = True                # it rests on the days from start to due, however far the search looked
        for d in range(self.cal.local(start)[0], self.cal.local(due)[0] + 1): self.counts(P, d)
        return lo

    def after(self, T, due):
        """T walked from the due without snapping, and one second."""
        if T['amount'] == 0 and T['unit'] == 'day': return due + 1
        return self.due({**T, 'snaps': False}, due) + 1

    def before(self, T, due):
        """The opening of the counting day so many days before the due's day."""
        P, d, n = self.book.profiles[T['profile']], self.cal.local(due)[0], T['amount']
        self.counts(P, d)
        if n == 0: d = self.next_counting(P, d, -1)
        for _ in range(n): d = self.next_counting(P, d - 1, -1)
        return self.cal.inst(d, P.opens)

    def next_opening(self, P, t):
        return next(a for a, b in self.openings(P, t))


def add_period(d, n, unit, to_end):
    x = date(d)
    if unit == 'week':
        e = d + 7 * n
        return e + 6 - date(e).weekday() if to_end else e
    m = {'month': 1, 'quarter': 3, 'year': 12}[unit]
    k = x.year * 12 + x.month - 1
    k = k // m * m + m * n + m - 1 if to_end else k + m * n
    last = (D.date((k + 1) // 12, (k + 1) % 12 + 1, 1) - D.timedelta(1)).day
    return D.date(k // 12, k % 12 + 1, last if to_end else min(x.day, last)).toordinal() - EPOCH


def merge(pauses, start, end):
    """Union of [p, r), clipped to [start, end); r None: open."""
    out, key = [], lambda x: (x[0], x[1] is None, x[1] or 0)
    for p, r in sorted(pauses, key=key):
        p = max(p, start)
        if end is not None: r = end if r is None else min(r, end)
        if r is not None and r <= p: continue
        if out and (out[-1][1] is None or p <= out[-1][1]):
            if out[-1][1] is not None: out[-1][1] = None if r is None else max(out[-1][1], r)
        else: out.append([p, r])
    return [tuple(x) for x in out]


class Judge:
    def __init__(self, book, cal, known_at, as_of):
        self.book, self.cal, self.known, self.as_of = book, cal, cal.view_on(known_at), as_of

    def views(self, start, end=None):
        """The first and the last view that a row meets; what is published once it has ended does not touch it."""
        first = min(self.cal.view_at(start), self.known)
        return first, self.known if end is None else max(first, min(self.known, sum(p < end for p in self.cal.pub_at)))

    def settle(self, f, start, end=None, pauses=(), asked=None):
        """f(engine, pauses begun) under the first k changes, for the first k where it comes before change k + 1: (answer, firm).
        `asked`: it is asked only from here on."""
        first, last = self.views(start, end)
        if asked is not None: first = max(first, min(last, self.cal.view_at(asked)))
        news = self.cal.pub_at[first:last]
        for k in sorted({0, *news, *(p for p, _ in pauses)}):
            E = Engine(self.book, self.cal, first + sum(n <= k for n in news))
            x = f(E, [p for p in pauses if p[0] <= k])
            later = [t for t in (*news, *(p for p, _ in pauses)) if t > k]
            if not later or (x is not None and x < min(later)): return x, E.firm
        raise ValueError

    def row(self, row, earlier):
        o = dict(state='not-started', start=None, due=None, ended=None, late=None, provisional=False, late_at_birth=False, marks=[],
                 paused_since=None, round=None, next=None)
        known = lambda t: t if t is not None and t <= self.as_of else None
        start, since = row['start'], row.get('since')
        if isinstance(start, tuple):        # ('due-of', i)
            j = earlier[start[1]]
            start = None if j['due'] is None or j['state'] == 'lifted' or j['round'] else j['due'] + 1
        o['start'] = start
        if start is None: return o
        if max(start, since or start) > self.as_of: o['next'] = max(start, since or start); return o
        T = self.book.terms[row['due'][1]] if row['due'][0] == 'term' else None
        if T and T.get('repeats'): return self.rounds(row, T, start, o)
        stop, until = known(row.get('stop')), known(row.get('until'))
        by_stop = stop is not None and (until is None or stop < until or stop == until and row['stop_first'])
        end = stop if by_stop else until
        # pauses
        P0, caps, for_ever = [], [], False
        for p, r, cap in row.get('pauses', []) if row['due'][0] != 'at' else []:     # people move a due that people set
            if p > self.as_of: continue
            r, c = known(r), None
            if cap is not None: c = self.settle(lambda E, _: E.due(self.book.terms[cap], p), p)[0] + 1
            if c is not None and c <= self.as_of: r = c if r is None else min(r, c)
            if r is None:
                if c is None: for_ever = True
                else: caps.append(c)
            P0.append((p, r))
        pauses = merge(P0, start, end)
        if pauses and pauses[-1][1] is None: o['paused_since'] = pauses[-1][0]
        # due
        firm, due = True, None
        due_under = (lambda E, ps: E.due(T, start, ps)) if T else (lambda E, ps: row['due'][1])
        if row['due'][0] == 'at': due = row['due'][1]
        elif T: due, firm = self.settle(due_under, start, end, pauses)
        o['due'], o['provisional'], o['ended'] = due, due is not None and not firm, end
        # state
        if due is not None and (self.as_of if end is None else end) > due: o['state'] = 'missed'
        elif end is not None: o['state'] = 'met' if by_stop else 'lifted'
        elif o['paused_since'] is not None: o['state'] = 'paused'
        elif due is not None: o['state'] = 'running'
        else: o['state'] = 'awaited' if row['due'][0] == 'awaited' else 'unlimited'
        if o['state'] != 'paused': o['paused_since'] = None
        if o['state'] == 'missed' and end is not None:
            a, b = self.cal.local(due)[0], self.cal.local(end)[0]
            latest = Engine(self.book, self.cal, self.views(start, end)[1])
            o['late'] = (end - due, sum(latest.counts(self.book.profiles[T['profile']], d) for d in range(a + 1, b + 1)) if T else b - a)
        o['late_at_birth'] = due is not None and since is not None and due < since
        # marks
        ladder = self.book.ladders[row['ladder']] if row.get('ladder') is not None else dict(rungs=[])
        for i, (kind, arg) in enumerate(ladder['rungs']):
            if kind == 'after':
                if due is None: continue
                at, mfirm = self.settle(lambda E, _: E.after(self.book.terms[arg], due), start, end, (), due)
            else:
                if o['late_at_birth'] or (row['due'][0] not in ('at', 'term')): continue
                def warn(E, ps):
                    if ps and ps[-1][1] is None: return None    # how much time there is to use is not known
                    d = due_under(E, ps)
                    if d is None: return None
                    E.firm = True
                    if kind == 'before': return max(start, E.before(self.book.terms[arg], d))
                    return E.percent(self.book.profiles[T['profile'] if T else ladder['notify']], start, d, ps, arg)
                at, mfirm = self.settle(warn, start, end, pauses)
                if at is None: continue
            at = max(at, since or at)
            notify = self.settle(lambda E, _: E.next_opening(self.book.profiles[ladder['notify']], at), start, end, (), at)[0]
            o['marks'].append((i, at, notify, at <= self.as_of and (end is None or at <= end), not mfirm))
        if end is None:
            ahead = [m[1] for m in o['marks']] + ([due + 1] if due is not None else [])
            if o['state'] == 'paused' and caps and not for_ever: ahead.append(max(caps))
            o['next'] = min((t for t in ahead if t > self.as_of), default=None)
        return o

    def rounds(self, row, T, start, o):
        until = row.get('until')
        until = until if until is not None and until <= self.as_of else None
        hits = [h for h in row.get('hits', []) if h <= self.as_of]
        prev, met, missed, last = start, 0, 0, None
        def kth(E, k):
            d, sec = E.deem(T, start)
            if T['unit'] == 'day':
                for _ in range(k * T['amount']): d = E.next_counting(E.book.profiles[T['profile']], d + 1)
            else: d = add_period(d, k * T['amount'], T['unit'], T['ends'] == 'period-end')
            if T.get('roll'): d = E.next_counting(E.book.profiles[T['roll'][1]], d, 1 if T['roll'][0] == 'next' else -1)
            return E.cal.inst(d, E.last_second(T, sec))
        for k in range(1, 100000):
            due, firm = self.settle(lambda E, _: kth(E, k), start, until)
            if due <= prev: continue                    # two that roll onto one day are one
            over = until if until is not None and until <= due else None
            hit = next((h for h in hits if prev < h <= (due if over is None else over)), None) if row['evidence'] else None
            if over is not None or self.as_of <= due:
                o.update(due=due, provisional=not firm, round=(met, missed, last), next=None if over is not None else due + 1)
                if hit is not None: o.update(state='met', ended=hit)
                elif over is not None: o.update(state='lifted', ended=over)
                else: o['state'] = 'running' if row['evidence'] else 'agenda'
                return o
            if hit is not None: met += 1
            elif row['evidence']: missed, last = missed + 1, due
            prev = due


class Book:
    """book.toml, with profiles and terms by position."""
    def __init__(self, path):
        raw = tomllib.load(open(path, 'rb'))
        self.profiles = [Profile(p['days'], p.get('hours', [])) for p in raw['profile']]
        self.terms, self.ladders = raw['term'], raw['ladder']
        for T in self.terms: T.setdefault('ends', 'day-end'); T.setdefault('snaps', False)


def judge(book, cal, known_at, rows, as_of):
    out = []
    for row in rows: out.append(Judge(book, cal, known_at, as_of).row(row, out))
    return out
