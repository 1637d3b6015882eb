# SPDX-License-Identifier: GPL-2.0-only
"""What the steps of a run have left under build/, for ci/report/write and for the comparison of a series.

A result counts only when it is younger than the run that it is taken for: what an interrupted or earlier run left
is not reported as this run's.
"""
import collections
import glob
import json
import os
import platform
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

from hosted import shares
from kernel import deadlock_log
from run import header
from run.common import REPO

KNOWN = 'known failure: '
REPLAY_S = 30
# A line of the timeline that `teeproof replay` prints: a step that begins and ends at once, begins, ends, or never does.
EVENT = re.compile(r'^ +(?P<point>\d+|never)  step +(?P<step>\d+)  (?:\.\.\. (?P<ended>\S+)|(?P<task>\S+): (?P<what>.*?))'
                   r' ?(?:-> (?P<came>.*)|(?P<never>(?<= )(?:ends|begins))|(?P<begins>\.\.\.))$', re.M)
Case = collections.namedtuple('Case', 'suite name verdict text')        # verdict: passed failed known skipped


def output(*command, **env):
    """What a command prints, '' when there is none or it fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                              text=True, errors='replace', timeout=REPLAY_S, check=False, cwd=REPO,
                              env=dict(os.environ, **env))
    except (OSError, subprocess.TimeoutExpired):
        return ''
    return done.stdout


def read(path):
    with open(path, encoding='utf-8', errors='replace') as f:
        return f.read()


class Results:
    """The results of one run: result.json of a list of steps, and the files in build/DRIVER-VERSION."""

    def __init__(self, build, work, name, repo=REPO, so_far=False):
        self.build, self.work, self.repo = build, work, repo
        path = f'{build}/steps/{name}/so-far.json'
        if not so_far or not os.path.exists(path):      # or it is complete meanwhile
            path = f'{build}/steps/{name}/result.json'
        if not os.path.exists(path):
            raise FileNotFoundError(f'no results: {os.path.relpath(path, repo)} does not exist; run `make {name}` first')
        self.run = json.loads(read(path))
        self.driver, _, self.version = os.path.basename(work).partition('-')
        self.steps = self.run['steps']
        # Those of the list that look at this driver: make check looks at both.
        other = 'DRIVER=' + {'repo': 'tree', 'tree': 'repo'}[self.driver]
        self.mine = [s for s in self.steps if other not in s['command']]
        self.began = min((s['began'] for s in self.steps if s['began']), default=0)

    def fresh(self, name):
        """The path of a result of this run, or None."""
        path = f'{self.work}/{name}'
        return path if os.path.exists(path) and os.path.getmtime(path) >= self.began else None

    # tests

    def cases(self):
        """The tests in the kernel that ran: {SUITE.TEST: Case}."""
        found = {}
        for name in ('kunit.xml', 'selftests.xml', 'coverage.xml'):
            path = self.fresh(name)
            for case in ElementTree.parse(path).getroot().iter('testcase') if path else ():
                c = Case(case.get('classname'), case.get('name'), *self.verdict(case))
                found.setdefault(f'{c.suite}.{c.name}', c)
        return found

    @staticmethod
    def verdict(case):
        failure, skipped = case.find('failure'), case.find('skipped')
        if failure is not None:
            return 'failed', failure.get('message', '')
        if skipped is None:
            return 'passed', ''
        message = skipped.get('message') or ''
        return ('known', message[len(KNOWN):]) if message.startswith(KNOWN) else ('skipped', message)

    # the hosted world

    def logs(self):
        """What the steps that play files as they are printed; explore plays them under other schedules."""
        logs = [f'{self.repo}/{s["log"]}' for s in self.mine if ' explore' not in s['command']]
        return '\n'.join(read(log) for log in logs if os.path.exists(log))

    def scenarios(self):
        """Scenarios and known findings that were played, as cases."""
        found, logs = {}, self.logs()
        otherwise = {path for path, _ in not_as_stated(logs)}
        for path, said in re.findall(r'^(fuzz/(?:scenarios|findings/\w+)/\S+\.txt): (?!\d+ schedules)(.*)$', logs, re.M):
            if not os.path.exists(f'{self.repo}/{path}'):
                continue
            known = path.startswith('fuzz/findings/')
            if known and not path.startswith(f'fuzz/findings/{self.driver}/'):
                continue
            right = expected(read(f'{self.repo}/{path}'), self.driver)
            came = 'fine' if said == 'fine' else 'stuck' if said.startswith('stuck') else 'finding' if said[0] == 'O' else 'other'
            good = path not in otherwise and (came == right if right else came != 'finding')
            verdict = 'failed' if not good else 'known' if came == 'finding' else 'passed'
            found[path] = Case('findings' if known else 'scenarios', os.path.basename(path)[:-4], verdict, said)
        return found

    def findings(self):
        """(new, known) findings of the hosted world, each as a dict."""
        new = [m for s in self.mine for r in s['replay'] for m in re.findall(r'FINDING=(\S+)', r)]
        known = sorted(glob.glob(f'{self.repo}/fuzz/findings/{self.driver}/*.txt'))
        # The fuzz targets name a file after its cause: one that several found is one.
        first = {os.path.basename(p): p for p in reversed(new)}
        return [self.finding(p, True) for p in reversed(first.values())], [self.finding(p, False) for p in known]

    def finding(self, path, new):
        path = os.path.join(self.repo, path)
        text = read(path) if os.path.exists(path) else ''
        comment = [l[2:] for l in text.splitlines() if l.startswith('# ')]
        f = {'new': new, 'path': os.path.relpath(path, self.repo), 'text': text, 'name': os.path.basename(path)[:-4],
             'about': ' '.join(comment) if not new else '', 'timeline': '',
             'graph': '', 'said': '', 'introduced': '', 'stack': []}
        f['replay'] = f'make replay FINDING={f["path"]} DRIVER={self.driver}' + (f' KSRC={self.run["ksrc"]}' if self.run['ksrc'] else '')
        tool = f'{self.work}/hosted/teeproof'
        if text and os.access(tool, os.X_OK):
            self.play(f, tool, path)
        f['title'] = f['said'] or next(iter(header.lines(text, 'found')), f['name'])
        return f

    def play(self, f, tool, path):
        """Its timeline, its wait-for graph, and what the oracle says."""
        with tempfile.NamedTemporaryFile(suffix='.dot') as dot:
            said = output(tool, 'replay', '-g', dot.name, path, DRIVER=self.driver)
            waits = re.findall(r'^\s*t\d+ \[label="(.*)"\];$', read(dot.name), re.M)
        said = said or output(tool, 'replay', path, DRIVER=self.driver)
        timeline, _, rest = said.partition('who waited at the deadlock:\n')
        waits = waits or [l.strip() for l in rest.splitlines() if l.startswith('  ')]
        f['graph'] = '\n'.join(f'  {w}' for w in waits)
        f['timeline'] = [m.groupdict() for m in EVENT.finditer(timeline)]
        verdict = re.search(rf'^{re.escape(path)}: (O\d+.*)$', said, re.M)
        f['said'] = verdict[1] if verdict else ''
        f['stack'] = [f'{name}  {re.sub(r"^.*/(?=(?:drivers?|fuzz|kunit|lib|include)/)", "", place)}'
                      for name, place in re.findall(r'^# {4,}(\S+) (\S+)$', said, re.M)]

    # coverage

    def coverage(self):
        """Lines that were run: [(file, {line: hits}, source)], by file."""
        path = f'{self.work}/coverage.info'
        if not os.path.exists(path):
            return []
        files, name, hits = [], '', {}
        for line in read(path).splitlines():
            key, _, value = line.partition(':')
            if key == 'SF':
                name, hits = value, {}
            elif key == 'DA':
                number, count = value.split(',')[:2]
                hits[int(number)] = int(count)
            elif line == 'end_of_record' and os.path.exists(name):
                files.append((re.sub(r'^.*?/(?=drivers?/tee/|include/)', '', name), hits, read(name)))
        return sorted(files, key=lambda f: f[0])

    def coverage_is_fresh(self):
        return self.fresh('coverage.info') is not None

    # static checks

    def static(self):
        """(new, known) findings of the static checks: [(file, line, rule, text)]."""
        path = self.fresh('static.sarif')
        new, known = [], []
        for run in json.loads(read(path))['runs'] if path else ():
            for r in run['results']:
                place = r['locations'][0]['physicalLocation']
                row = (place['artifactLocation']['uri'], place['region']['startLine'], r['ruleId'], r['message']['text'])
                (known if r.get('suppressions') else new).append(row)
        return new, known

    # what other targets left

    def other(self, path):
        """A JSON file, or None."""
        try:
            return json.loads(read(path))
        except (OSError, ValueError):
            return None

    def judged(self):
        """The share of steps that each oracle judged in this run: rows of words, the first one being the head."""
        named = [(name, shares.load(path)) for name, path in shares.columns(f'{self.work}/hosted')
                 if os.path.getmtime(path) >= self.began] if os.path.isdir(f'{self.work}/hosted') else []
        return shares.table(named) if named else []

    def mutants(self):
        """The mutation score, the mutants that survived, and when it was measured."""
        path = f'{self.work}/mutants/score.json'
        score = self.other(path)
        if not score or not score.get('mutants'):
            return None
        return {'killed': score['killed'], 'all': len(score['mutants']), 'checks': score['checks'],
                'when': os.path.getmtime(path), 'survivors': [m for m in score['mutants'] if not m['killed_by']]}

    def deadlock(self):
        """The lines of suite optee_scmi_deadlock in this run, or None."""
        path = self.fresh('kunit.log')
        told = deadlock_log.read(read(path)) if path else {'runs': {}}
        return told if told['runs'] else None

    def bench(self):
        path = f'{self.build}/bench.json'
        rows = self.other(path)
        return {'rows': rows, 'when': os.path.getmtime(path)} if rows else None

    def versions(self):
        """What was tested, and with what: [(what, version)]."""
        commit = output('git', 'log', '-1', '--format=%h %s (%cs)').strip()
        changed = ' with changes that are not committed' if output('git', 'status', '--porcelain') else ''
        under = f'driver/tee, {commit}{changed}' if self.driver == 'repo' else f'drivers/tee of Linux {self.version}'
        tools = [('gcc', 'gcc', '--version'), ('clang', 'clang-19', '--version'), ('Coccinelle', 'spatch', '--version'),
                 ('sparse', 'sparse', '--version'), ('gcc for arm64', 'aarch64-linux-gnu-gcc', '--version'),
                 ('lcov', 'lcov', '--version')]
        rows = [('driver under test', under), ('kernel', f'Linux {self.version}' + (f' in {self.run["ksrc"]}' if self.run['ksrc'] else '')),
                ('teeproof', commit + changed)]
        rows.append(('Python', platform.python_version()))
        return rows + [(name, (output(*c).splitlines() or ['?'])[0]) for name, *c in tools if shutil.which(c[0])]


def not_as_stated(log):
    """The files that were not played as stated or expected, by a log: [(path, what)]."""
    return re.findall(r'^NOT AS (?:STATED|EXPECTED): (fuzz/\S+?\.txt)(?::\d+)?(?:: (.*))?$', log, re.M)


def expected(text, driver):
    """What "expect" in a scenario says for this driver."""
    found = dict(m for line in header.lines(text, 'expect') for m in re.findall(r'^(driver=tree )?(\w+)', line))
    return found.get('driver=tree ' if driver == 'tree' else '') or found.get('', '')
