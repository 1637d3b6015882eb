# SPDX-License-Identifier: GPL-2.0-only
"""The report for programs and for a review: summary.md, JUnit XML and SARIF of a whole run."""
import json
import re
import xml.etree.ElementTree as ElementTree

from run import step_results
from run.results import passed

SHOWN = 10                      # findings in a summary


def summary(r):
    """Short enough for a comment under a change."""
    out = [f'### teeproof: **{r.verdict}**: {r.title}, Linux {r.version}, {r.minutes}', '']
    out += ['| check | verdict | passed | failed | known | seconds |', '| --- | --- | ---: | ---: | ---: | ---: |']
    out += [f'| {s["name"]} | {"ok" if s["verdict"] == "ok" else "**failed**"} | {s["passed"]} | {s["failed"]} | {s["known"]} | '
            f'{s["seconds"]:.0f} |' for s in r.steps]
    news = [f'{f["title"]}' + (f' (introduced by {f["introduced"]})' if f.get('introduced') else '') + f': `{f["replay"]}`' for f in r.new]
    news += [f'`{c.suite}.{c.name}`: {c.text}' for c in r.failures]
    news += [f'`{file}:{line}`: {rule}: {text}' for file, line, rule, text in r.static_new]
    if news:
        out += ['', f'{len(news)} new findings:', ''] + [f'* {n}' for n in news[:SHOWN]]
        out += [f'* and {len(news) - SHOWN} more'] if len(news) > SHOWN else []
    if r.commits:
        out += ['', r.series, ''] + [f'* {c["short"]} {c["subject"]}: {c["builds"]}'
                                     + (f'; introduced {brief(c["introduced"])}' if c['introduced'] else '') for c in r.commits]
    if r.replays:
        out += ['', 'To replay:', '', '```', *r.replays[:SHOWN], '```']
    broken = [p['name'] for p in r.promises if p['verdict'] in ('failed', 'known')]
    ends = [f'{f[0]} {f[1]}' for f in r.facts[4:]] + ([f'broken: {", ".join(broken)}'] if broken else [])
    tests, others = passed([(s['name'], s['passed']) for s in r.steps])
    return '\n'.join(out + ['', '; '.join(ends), '', f'teeproof {r.verdict}: {r.title}, Linux {r.version}: {tests} tests passed, '
                            f'{others} generated runs, searches and rules; {len(news)} new findings.', ''])


def brief(names):
    return ', '.join(names[:SHOWN]) + (f' and {len(names) - SHOWN} more' if len(names) > SHOWN else '')


def suite_of(top, name, cases):
    """One <testsuite>: cases are (name, verdict, text, seconds)."""
    suite = ElementTree.SubElement(top, 'testsuite', name=name, tests=str(len(cases)),
                                   failures=str(sum(c[1] == 'failed' for c in cases)),
                                   skipped=str(sum(c[1] in ('known', 'skipped') for c in cases)))
    for case, verdict, text, seconds in cases:
        e = ElementTree.SubElement(suite, 'testcase', classname=name, name=case, **({'time': f'{seconds:.1f}'} if seconds else {}))
        text = re.sub(r'[^\t\n\x20-\ud7ff\ue000-\ufffd]', '?', text)
        if verdict == 'failed':
            ElementTree.SubElement(e, 'failure', message=text.partition('\n')[0]).text = text
        elif verdict in ('known', 'skipped'):
            ElementTree.SubElement(e, 'skipped', message=(step_results.KNOWN if verdict == 'known' else '') + text)


def junit(r):
    """All tests of the run as one JUnit file; what no file of its own tells are the steps and the findings."""
    top = ElementTree.Element('testsuites', name=f'teeproof {r.title} linux-{r.version}')
    suite_of(top, 'steps', [(s['name'], 'failed' if s['verdict'] != 'ok' else 'passed', '\n'.join([s['command'], *s['replay']]),
                             s['seconds']) for s in r.steps])
    suites = {}
    for c in (*r.cases.values(), *r.scenarios.values()):
        suites.setdefault(c.suite, []).append((c.name, c.verdict, c.text, 0))
    for name, cases in suites.items():
        suite_of(top, name, cases)
    suite_of(top, 'fuzz', [(f['name'], 'failed', f'{f["title"]}\n{f["replay"]}', 0) for f in r.new])
    suite_of(top, 'static', [(f'{file}:{line}: {rule}', 'failed', text, 0) for file, line, rule, text in r.static_new]
             + [(f'{file}:{line}: {rule}', 'known', text, 0) for file, line, rule, text in r.static_known])
    ElementTree.indent(top)
    return ElementTree.tostring(top, encoding='unicode', xml_declaration=True) + '\n'


def sarif(r, results):
    """SARIF 2.1.0: the results of the static checks, and the findings of the hosted world as a run of their own."""
    path = results.fresh('static.sarif')
    runs = json.loads(step_results.read(path))['runs'] if path else []
    rules = sorted({f['title'].partition(':')[0] for f in r.findings})
    found = []
    for f in r.findings:
        rule = f['title'].partition(':')[0]
        result = {'ruleId': rule, 'ruleIndex': rules.index(rule), 'level': 'error',
                  'message': {'text': f'{f["title"]}; {f["replay"]}'},
                  'locations': [{'physicalLocation': {'artifactLocation': {'uri': f['path']}, 'region': {'startLine': 1}}}]}
        if not f['new']:
            result['suppressions'] = [{'kind': 'external', 'status': 'accepted'}]
        found.append(result)
    if found:
        driver = {'name': 'teeproof hosted', 'rules': [{'id': i, 'shortDescription': {'text': i}} for i in rules]}
        runs.append({'tool': {'driver': driver}, 'results': found})
    if not runs:
        runs.append({'tool': {'driver': {'name': 'teeproof', 'rules': []}}, 'results': []})
    return json.dumps({'$schema': 'https://json.schemastore.org/sarif-2.1.0.json', 'version': '2.1.0', 'runs': runs}, indent=1) + '\n'
