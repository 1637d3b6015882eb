# SPDX-License-Identifier: GPL-2.0-only
"""make presubmit BASE=REV: what do the commits BASE..HEAD of a kernel's git tree bring?

The base and each commit go through ci/run/series.steps, the last commit through ci/run/presubmit.steps. What fails at the
base as well does not count; what else fails is reported with the commit that introduced it. A finding of the fuzz targets,
which only look at the last commit, is played on the hosted world of the base and of each commit for that.
"""
import json
import os
import shutil
import subprocess
import sys

from hosted.news import has
from run import results
from run import series_diff
from run import series_tree
from run import step_list
from run import step_results
from run.common import REPO, fail, locked, replace_file, replacing


def work_folder():
    """build/DRIVER-VERSION of the tree as it is now."""
    done = subprocess.run([f'{REPO}/ci/kernel/source', '--id'], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise series_tree.TreeError('ci/kernel/source has something against this commit')
    return f'{REPO}/build/tree-{done.stdout.strip().split(chr(9))[1]}'


class Series:
    def __init__(self, tree, build):
        self.tree, self.build = tree, build
        self.history = series_diff.History()
        self.programs = []      # [(commit, hosted program)], base first
        self.done, self.seconds = [], 0

    def run(self, commit, name):
        """One commit through a list of steps."""
        self.tree.checkout(commit)
        self.done, seconds = step_list.run(name)
        self.seconds += seconds
        work = work_folder()
        last = step_results.Results(self.build, work, name)
        by_step = series_diff.failures(last)
        self.history.add(commit, by_step, self.done)
        kept = f'{self.build}/series/teeproof-{commit.short}'
        program = f'{work}/hosted/teeproof'
        if os.path.exists(program) and 'hosted' not in by_step:
            with replacing(kept) as to, open(program, 'rb') as f:
                shutil.copyfileobj(f, to)
                shutil.copymode(program, to.name)
            self.programs.append((commit, kept))
        return last

    def run_all(self):
        plan = [(self.tree.base, 'series')] + [(c, 'series') for c in self.tree.commits[:-1]] + [(self.tree.commits[-1], 'presubmit')]
        last = None
        for n, (commit, name) in enumerate(plan):
            what = 'base' if not n else f'commit {n} of {len(plan) - 1}'
            print(f'\n=== {what}: {commit}', flush=True)
            last = self.run(commit, name)
        return last

    def where_from(self, path):
        """The commit that introduced a finding: the first one whose driver shows the same cause; None when the base's does. One
        that does not replay is that of the commit in which it was found: the base has not shown it."""
        path = os.path.join(REPO, path)
        now = series_diff.cause(self.programs[-1][1], path) if self.programs else ''
        if not now:
            return self.tree.commits[-1]
        first = next((c for c, program in self.programs if has(program, path, now)), None)
        return None if first is self.tree.base else first

    def introduced(self):
        """{(step, name): commit} for all that is new at the last commit."""
        found = {}
        for failure in sorted(self.history.news()):
            commit = self.where_from(failure[1]) if series_diff.is_file(failure[1]) else self.history.first(failure)
            if commit:
                found[failure] = commit
        return found


def forgive(done, news):
    """Steps of the last commit whose failures the base has, too, did not fail."""
    for step in done:
        mine = [f for f in news if f[0] == step.name]
        if step.status and not mine:
            step.note = f'{step.counts.failed} failures that the base has, too'
            step.counts = step.counts._replace(failed=0, known=step.counts.known + step.counts.failed)
            step.status, step.replays = 0, []
        elif step.status:
            more = max(0, step.counts.failed - len({series_diff.subject(f) for f in mine}))
            step.counts = step.counts._replace(failed=step.counts.failed - more, known=step.counts.known + more)
            step.replays = [r for r in step.replays if of_any(r, [name for _, name in mine])] or step.replays


def of_any(replay, names):
    """Whether a command replays one of these failures: the file of a finding, or a test."""
    part = {k: v for k, _, v in (word.partition('=') for word in replay.split())}
    if 'FINDING' in part:
        return part['FINDING'] in names or any(n.startswith(f'{series_diff.case(part["FINDING"])}: ') for n in names)
    test = '.'.join(filter(None, (part.get('SUITE'), part.get('TEST'))))
    return bool(test) and any(n.startswith(test) for n in names)


def by_title(names):
    """A line for each cause, with a file that shows it."""
    titles = {}
    for name in sorted(names):
        titles.setdefault(series_diff.title(name), []).append(name)
    return [title + (f' ({files[0]}' + (f' and {len(files) - 1} more' if files[1:] else '') + ')' if files[0] != title else '')
            for title, files in titles.items()]


def old(last, history, news):
    """What the report need not tell as new: failures of the base, and tests that fail in no other way than there."""
    names, new = {name for _, name in history.base()} - {series_diff.subject(f) for f in news}, {name for _, name in news}
    tests = [t for step in series_diff.TESTS for t, ways in series_diff.tests_by_name(last, f'{step}.xml').items() if not new.intersection(ways)]
    return sorted(names.union(tests))


def rows(series, news):
    """The commits, for the report."""
    found = []
    already = set(series.history.seen[0][2])
    for commit, _, fixed, broken in series.history.introduced():
        broken = [b for b in broken if b not in already]
        names = by_title({f[1] for f, c in news.items() if c is commit})
        found.append({'short': commit.short, 'subject': commit.subject, 'broken': bool(broken), 'introduced': names, 'fixed': fixed,
                      'builds': 'builds' if not broken else f'{" and ".join(broken)} {"does" if len(broken) == 1 else "do"} not build'})
    return found


def tell(commits, text):
    print(f'\n{text}')
    for c in commits:
        print(f'{c["short"]} {c["subject"]}: {c["builds"]}')
        for name in c['introduced']:
            print(f'    introduced {name}')
        for name in c['fixed']:
            print(f'    fixed {name}')


def main():
    """The status of make presubmit BASE=..."""
    try:
        if os.environ.get('DRIVER') != 'tree' or not os.environ.get('KSRC'):
            raise series_tree.TreeError('BASE= needs DRIVER=tree and KSRC=a git tree of the kernel')
        tree = series_tree.Tree(os.environ['KSRC'], os.environ['BASE'], f'{REPO}/build')
        os.makedirs(f'{REPO}/build/series', exist_ok=True)
        with locked(f'{REPO}/build/series/.lock', f'{REPO}/build/series'):
            return run_series(tree, f'{REPO}/build')
    except (series_tree.TreeError, OSError) as e:
        fail(f'{e}')


def run_series(tree, build):
    if changed := tree.uncommitted():
        print(f'ci/run/presubmit: not committed, so no part of the series: {changed[0]}'
              + (f' and {len(changed) - 1} more' if changed[1:] else ''), file=sys.stderr)
    os.environ['KSRC'] = tree.folder
    series = Series(tree, build)
    last = series.run_all()
    news = series.introduced()
    commits = rows(series, news)
    broken = any(c['broken'] for c in commits)
    forgive(series.done, news)
    text = f'{len(commits)} commits on {tree.base}: {len({series_diff.title(name) for _, name in news})} new findings' + (', not each of them builds' if broken else '')
    more = {'series': text, 'commits': commits, 'introduced': {name: c.short for (_, name), c in news.items()},
            'old': old(last, series.history, news)}
    keep(last, series.done, more, build)
    subprocess.run([f'{REPO}/ci/report/write', 'presubmit'], check=False)
    results.table(series.done, series.seconds)
    tell(commits, text)
    return 1 if news or broken or any(s.status for s in series.done) else 0


def keep(last, done, more, build):
    """result.json with what the commits introduced in it."""
    run = last.run | more | {'steps': [results.as_dict(s) for s in done]}
    replace_file(f'{build}/steps/presubmit/result.json', json.dumps(run, indent=1))
