# SPDX-License-Identifier: GPL-2.0-only
"""The house rules: what comments refer to is there, what is shared is a module, each helper has one home, each folder of
ci/ says what it is for, and the prose uses the field's words."""
import ast
import fnmatch
import functools
import io
import os
import re
import tokenize
import unittest

from run.common import REPO, read

TOP = ('ci', 'cocci', 'driver', 'fuzz', 'kunit')
GENERATED = ('kunit/play/files.c', 'fuzz/sequence/keywords.h')
C_COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|(/\*.*?\*/|//[^\n]*)', re.S)
REFERENCE = re.compile(r'(?<![\w./$}"<-])((?:' + '|'.join(TOP) + r')/[\w.*/-]*[\w*])')
BARE = re.compile(r'(?<![\w./*<>$%{}~+-])([A-Za-z_][\w-]*\.(?:c|h|S|cocci|config|css|html|json|list|md|mk|py|sh|steps|txt|xml))(?![\w*/(])')
INCLUDED = re.compile(r'#include [<"](?:\S+/)?([\w-]+\.h)[>"]')
# What has no file here, though prose names it without a path
ELSEWHERE = {
    'arch_uml.config', 'devres.c', 'kunit.py', 'kunit_parser.py', 'tee_core.c',                         # of the kernel
    'pta_device.h', 'ta_concurrent.h', 'tee_api_defines.h',                                             # of OP-TEE
    'asan_internal.h', 'ubsan_monitor.h', 'custom_mutator.md', 'ingest_mdir.py', 'package.json',        # of LLVM, AFL++, NIPA, npm
    'index.html', 'junit.xml', 'result.json', 'score.json', 'so-far.json', 'static.xml', 'summary.md',  # made in build/
    'mine_test.c', 'tests.txt',                                                                         # made by a reader, or a test
    'device.list', 'v0.c', 'value.c',                                                                   # no files: a command, fields
}
HEADING = re.compile(r'README(?:\.md)?[,:]?\s+"([^"\n]+)"')
PLACEHOLDER = re.compile(r'\b(?!README\b)(?:[A-Z]{2,}[A-Z_]*|N)\b')


def files():
    """Every file of the project, by its path."""
    for here, folders, names in os.walk(REPO):
        folders[:] = [f for f in folders if f not in ('.git', '__pycache__') and (here, f) != (REPO, 'build')]
        for name in names:
            path = f'{here}/{name}'
            if not os.path.islink(path):
                yield os.path.relpath(path, REPO)


PATHS = sorted(files())
FOLDERS = {os.path.dirname(p) for p in PATHS}
FOLDERS |= {os.path.dirname(f) for f in FOLDERS}
TEXTS = {p: read(f'{REPO}/{p}') for p in PATHS if not p.startswith('LICENSES/')}
NAMES = {os.path.basename(p) for p in PATHS} | {n for text in TEXTS.values() for n in INCLUDED.findall(text)}


def is_python(path):
    return path.endswith('.py') or re.match(r'#!.*python3', TEXTS[path]) is not None


def python_prose(text):
    """Comments and docstrings."""
    tree = ast.parse(text)
    yield from (t.string for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            yield ast.get_docstring(node, clean=False) or ''


def prose(path):
    """What a file says to people: its comments, or all of it."""
    return prose_of(path, TEXTS[path])


@functools.cache
def prose_of(path, text):
    if path.endswith(('.c', '.h', '.cocci', '.S', '.patch')):
        return '\n'.join(m[1] for m in C_COMMENT.finditer(text) if m[1])
    if is_python(path):
        return '\n'.join(python_prose(text))
    if path.endswith(('.md', '.list')) or os.path.basename(path) == 'Kconfig':
        return text
    return '\n'.join(m[0] for m in re.finditer(r'(?:^|\s)#.*', text))


class References(unittest.TestCase):
    def missing(self, path):
        """What the prose of a file refers to in this project, and is not there."""
        for name in REFERENCE.findall(prose(path)):
            name = name.rstrip('.')
            if PLACEHOLDER.search(name) or name in GENERATED:
                continue
            if '*' in name and fnmatch.filter(PATHS, name) + fnmatch.filter(FOLDERS, name.rstrip('/')):
                continue
            if name not in TEXTS and name.rstrip('/') not in FOLDERS:
                yield name

    def test_files_and_folders_that_comments_name_are_there(self):
        bad = [f'{path}: {name}' for path in TEXTS for name in self.missing(path)]
        self.assertEqual(bad, [])

    def unknown(self, path):
        """File names without a path in the prose of a file that no file has: one of the project, or a header that it includes."""
        yield from (n for n in BARE.findall(prose(path)) if n not in NAMES | ELSEWHERE and not PLACEHOLDER.search(n))

    def test_files_that_comments_name_without_a_path_are_there(self):
        self.assertEqual([f'{path}: {name}' for path in TEXTS for name in self.unknown(path)], [])

    def test_names_from_elsewhere_are_needed(self):
        named = {n for path in TEXTS for n in BARE.findall(prose(path))}
        self.assertEqual((ELSEWHERE - named, ELSEWHERE & NAMES), (set(), set()))

    def test_readme_headings_that_comments_name_are_there(self):
        headings = set(re.findall(r'^#+ (.*)$', TEXTS['README.md'], re.M))
        bad = [f'{path}: README has no heading "{name}"' for path in TEXTS if path != 'ci/tests/test_house.py'
               for name in HEADING.findall(re.sub(r'\n\s*(?:\*|#|//)?\s*', ' ', prose(path))) if name not in headings]
        self.assertEqual(bad, [])

    def test_a_reference_that_leads_nowhere_is_seen(self):
        for text in ('/* see kunit/gone.c */', '// see kunit/gone.c'):
            TEXTS['kunit/fake.c'] = text
            self.addCleanup(TEXTS.pop, 'kunit/fake.c', None)
            self.assertEqual(list(self.missing('kunit/fake.c')), ['kunit/gone.c'])
            TEXTS['kunit/fake.c'] = text.replace('kunit/', '')
            self.assertEqual(list(self.unknown('kunit/fake.c')), ['gone.c'])
        TEXTS['kunit/fake.c'] = '/* see kunit/Makefile, kunit/tee/*_test.c and drivers/tee/kunit/gone.c */ "ci/gone"'
        self.assertEqual(list(self.missing('kunit/fake.c')), [])
        TEXTS['kunit/fake.c'] = '/* monitor.h, slab.h, kunit.py, FILE.c, x/gone.c, *gone.c, p.c(), gone.co */ "gone.c"'
        self.assertEqual(list(self.unknown('kunit/fake.c')), [])


class Scripts(unittest.TestCase):
    """What is executed is an executable, what is shared is a module."""
    PYTHON = [p for p in TEXTS if p.startswith('ci/') and is_python(p)]

    def test_folders_do_not_import_each_other(self):
        uses = {(p.split('/')[1], m[1]) for p in self.PYTHON for m in re.finditer(r'^\s*(?:from|import) (\w+)', TEXTS[p], re.M)}
        circles = {tuple(sorted(pair)) for pair in uses if pair[0] != pair[1] and pair[::-1] in uses}
        self.assertEqual(circles, {('hosted', 'run'), ('kernel', 'run')})       # run/ has the steps, and what all share

    def test_no_executable_is_loaded_as_a_module(self):
        bad = [p for p in self.PYTHON if p != 'ci/tests/test_house.py'
               and re.search(r'SourceFileLoader|spec_from_file_location|exec_module|import_module', TEXTS[p])]
        self.assertEqual(bad, [])

    def test_modules_are_not_executable_and_executables_have_no_ending(self):
        for path in self.PYTHON:
            executable = os.access(f'{REPO}/{path}', os.X_OK)
            self.assertNotEqual(executable, path.endswith('.py'), path)
            self.assertEqual(executable, TEXTS[path].startswith('#!'), path)

    def test_scripts_leave_no_bytecode_and_take_the_systems_python(self):
        """That of ci/packages: it has jinja2 and cryptography, and one from a version manager takes ten times as long to start."""
        bad = [p for p in self.PYTHON if TEXTS[p].startswith('#!') and not re.match(r'#!/usr/bin/python3 -BS?\n', TEXTS[p])]
        self.assertEqual(bad, [])

    def test_each_helper_has_one_home(self):
        homes = {r'\bflock\(': 'ci/run/common.py', r"^REPO = ": 'ci/run/common.py', r'os\.fsync': 'ci/run/common.py',
                 r'os\.kill(pg)?\(': 'ci/run/process.py', r"open\(f'/proc/\{": 'ci/run/process.py',
                 r'def fail\(': 'ci/run/common.py', r'def percent\(': 'ci/run/common.py', r'-max_len=': 'ci/hosted/fuzz-target',
                 r'os\.replace\(|open\(new\b|open\([^,)]*\.new[\'"],|os\.rename\([^,)]*(\bnew|\.new[\'"]),': 'ci/run/common.py',
                 r'["\'/]\^(\{word\}|(found|fault|kernels|promise|expect|also|verdict|order|by)\b)': 'ci/run/header.py',
                 r'\bflock (-\w+ )*\d|\bexec 9': 'ci/run/common.sh', r'>\s*"?[^\s"|;]+\.new\b': 'ci/run/common.sh'}
        for pattern, home in homes.items():
            found = {p for p in TEXTS if p.startswith('ci/') and not p.startswith('ci/tests/') and re.match(r'#!|.*python|# SPDX', TEXTS[p])
                     and re.search(pattern, TEXTS[p], re.M)}
            self.assertEqual(found - {'ci/run/supervise'}, {home}, pattern)

    def test_no_function_has_the_name_of_a_section_of_the_linker(self):
        """A kernel does not build with them (scripts/check-function-names.sh of Linux 7.3)."""
        bad = [f'{p}: {m[1]}()' for p in TEXTS if p.endswith('.c') and p.startswith(('driver/', 'kunit/', 'fuzz/sequence/'))
               for m in re.finditer(r'^[a-z].*?\b(startup|exit|split|unlikely|hot|unknown)\([^;]*$', TEXTS[p], re.M)]
        self.assertEqual(bad, [])

    def test_each_step_of_a_scenario_and_seed_states_its_result(self):
        paths = [p for p in files() if fnmatch.fnmatch(p, 'fuzz/scenarios/*.txt') or fnmatch.fnmatch(p, 'fuzz/corpus/*/*.txt')]
        steps = [(p, l) for p in paths for l in read(f'{REPO}/{p}').splitlines() if re.match('[a-h]: ', l)]
        self.assertGreater(len(steps), 1000)
        # ... or says behind a # on what it depends.
        self.assertEqual([f'{p}: {l}' for p, l in steps if ' => ' not in l.partition('#')[0] and not re.search('# .*[a-z]{4}', l)], [])

    def test_a_file_is_named_test_when_it_has_a_suite(self):
        for path in PATHS:
            if path.startswith('kunit/') and path.endswith('.c'):
                suite = re.search(r'^(kunit_test_suites?|OPTEE_OVER_FFA)\(', TEXTS[path], re.M) is not None
                self.assertEqual(path.endswith('_test.c'), suite, path)

    def test_what_stands_for_a_kernel_function_says_how_it_differs(self):
        for folder, word in (('different', 'Different: '), ('stub', 'Stub: ')):
            paths = [p for p in PATHS if re.fullmatch(rf'fuzz/host/{folder}/\w+\.c', p)]
            self.assertGreater(len(paths), 4)
            self.assertEqual([p for p in paths if word not in TEXTS[p].partition('*/')[0]], [])

    def test_each_folder_says_what_it_is_for(self):
        folders = {f for f in FOLDERS if re.fullmatch(r'ci/\w+', f)}
        self.assertLessEqual(len(folders), 8)
        for folder in folders:
            text = TEXTS.get(f'{folder}/README.md', '')
            self.assertRegex(text, r'^# ', folder)
            self.assertLess(text.count('\n'), 30, folder)
            for name in sorted(os.listdir(f'{REPO}/{folder}')):
                if name not in ('README.md', '__pycache__') and not (folder == 'ci/tests' and name.startswith('test_')):
                    self.assertIn(f'`{name}`', text, f'{folder}/README.md')


class Words(unittest.TestCase):
    """The field's words in place of an idiom of this project's own: pattern, where, and what to write."""
    IDIOM = (
        (r'\b(?:told|tells?) again\b', '', 'print the cached output'),
        (r'\b(?:comes?|came) to the same\b', '', 'is deterministic; has the same result'),
        (r'\bwhat came of\b|\bcame of it\b|\bcomes? of it\b', '', 'the result'),
        (r"\bwhat (?:[\w']+ ){1,5}(?:came|comes?) to\b(?! light)", '', 'the result of'),
        (r'\bwhat comes of\b|\bmade of it\b', '(?!driver/)', 'the result; made from it'),
        (r'\bcame to what\b', '', 'has the result'),
        (r'\bgone on from\b', '', 'resumes'),
        (r'\bended by itself\b', '', 'crashed'),
        (r'\bended well\b', '', 'succeeded'),
        (r'\bkeeps? its promises\b', '', 'works; promises are P1 to P10'),
        (r'\bno such thing\b', '', 'unknown'),
        (r'\b(?:is|are) told\b(?! (?:to|that|of|from|by)\b)', 'ci/', 'is printed; is reported'),
        (r'\b(?:finding|breach|failure) is none\b', '', 'does not count'),
        (r'\bgoes by way of\b', '', 'is reached through'),
        (r'\boutside world\b|\bworld (?:outside|around)\b', '', 'from outside; a world is where the driver runs'),
        (r'\b(?:come|comes|came|coming) to (?:its|their|an) end\b', '', 'ends; is complete'),
        (r'\bno run to tell of\b|\btell a run\b', '', 'no results; write the report of a run'),
        (r'\bis where (?:what is )?new (?:goes|go)\b', '', 'record new failures in FILE'),
        (r'\bnot as (?:they|it) must be\b', '', 'unexpected'),
        (r'\bis said to be \$', '', 'got X, expected Y'),
        (r': it is (?:a number|either\b|\w+ or \w+")', 'ci/', 'not a number; unknown X; known: A, B'),
        (r'\bhas against\b', 'ci/', 'the failures of'),
        (r'(?<!not a )\bproofs?\b|\bprov(?:es?|ed|en)\b', '', 'a test, a check, evidence: none of them is a proof'),
        (r'(?<![a-z])system[ _-]calls?(?![a-z])', r'driver/tee/|fuzz/oracle/|fuzz/findings/|fuzz/scenarios/|fuzz/corpus/|fuzz/tests/planted/|kunit/optee/|kunit/lists/',
         'call of a system session'),
    )

    def test_no_idiom_of_our_own(self):
        bad = []
        for path, text in TEXTS.items():
            if path == 'ci/tests/test_house.py':
                continue
            flat = re.sub(r'\n[ \t]*(?:\*|//|#)?[ \t]*', ' ', text)
            for pattern, where, instead in self.IDIOM:
                if re.match(where, path):
                    bad += [f'{path}: "{m[0]}": write: {instead}' for m in re.finditer(pattern, flat, re.I)]
        self.assertEqual(bad, [])

    def test_no_file_is_named_by_a_call_of_a_system_session_in_short(self):
        self.assertEqual([p for p in TEXTS if p.startswith(('fuzz/', 'kunit/')) and re.search('system[-_]calls?', p)], [])

    def test_sequences_have_the_words_of_today(self):
        """Those of earlier versions are read, and are for files of users."""
        earlier = re.compile(r'^(?:world\b|task \w+ world\b).*', re.M)
        self.assertTrue(earlier.search('sequence 1\ntask a world\n'))
        self.assertEqual([f'{p}: {m[0]}' for p in TEXTS if re.match(r'fuzz/.*\.txt$', p) for m in earlier.finditer(TEXTS[p])], [])

    def test_each_pattern_finds_its_idiom(self):
        for text in ('it is told again', 'it comes to the same', 'what came of each step', 'what a step comes to', 'what each test of it came to',
                     'it is gone on from', 'it came to what is stated', 'explore ended by itself', 'what ended well', 'it keeps its promises', 'no such thing: x', 'system calls', 'p1_after_a_system_call', 'it is told with it',
                     'a finding is none', 'goes by way of', 'what comes of it there', 'what the driver made of it',
                     'a search that has not come to its end', 'no run to tell of: x', 'x.list is where what is new goes', '2 not as they must be',
                     'it is said to be $got', 'COUNT=x: it is a number', 'DRIVER=x: it is either a or b', 'ENGINE=x: it is a or b"', 'what a run has against a driver',
                     'the outside world helps', 'this proves the driver', 'a proof'):
            self.assertTrue(any(re.search(pattern, text) for pattern, _, _ in self.IDIOM), text)
