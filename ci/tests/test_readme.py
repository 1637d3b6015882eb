# SPDX-License-Identifier: GPL-2.0-only
"""The READMEs: each target, variable, script, path and link that they show is there. test_tutorial.py runs what prints."""
import contextlib
import glob
import io
import os
import re
import types
import unittest

from run import results
from run.common import REPO, read

PAGES = [os.path.relpath(p, REPO) for top in ('README.md', 'ci/**/*.md', 'cocci/**/*.md', 'driver/**/*.md', 'fuzz/**/*.md', 'kunit/**/*.md')
         for p in glob.glob(f'{REPO}/{top}', recursive=True)]
MAKEFILES = '\n'.join(read(p) for p in (f'{REPO}/Makefile', *glob.glob(f'{REPO}/ci/*/*.mk')))
TARGETS = set(re.findall(r'^([a-z-]+):', MAKEFILES, re.M))
VARIABLES = set(re.findall(r'^##= \w+: ([A-Z_]+)=', MAKEFILES, re.M)) | {'ALL'}       # as make help ALL=1 has them (test_help.py)
KBUILD = {'W'}      # variables of the kernel's make
FENCED = re.compile(r'^```(\w*)\n(.*?)^```$', re.M | re.S)
ASSIGNED = re.compile(r'([A-Z][A-Z_]*)=(.*)')
PLACEHOLDER = re.compile(r'(?!README)\b[A-Z]{2}|\$|\bX\b')
MADE = {'tee/mine_test.o', 'lists/expected/tee_mine.list'}       # by who follows kunit/README.md


def code(text):
    """Commands and names in a page: lines of code blocks without what is printed, and code in a sentence or a table."""
    for language, block in FENCED.findall(text):
        yield from (l.removeprefix('$ ') for l in block.splitlines() if language != 'console' or l.startswith('$ '))
    text = FENCED.sub('', text)
    yield from re.findall(r'^    (\S.*)', text, re.M)
    for paragraph in re.split(r'\n\n+', re.sub(r'^    .*', '', text, flags=re.M)):
        yield from (' '.join(c.split()) for c in re.findall(r'`([^`]+)`', paragraph))


def commands(text):
    """Each command's words, without what is set for it: [(set, words)]."""
    for line in code(text):
        for command in re.split(r' \| | && |; |\$\(', line.partition(' #')[0]):
            words = command.rstrip(')').split()
            first = next((n for n, w in enumerate(words) if not ASSIGNED.match(w)), len(words))
            yield words[:first], words[first:]


def bad_paths(page, words):
    """Paths from the page's folder or from the top, as they are or behind VARIABLE=."""
    folders = {name: top for top in (REPO, os.path.dirname(f'{REPO}/{page}')) for name in os.listdir(top)
               if os.path.isdir(f'{top}/{name}') and name not in ('.git', 'build')}
    for word in words:
        path = ASSIGNED.sub(r'\2', word)
        top = folders.get(path.partition('/')[0])
        if top and '/' in path and path not in MADE and not PLACEHOLDER.search(path) and not glob.glob(f'{top}/{path}'):
            yield f'path {path}'


def bad_commands(page, text):
    variables = VARIABLES | KBUILD | set(re.findall(r'\$([A-Z]+)', text))     # the last ones are the shell's
    for before, words in commands(text):
        yield from bad_paths(page, before + words)
        if words[:1] == ['make'] or len(before) == 1 and not words:
            given = {m[1] for w in before + words if (m := ASSIGNED.fullmatch(w))}
            yield from (f'variable {v}' for v in sorted(given - variables))
        if words[:1] == ['make']:
            yield from (f'target {w}' for w in words[1:] if re.fullmatch(r'[a-z][a-z-]*', w) and w not in TARGETS)
        elif len(words) > 1 and '/' in words[0] and os.path.isfile(f'{REPO}/{words[0]}') and not os.access(f'{REPO}/{words[0]}', os.X_OK):
            yield f'script {words[0]}'


def anchors(text):
    """By which a link reaches the headings of a page."""
    return {re.sub(r'[^\w -]', '', h.lower()).replace(' ', '-') for h in re.findall(r'^#+ (.*)$', text, re.M)}


def bad_links(page, text):
    for link in re.findall(r'\]\(([^)\s]+)\)', text):
        path, _, anchor = link.partition('#')
        target = os.path.join(os.path.dirname(f'{REPO}/{page}'), path) if path else f'{REPO}/{page}'
        if re.match(r'https?:', link):
            continue
        if not os.path.exists(target) or anchor and anchor not in anchors(read(target)):
            yield f'link {link}'


def wrong(page, text):
    """What a page shows that is not there."""
    return [*bad_commands(page, text), *bad_links(page, text)]


class Readme(unittest.TestCase):
    maxDiff = None

    def test_what_pages_show_is_there(self):
        self.assertIn('README.md', PAGES)
        self.assertEqual([f'{page}: {what}' for page in PAGES for what in wrong(page, read(f'{REPO}/{page}'))], [])

    def test_commands_of_readme_are_seen(self):
        made = {w for _, words in commands(read(f'{REPO}/README.md')) if words[:1] == ['make'] for w in words[1:]}
        self.assertLess({'presubmit', 'replay', 'kunit', 'scenarios', 'seeds', 'optee-bench', 'modules', 'KDIR=DIR'}, made)

    def test_excerpt_of_the_table_is_as_it_is_printed(self):
        """Its header, its rows, and what stands below them, but for the numbers."""
        block = re.search(r'^    check .*\n(?:    .*\n)+', read(f'{REPO}/README.md'), re.M)[0]
        head, *rows, tests, total = (l[4:] for l in block.splitlines())
        steps = []
        for row in rows:
            name, _, passed, failed, known, skipped, seconds, cpu, *note = row.split(None, 8)
            counts = types.SimpleNamespace(passed=int(passed), failed=int(failed), known=int(known), skipped=int(skipped))
            steps.append(types.SimpleNamespace(name=name, counts=counts, seconds=float(seconds), cpu=float(cpu), note=''.join(note), status=0, differs=False,
                                               replays=[], command=f'make {name}'))
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            results.table(steps, 0)
        _, told_head, *told_rows, _, told_tests, told_total = printed.getvalue().splitlines()
        self.assertEqual([head, *rows], [told_head, *told_rows])
        for line, told in ((tests, told_tests), (total, told_total)):
            self.assertEqual(re.sub(r'\d+', 'N', line), re.sub(r'\d+', 'N', told))
        some, others = map(int, re.findall(r'\d+', tests))
        self.assertEqual(some + others, int(total.split()[0]))

    def test_what_is_not_there_is_seen(self):
        for text, what in (('    make repaly   # x', 'target repaly'), ('`make -s kunit\nDRVER=tree`', 'variable DRVER'), ('`SPM=2`', 'variable SPM'),
                           ('`X=1 make kunit`', 'variable X'), ('| `fuzz/gone` |', 'path fuzz/gone'),
                           ('`fuzz/gone/README.md`', 'path fuzz/gone/README.md'), ('`make replay FINDING=fuzz/gone.txt`', 'path fuzz/gone.txt'),
                           ('```console\n$ make gone | sort\nmake this\n```\n', 'target gone'), ('`ci/run/common.py x`', 'script ci/run/common.py'),
                           ('[x](gone.md)', 'link gone.md'), ('[x](#gone)', 'link #gone')):
            self.assertEqual(wrong('README.md', text), [what])
        self.assertEqual(wrong('README.md', '`make kunit SUITE=x`, `ARCH=arm64`, `fuzz/`, `fuzz/*/README.md`, `drivers/tee`, `ci/DIR`, `W=1`'), [])


if __name__ == '__main__':
    unittest.main()
