# SPDX-License-Identifier: GPL-2.0-only
"""A placeholder page in build/report/ while ci/run/steps runs, so that an old result is not mistaken for this run's. When the
run is killed the page stays, with the steps that had ended by then."""
import html
import os
import shutil
import time

from run import results
from run.common import REPO, read, replacing_folder

MARK = 'unfinished'             # a file that only this page has beside it
GOING_ON = 'It runs, was killed, or its report could not be written.'
PAGE = '''<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>teeproof: {what} has no result</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{what} <span class="tag not-run">no result</span></h1>
<p class="lead">Begun {began}. {why}</p>
</header>
<main>
<h2>{done} of {all} steps had ended at {now}</h2>
<table>
{rows}
</table>
</main>
</body>
</html>
'''


def row(step, done):
    verdict = results.verdict(step) if step in done else 'has not ended'
    kind = {'ok': 'ok', 'FAILED': 'failed'}.get(verdict, 'not-run')
    return f'<tr><td>{html.escape(step.name)}</td><td><span class="tag {kind}">{verdict}</span></td></tr>'


class Unfinished:
    """The page of one run of a list of steps."""

    def __init__(self, name, steps, repo=REPO):
        self.what = 'make presubmit BASE=' if name == 'series' else f'make {name}'
        self.steps, self.repo, self.folder, self.began = steps, repo, f'{repo}/build/report', time.time()

    def begin(self):
        self.put([], GOING_ON)

    def go_on(self, done):
        """Where a step of the run has written the report already, that one stays."""
        if os.path.exists(f'{self.folder}/{MARK}'):
            self.put(done, GOING_ON)

    def end(self, done, why):
        """The run ends before its end; also on a full disk nothing of an earlier one is left."""
        try:
            self.put(done, why)
        except OSError:
            shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, done, why):
        at = {'what': self.what, 'why': why, 'done': len(done), 'all': len(self.steps),
              'began': time.strftime('%Y-%m-%d %H:%M', time.localtime(self.began)), 'now': time.strftime('%H:%M')}
        style = read(f'{self.repo}/ci/report/page/style.css')
        rows = '\n'.join(row(s, done) for s in self.steps)
        with replacing_folder(self.folder) as new:
            file(f'{new}/index.html', PAGE.format(style=style, rows=rows, **{k: html.escape(str(v)) for k, v in at.items()}))
            file(f'{new}/summary.md',
                 '**{what}: no result**\n\nBegun {began}. {why} {done} of {all} steps had ended at {now}.\n'.format(**at))
            file(f'{new}/{MARK}', '')


def file(path, text):
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)
