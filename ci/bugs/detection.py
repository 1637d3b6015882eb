# SPDX-License-Identifier: GPL-2.0-only
"""Which of a folder of patches, each with a bug, a check detects: for ci/bugs/patched."""
import argparse
import glob
import json
import os
import re
import subprocess
import time

from bugs import patched_tree
from run import process
from run.common import REPO, fail

OUT = os.path.join(REPO, 'build', 'patched')
TREE = os.path.join(OUT, 'linux')
BUILD_ERROR = re.compile(r'^\S+:\d+(:\d+)?: (fatal )?error: |undefined reference|make.*\*\*\*.*(drivers/tee|Kconfig)')
FINDING = re.compile(r'^\s*(not ok \d+ \S.*|FAILED? .*|finding: .*|.*(?:KASAN: |UBSAN: |WARNING: |BUG: |unreferenced object|deadlock).*'
                     r'|.*EXPECTATION FAILED.*|.*ASSERTION FAILED.*|crash.*|timed out.*)', re.I)

REPORT = re.compile(r'BUG: |UBSAN: |WARNING: |unreferenced object|EXPECTATION FAILED|ASSERTION FAILED|breach \(|Kernel panic|does not return')


def kernel_source():
    return subprocess.run([f'{REPO}/ci/kernel/source'], check=True, capture_output=True, text=True).stdout.strip()


def reset(ksrc, patch):
    """drivers/tee as in KSRC plus the patch; only files whose content changes are written."""
    new = os.path.join(OUT, 'new')
    patched_tree.remake(new)
    patched_tree.copy_files(f'{ksrc}/drivers/tee', f'{new}/drivers/tee')
    for h in patched_tree.TEE_HEADERS:
        patched_tree.copy_file(f'{ksrc}/{h}', f'{new}/{h}')
    applied = subprocess.run(['patch', '-p1', '-s', '-d', new, '-i', os.path.abspath(patch)],
                             capture_output=True, text=True, check=False)
    patched_tree.copy_files(new, TREE)
    return applied.returncode == 0, applied.stdout + applied.stderr


def hosted_base():
    """The program of KSRC's own driver: what it shows itself, ci/hosted/search finds out by playing it there."""
    env = dict(os.environ, DRIVER='tree')
    return os.path.join(REPO, subprocess.run([f'{REPO}/ci/hosted/build'], env=env, check=True, text=True,
                                             stdout=subprocess.PIPE).stdout.strip())


def run_check(check, seconds, log):
    command = ['make', '--no-print-directory'] + check.split() + [f'KSRC={TREE}', 'DRIVER=tree']
    began = time.monotonic()
    status = process.run_limited(command, REPO, None, log, seconds)
    with open(log, encoding='utf-8', errors='replace') as f:
        lines = f.read().splitlines()
    return status, time.monotonic() - began, lines


def findings(lines):
    """What a check reported, a sentence each. ci/kernel/kunit-report's have more below them, of which the first that says what
    was seen goes with it."""
    failed = [i for i, line in enumerate(lines) if line.startswith('FAILED ')]
    if not failed:
        return [line.strip() for line in lines if FINDING.match(line)]
    found = []
    for i, end in zip(failed, failed[1:] + [len(lines)]):
        below = []
        for line in lines[i + 1:end]:
            if not line.startswith('    '):
                break
            below.append(re.sub(r'^[\s#\[\]\d.]*', '', line))
        said = next((b for b in below if REPORT.search(b)), below[0] if below else '')
        found.append(' '.join(f'{lines[i][len("FAILED "):]}: {said}'.split()).rstrip(': '))
    return found


def verdict_of(status, lines):
    """(verdict, what to say of it)"""
    if any(BUILD_ERROR.search(line) for line in lines):
        return 'ERROR', next(line.strip() for line in lines if BUILD_ERROR.search(line))
    if status == 0:
        return 'missed', ''
    found = findings(lines)
    if found:
        return 'found', found[0] + (f' (and {len(found) - 1} more)' if len(found) > 1 else '')
    return ('found', 'it hangs') if status == 'timeout' else ('ERROR', f'exit {status} without a finding')


def main(usage):
    p = argparse.ArgumentParser(description=usage, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--check', default='kunit')
    p.add_argument('--seconds', type=int, default=600)
    p.add_argument('patches', nargs='*')
    a = p.parse_args()
    if not a.patches:
        fail('PATCHES is not set; usage: make patched PATCHES=FOLDER')
    patches = []
    for path in a.patches:
        patches += sorted(glob.glob(os.path.join(path, '*.patch'))) if os.path.isdir(path) else [path]
    if not patches:
        fail('no *.patch there')
    ksrc = kernel_source()
    patched_tree.link_tree(ksrc, TREE)
    if os.path.exists(f'{OUT}/results.json'):       # of an earlier run
        os.unlink(f'{OUT}/results.json')
    if 'hosted' in a.check.split():
        os.environ['HOSTED_BASE'] = hosted_base()
    results = []
    for patch in patches:
        name = os.path.splitext(os.path.basename(patch))[0]
        log = os.path.join(OUT, name + '.log')
        applied, why = reset(ksrc, patch)
        if not applied:
            verdict, seconds, first = 'ERROR', 0, f'does not apply: {why.strip()}'
        else:
            status, seconds, lines = run_check(a.check, a.seconds, log)
            verdict, first = verdict_of(status, lines)
            if verdict == 'ERROR':
                first += f', see {os.path.relpath(log, REPO)}'
        results.append({'patch': name, 'check': a.check, 'verdict': verdict, 'seconds': round(seconds), 'first': first})
        print(f'{verdict:7} {name:45} {seconds:5.0f} s  {first[:200]}', flush=True)
    with open(os.path.join(OUT, 'results.json'), 'w', encoding='utf-8') as f:
        json.dump(results, f, indent=1)
    count = {v: sum(r['verdict'] == v for r in results) for v in ('found', 'missed', 'ERROR')}
    print(f'patched: {count["found"]} passed, {count["missed"] + count["ERROR"]} failed')
    return 2 if count['ERROR'] else 1 if count['missed'] else 0
