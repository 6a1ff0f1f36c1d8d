"""Runs test programs, two at a time where they do not share something, and counts what they say."""

import os
import re
import signal
import subprocess
import threading
import time

RUNNING = set()  # programs at work, so that an interrupted run leaves none behind
OUTPUT_MAX = 200_000  # characters of one job that are printed; the middle of more is left out


class Job:
    """One program.  `counts` says how its output is read: 'tap', 'node' or 'exit' (one test: its exit code).
    Jobs that name the same lock never run at once."""

    def __init__(self, name, command, counts='exit', env=None, timeout=120, lock=None):
        self.name, self.command, self.counts = name, command, counts
        self.env, self.timeout, self.lock = env or {}, timeout, lock


class Outcome:
    def __init__(self, name, passed, failed, seconds=0.0, output='', notes=()):
        self.name, self.passed, self.failed = name, passed, failed
        self.seconds, self.output, self.notes = seconds, output, list(notes)

    def line(self):
        word = 'FAIL' if self.failed else 'ok  '
        counts = f'{self.passed} passed' + (f', {self.failed} failed' if self.failed else '')
        return f'{word}  {self.name:<44} {counts:<26} {self.seconds:6.1f} s'


def count_tap(text):
    """(passed, failed, notes).  A skipped test counts as failed: what is not run proves nothing."""
    planned = sum(int(n) for n in re.findall(r'^1\.\.(\d+)', text, re.M))
    passed = failed = 0
    notes = []
    for bad, rest in re.findall(r'^(not )?ok\b(.*)$', text, re.M):
        if re.search(r'#\s*(skip|todo)', rest, re.I):
            notes.append(f'skipped:{rest}')
            failed += 1
        elif bad:
            failed += 1
        else:
            passed += 1
    if planned == 0:
        notes.append('printed no count of tests')
        failed += 1
    elif passed + failed < planned:
        notes.append(f'planned {planned} tests, ran {passed + failed}')
        failed += planned - passed - failed
    return passed, failed, notes


def count_node(text):
    """The summary of node's TAP reporter counts nested tests too, which the top-level lines do not."""
    got = {word: int(n) for word, n in re.findall(r'^# (tests|pass|fail|cancelled|skipped|todo) (\d+)$', text, re.M)}
    if 'pass' not in got or got.get('tests', 0) == 0:
        return 0, 1, ['printed no count of tests']
    failed = got.get('fail', 0) + got.get('cancelled', 0) + got.get('skipped', 0) + got.get('todo', 0)
    notes = [f'{got[word]} {word}' for word in ('cancelled', 'skipped', 'todo') if got.get(word)]
    return got['pass'], failed, notes


COUNTERS = {'tap': count_tap, 'node': count_node}


def judge(job, code, text, seconds, timed_out):
    """The outcome of a program that ended: a crash or a time-out is a failure whatever was printed before."""
    if job.counts == 'exit':
        passed, failed, notes = (1, 0, []) if code == 0 and not timed_out else (0, 1, [])
    else:
        passed, failed, notes = COUNTERS[job.counts](text)
    if timed_out:
        notes.append(f'did not end within {job.timeout} s')
        failed = max(failed, 1)
    elif code < 0:
        notes.append(f'was ended by {signal.Signals(-code).name}')
        failed = max(failed, 1)
    elif code > 0 and failed == 0:
        notes.append(f'said all passed, yet ended with exit code {code}')
        failed = 1
    return Outcome(job.name, passed, failed, seconds, text, notes)


def end_group(process):
    """Ends a program and whatever it started."""
    for sign, patience in ((signal.SIGTERM, 3), (signal.SIGKILL, 3)):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            return
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue


def end_all():
    for process in list(RUNNING):
        end_group(process)


def run_job(job, root):
    start = time.monotonic()
    try:
        process = subprocess.Popen(job.command, cwd=root, env={**os.environ, **job.env}, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    except OSError as error:
        return Outcome(job.name, 0, 1, 0.0, '', [f'did not start: {error}'])
    RUNNING.add(process)
    timed_out = False
    try:
        output, _ = process.communicate(timeout=job.timeout)
    except subprocess.TimeoutExpired:
        timed_out = True
        end_group(process)
        try:
            output, _ = process.communicate(timeout=5)
        except subprocess.TimeoutExpired as still:  # something that left its group holds the pipe
            output = still.output or b''
    else:
        end_group(process)  # what it left running behind it
    RUNNING.discard(process)
    text = output.decode('utf-8', 'replace')
    return judge(job, process.returncode, text, time.monotonic() - start, timed_out)


class Pool:
    """Runs jobs on a few threads, in order, passing over those whose lock is taken."""

    def __init__(self, root, report, width=2):
        self.root, self.report, self.width = root, report, width
        self.changed = threading.Condition()
        self.held = set()
        self.outcomes = []

    def take(self, waiting):
        with self.changed:
            while waiting:
                for job in waiting:
                    if job.lock is None or job.lock not in self.held:
                        waiting.remove(job)
                        self.held.add(job.lock)
                        return job
                self.changed.wait()
            return None

    def work(self, waiting):
        while (job := self.take(waiting)) is not None:
            outcome = run_job(job, self.root)
            with self.changed:
                self.held.discard(job.lock)
                self.outcomes.append(outcome)
                self.report(outcome)
                self.changed.notify_all()

    def run(self, jobs):
        waiting = list(jobs)
        threads = [threading.Thread(target=self.work, args=(waiting,), daemon=True) for _ in range(self.width)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.outcomes


def shortened(text):
    if len(text) <= OUTPUT_MAX:
        return text
    half = OUTPUT_MAX // 2
    return f'{text[:half]}\n[… {len(text) - OUTPUT_MAX} characters left out …]\n{text[-half:]}'
