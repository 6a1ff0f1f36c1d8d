#!/usr/bin/env python3
"""Writes zones.txt: what Python's reader says about the zone files of the fuzz corpus.

Z FILE            a zone
U INSTANT OFFSET  seconds since 1970; seconds east
L DAY MINUTE INSTANT   a wall-clock time (skipped: moved forward by the gap; doubled: the first)
"""
import datetime as dt
import os
import random
import zoneinfo

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, '../../fuzz/corpus/zone')
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
FIRST, LAST = -2208988800, 7289654400 - 2 * 86400


def offset(zone, second):
    return int((EPOCH + dt.timedelta(seconds=second)).astimezone(zone).utcoffset().total_seconds())


def changes(zone, first, last):
    found, step, before = [], 10 * 86400, first
    for after in range(first + step, last, step):
        if offset(zone, before) != offset(zone, after):
            low, high = before, after
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(zone, middle) == offset(zone, before) else (low, middle)
            found.append(high)
        before = after
    return found


def instant_of(zone, day, minute):
    naive = dt.datetime(1970, 1, 1) + dt.timedelta(days=day, minutes=minute)
    return int((naive.replace(tzinfo=zone, fold=0).astimezone(dt.timezone.utc) - EPOCH).total_seconds())


def main():
    random.seed(2026)
    with open(os.path.join(HERE, 'zones.txt'), 'w') as out:
        for name in sorted(os.listdir(CORPUS)):
            with open(os.path.join(CORPUS, name), 'rb') as file:
                if file.read(4) != b'TZif':
                    continue
                file.seek(0)
                try:
                    zone = zoneinfo.ZoneInfo.from_file(file)
                except ValueError:
                    continue
            print('Z', name, file=out)
            every = changes(zone, FIRST, LAST)
            some = random.sample(every, min(len(every), 12)) + [c for c in every if 1.75e9 < c < 1.85e9]
            for second in [random.randrange(FIRST, LAST) for _ in range(12)] + [s + d for s in some for d in (-1, 0)]:
                print('U', second, offset(zone, second), file=out)
            for change in some:
                for minutes in (-60, -30, -1, 0, 20, 45, 60):
                    day, minute = divmod((change + offset(zone, change - 1)) // 60 + minutes, 1440)
                    print('L', day, minute, instant_of(zone, day, minute), file=out)


main()
