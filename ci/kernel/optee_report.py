# SPDX-License-Identifier: GPL-2.0-only
"""What a machine with a real OP-TEE printed, as KTAP for ci/kernel/kunit-report."""
import re

REBOOTING = 'teeproof: rebooting'
# As in regression_4006_rsa; a step of a case has a dot behind its number.
NAME = r'(?:regression|pkcs11|ffa_spmc|gp)_\w+'
CASE = re.compile(rf'^\s*({NAME}) (OK|FAILED)\b')
KTAP_CASE = re.compile(rf' +(?:not )?ok \d+ ({NAME})$')
XTEST_END = re.compile(r'^(\d+) subtests? of which (\d+) failed')
XTEST_CASES = re.compile(r'^(\d+) test cases? of which (\d+) failed')


def xtest_ktap(lines):
    """xtest's output as KTAP, a case a test; its kernel's lines go through as they are."""
    cases, log, ended, counts = {}, [], False, {}
    for line in lines:
        m = CASE.match(line)
        if m and m[1] not in cases:
            cases[m[1]] = (m[2] == 'OK', log[-20:] if m[2] != 'OK' else [])
        ended = ended or bool(XTEST_END.match(line))
        counts.update((r, m) for r in (XTEST_END, XTEST_CASES) if (m := r.match(line)))
        if re.match(r'\[ *\d+\.\d+\]|Command optee timed out', line):
            yield line
        else:
            log = [] if m else [*log[-200:], line]
    yield 'KTAP version 1'
    yield '1..1'
    yield '    KTAP version 1'
    yield '    # Subtest: xtest'
    yield f'    1..{len(cases) + 2}'
    for number, (name, (good, said)) in enumerate(cases.items(), 1):
        yield from (f'    # {l}' for l in said)
        yield f'    {"ok" if good else "not ok"} {number} {name}'
    yield from (f'    # {l}' for l in ([] if ended else log[-20:]))
    yield f'    {"ok" if ended else "not ok"} {len(cases) + 1} ended'
    # Its own counts are of the cases here, and as good: none was overlooked.
    failed = sum(not g for g, _ in cases.values())
    agrees = len(counts) == 2 and counts[XTEST_CASES].groups() == (str(len(cases)), str(failed)) and \
        (counts[XTEST_END][2] == '0') == (not failed)
    yield from (f'    # xtest says: {m[0]}; cases found here: {len(cases)}, failed: {failed}' for m in ([] if agrees else counts.values()))
    yield f'    {"ok" if agrees else "not ok"} {len(cases) + 2} same_counts'
    yield f'{"ok" if ended and agrees and not failed else "not ok"} 1 xtest'


def reboot_ktap(lines):
    """A reboot with calls in flight is good when the machine has gone by itself."""
    begun = late = False
    said = []
    for line in lines:
        begun = begun or line.endswith(REBOOTING)
        late = late or line.startswith('Command optee timed out')
        said = [*said[-30:], line]
        if not line.startswith('Command optee'):
            yield line
    yield 'KTAP version 1'
    yield '1..1'
    yield '    KTAP version 1'
    yield '    # Subtest: reboot'
    yield '    1..1'
    good = begun and not late
    yield from (f'    # {l}' for l in ([] if good else said[-20:]))
    yield f'    {"ok" if good else "not ok"} 1 calls_in_flight'
    yield f'{"ok" if good else "not ok"} 1 reboot'
