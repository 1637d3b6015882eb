# SPDX-License-Identifier: GPL-2.0-only
"""Findings of the static checks: what one is, which are known (the baseline), and the forms in which they are reported."""
import json
import os
import re
from xml.sax.saxutils import quoteattr, escape

from run.common import replace_file

FUNCTION = re.compile(r'^(?!struct\b|union\b|enum\b|typedef\b|extern\b)[A-Za-z_].*?\b(\w+)\s*\([^;]*$')


class Finding:
    """One finding: file is the path that a reader knows, real the path that can be opened."""

    def __init__(self, file, real, line, rule, text, check):
        self.file, self.real, self.line, self.rule, self.text, self.check = file, real, line, rule, text, check

    def __str__(self):
        return f'{self.file}:{self.line}: {self.rule}: {self.text}'

    def order(self):
        return self.file, self.line, self.rule, self.text

    def key(self):
        """What stays the same when lines move: file, rule, function, and the source line."""
        function, source = where(self.real, self.line)
        return self.file, self.rule, function, source

    def as_dict(self):
        return {'file': self.file, 'real': self.real, 'line': self.line, 'rule': self.rule, 'text': self.text,
                'check': self.check}


def where(path, line):
    """The function around a line ('-': none), and the line itself without its blanks."""
    try:
        with open(path, encoding='utf-8', errors='replace') as f:
            lines = f.read().split('\n')
    except OSError:
        return '-', ''
    source = lines[line - 1].strip() if 0 < line <= len(lines) else ''
    for n in range(min(line, len(lines)) - 1, -1, -1):
        if n < line - 1 and lines[n].startswith('}'):
            break
        match = FUNCTION.match(lines[n])
        if match:
            return match.group(1), re.sub(r'\s+', ' ', source)
    return '-', re.sub(r'\s+', ' ', source)


class Baseline:
    """The findings of one kernel version (or of driver/) that are known, each with a reason: those in a list for all
    versions and in a difference for this one (ci/kernel/by_version.py).

    An entry is three lines: `FILE: RULE: FUNCTION`, the source line, and the reason (as ci/report/findings reads it); both
    indented by a tab. With "- "
    before FILE, and the reason for its absence, the difference takes one out of the list for all.
    """

    def __init__(self, *paths):
        self.entries = []               # [key, reason, PATH:LINE, used]
        for path in paths:
            self.read(path)

    def add(self, key, reason, where):
        gone = key[0].startswith('- ')
        if not gone:
            self.entries.append([key, reason, where, False])
            return
        entry = next((e for e in self.entries if e[0] == (key[0][2:], *key[1:])), None)
        if not entry:
            raise ValueError(f'{where}: the list for all versions has no such entry')
        self.entries.remove(entry)

    def read(self, path):
        head = None
        with open(path, encoding='utf-8') as f:
            for n, line in enumerate(f, 1):
                line = line.rstrip('\n')
                if not line or line.startswith('#'):
                    continue
                if not line.startswith('\t'):
                    parts = line.split(': ')
                    if head or len(parts) != 3:
                        raise ValueError(f'{path}:{n}: an entry begins with FILE: RULE: FUNCTION')
                    head = [*parts, None]
                elif head and head[3] is None:
                    head[3] = line.strip()
                elif head:
                    if not line.strip():
                        raise ValueError(f'{path}:{n}: an entry needs a reason')
                    self.add(tuple(head), line.strip(), f'{path}:{n}')
                    head = None
        if head:
            raise ValueError(f'{path}: the last entry has no reason')

    def knows(self, finding):
        """Use up one entry for this finding."""
        key = finding.key()
        for entry in self.entries:
            if entry[0] == key and not entry[3]:
                entry[3] = True
                return True
        return False

    def stale(self, files, rules):
        """Entries for what was looked at now and that did not occur."""
        return [f'{where}: {key[0]}: {key[1]} in {key[2]}() no longer occurs: remove the entry'
                for key, _, where, used in self.entries if not used and key[0] in files and key[1] in rules]


def baseline_entry(finding, reason):
    file, rule, function, source = finding.key()
    return f'{file}: {rule}: {function}\n\t{source}\n\t{reason}\n'


def sarif(findings, known, rules):
    """SARIF 2.1.0; known findings are there too, as suppressed."""
    ids = sorted(set(rules) | {f.rule for f in findings + known})
    results = []
    for f in sorted(findings + known, key=Finding.order):
        result = {'ruleId': f.rule, 'ruleIndex': ids.index(f.rule), 'level': 'error', 'message': {'text': f.text},
                  'locations': [{'physicalLocation': {'artifactLocation': {'uri': f.file},
                                                      'region': {'startLine': max(f.line, 1)}}}]}
        if f in known:
            result['suppressions'] = [{'kind': 'external', 'status': 'accepted'}]
        results.append(result)
    driver = {'name': 'teeproof', 'rules': [
        {'id': i, 'shortDescription': {'text': rules.get(i, i)}} for i in ids]}
    return {'$schema': 'https://json.schemastore.org/sarif-2.1.0.json', 'version': '2.1.0',
            'runs': [{'tool': {'driver': driver}, 'results': results}]}


def junit(findings, known, passed, errors):
    """One test case a rule and check that ran; a finding is a failure of its rule."""
    by_rule = {name: [] for name in passed}
    for f in findings:
        by_rule.setdefault(f.rule, []).append(str(f))
    for e in errors:
        by_rule.setdefault('static', []).append(e)
    failures = sum(1 for v in by_rule.values() if v)
    out = ['<?xml version="1.0" encoding="UTF-8"?>',
           f'<testsuites tests="{len(by_rule)}" failures="{failures}">',
           f'<testsuite name="static" tests="{len(by_rule)}" failures="{failures}">',
           f'<properties><property name="known" value="{len(known)}"/></properties>']
    for rule, texts in sorted(by_rule.items()):
        out.append(f'<testcase classname="static" name={quoteattr(rule)}>')
        if texts:
            out.append(f'<failure message={quoteattr(texts[0])}>{escape(chr(10).join(texts))}</failure>')
        out.append('</testcase>')
    return '\n'.join(out + ['</testsuite>', '</testsuites>', ''])


def write(directory, findings, known, rules, passed, errors):
    os.makedirs(directory, exist_ok=True)
    for name, text in (('static.sarif', json.dumps(sarif(findings, known, rules), indent=1)),
                       ('static.xml', junit(findings, known, passed, errors))):
        replace_file(f'{directory}/{name}', text)
