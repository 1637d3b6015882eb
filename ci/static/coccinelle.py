# SPDX-License-Identifier: GPL-2.0-only
"""Coccinelle for the static checks: the rules in cocci/, and the check that spatch parses every function."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

from run.common import REPO

OPTIONS = ['--very-quiet', '--no-show-diff', '--macro-file', f'{REPO}/cocci/macros.h', '-j', '1']
# spatch takes the python3 in PATH, for the scripts in rules: what runs here, not what shows a version that is chosen elsewhere
# (pyenv's starts five hundred processes).
ENVIRONMENT = {**os.environ, 'PATH': f'{os.path.dirname(sys.executable)}:{os.environ["PATH"]}'}
REPORT = re.compile(r'^(.+?):(\d+):(\d+)-(\d+): (.*)$')
HARMLESS = re.compile(r'^(warning: |Note: processing took|HANDLING: |\s*$)')
# Rules of the driver that hold for its clients as well.
FOR_CLIENTS_TOO = ('driver_atomic_sleep', 'driver_lock_balance', 'driver_shm_va_checked', 'driver_usercopy_checked')

# Each function that spatch has understood, down to its control flow, says so.
EVERY_FUNCTION = '''
@every@
identifier f;
position p;
@@

f@p(...) { ... }

@script:python@
f << every.f;
p << every.p;
@@

print("PARSED %s %s %s" % (p[0].file, p[0].line, f))
'''


class SpatchError(Exception):
    """spatch itself failed: a check that did not run is a failure."""


class Rule:
    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path)[:-len('.cocci')]
        with open(path, encoding='utf-8') as f:
            self.text = f.read()
        sentence = re.findall(r'^/// ?(.*)$', self.text, re.M)
        self.sentence = ' '.join(s for s in sentence if s)
        options = re.search(r'^// Options: *(.*)$', self.text, re.M)
        self.options = options.group(1).split() if options else []
        self.modes = re.findall(r'^virtual (\w+)', self.text, re.M)

    def across_files(self):
        """Does it put together at the end what it saw in all files?"""
        return '@finalize:python' in self.text

    def for_driver(self):
        return not self.name.startswith('client_')

    def for_clients(self):
        return self.name.startswith('client_') or self.name in FOR_CLIENTS_TOO


def rules():
    return [Rule(p) for p in sorted(glob.glob(f'{REPO}/cocci/*.cocci'))]


class Folder:
    """A folder of links to some files: with --dir, unlike with files as arguments, spatch takes each by itself."""

    def __init__(self, paths):
        self.paths = list(paths)

    def __enter__(self):
        self.top = tempfile.mkdtemp(prefix='teeproof-cocci-')
        self.real = {}
        for n, path in enumerate(self.paths):
            link = f'{self.top}/{n:03}-{os.path.basename(path)}'
            os.symlink(os.path.realpath(path), link)
            self.real[link] = path
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)


def spatch(args, folder, timeout_s=300):
    """Run spatch on a folder, return what it printed; raise when it did not do its work."""
    try:
        run = subprocess.run(['spatch', *args, *OPTIONS, '--dir', folder.top], stdin=subprocess.DEVNULL, env=ENVIRONMENT,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout_s, check=False)
    except subprocess.TimeoutExpired:
        raise SpatchError(f'spatch took more than {timeout_s} s') from None
    err = [l for l in run.stderr.decode(errors='replace').splitlines() if not HARMLESS.match(l)]
    if run.returncode or err:
        raise SpatchError(f'spatch failed ({run.returncode}): ' + ' / '.join(err[:5]))
    return run.stdout.decode(errors='replace').splitlines()


def tidy(text):
    """An expression as people write it; spatch puts blanks around every operator."""
    return re.sub(r'& (?=\w)', '&', text.replace(' -> ', '->').replace(' . ', '.'))


def apply_rule(rule, paths, mode='report'):
    """The findings of a rule: (path, line, text), each once."""
    if not paths:
        return []
    with Folder(paths) as folder:
        found = set()
        for line in spatch(['-D', mode, *rule.options, '--sp-file', rule.path], folder):
            match = REPORT.match(line)
            if match and match.group(1) in folder.real:
                found.add((folder.real[match.group(1)], int(match.group(2)), tidy(match.group(5))))
    return sorted(found)


def strip_comments(text):
    """The text without comments, strings and preprocessor lines; lines stay where they are."""
    def blank(match):
        return re.sub(r'[^\n]', ' ', match.group(0))
    text = re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)
    return re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', blank, text, flags=re.M)


# A macro that defines something by itself, without a semicolon, before the function: DEFINE_FREE(...)
TOP_LEVEL_MACRO = re.compile(r'^[A-Z][A-Z0-9_]*\(.*\)$(?=\s*\S)', re.M)


def functions(path):
    """Names of the functions that a file defines, found without spatch: [(name, line)]."""
    with open(path, encoding='utf-8', errors='replace') as f:
        text = strip_comments(f.read())
    found, depth, start = [], 0, 0
    for at, c in enumerate(text):
        if c == '{':
            if depth == 0:
                head = TOP_LEVEL_MACRO.sub(lambda m: ' ' * len(m[0]), text[start:at])
                name = re.search(r'\b(?!__(?:must_hold|acquires|releases|cond_acquires|attribute__|printf|section|free)\b)([A-Za-z_]\w*)\s*\(', head)
                if name and '=' not in head and head.rstrip()[-1:] == ')' and not re.match(r'\s*(struct|union|enum)\s+\w+\s*$', head):
                    found.append((name.group(1), text.count('\n', 0, start + name.start(1)) + 1))
            depth += 1
        elif c == '}':
            depth -= 1
            if depth == 0:
                start = at + 1
        elif c == ';' and depth == 0:
            start = at + 1
    return found


def unparsed(paths):
    """Functions that spatch cannot parse, and would skip without a word: (path, line, name)."""
    if not paths:
        return []
    with tempfile.NamedTemporaryFile('w', suffix='.cocci', encoding='utf-8') as rule:
        rule.write(EVERY_FUNCTION)
        rule.flush()
        with Folder(paths) as folder:
            parsed = set()
            for line in spatch(['--no-includes', '--include-headers', '--sp-file', rule.name], folder):
                if line.startswith('PARSED '):
                    _, link, at, name = line.split()
                    parsed.add((folder.real[link], int(at), name))
    return [(p, line, name) for p in paths for name, line in functions(p) if (p, line, name) not in parsed]
