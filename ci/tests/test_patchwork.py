# SPDX-License-Identifier: GPL-2.0-only
"""ci/services/patchwork/run: series of mails on a small tree, with checks of the test's own."""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import fake_tree
from run.common import REPO
from services.patchwork import series

MAIL = """\
From somebody Mon Sep 17 00:00:00 2001
From: =?utf-8?q?J=C3=B6rg?= <joerg@example.org>
Date: Tue, 2 Sep 2025 10:00:00 +0200
Subject: [PATCH {number}] tee: {what}
Message-ID: <{id}@example.org>

The reason.

Signed-off-by: Joerg <joerg@example.org>
---
{diff}-- 
2.39.5

"""

COVER = """\
From somebody Mon Sep 17 00:00:00 2001
From: J <joerg@example.org>
Subject: [PATCH 0/2] tee: two things
Message-ID: <cover@example.org>

What they are.

"""

# A good patch: one more member, with its place.
GOOD = """\
 drivers/tee/tee_core.c | 1 +
 1 file changed, 1 insertion(+)

diff --git a/drivers/tee/tee_core.c b/drivers/tee/tee_core.c
--- a/drivers/tee/tee_core.c
+++ b/drivers/tee/tee_core.c
@@ -1 +1,2 @@
 int tee_core;
+int users;
"""

# A bad one, on top of it: a reference dropped twice, in a file that the first does not touch, and a new file.
BAD = """\
diff --git a/drivers/tee/optee/call.c b/drivers/tee/optee/call.c
--- a/drivers/tee/optee/call.c
+++ b/drivers/tee/optee/call.c
@@ -1,5 +1,7 @@
 static bool is_normal_memory(pgprot_t p)
 {
+\tput_device(dev);
+\tput_device(dev);
 #if defined(CONFIG_ARM)
 \treturn arm;
 #elif defined(CONFIG_ARM64)
diff --git a/drivers/tee/optee/new.c b/drivers/tee/optee/new.c
new file mode 100644
--- /dev/null
+++ b/drivers/tee/optee/new.c
@@ -0,0 +1 @@
+int new;
"""

OTHER = GOOD.replace(' int tee_core;\n', ' int something_else;\n')


def mail(number, what, diff):
    return MAIL.format(number=number, what=what, diff=diff, id=what.replace(' ', '-'))


def fingerprint(top):
    found = hashlib.sha256()
    for folder, _, files in sorted(os.walk(top)):
        for f in sorted(files):
            path = f'{folder}/{f}'
            with open(path, 'rb') as content:
                found.update(f'{path} {os.stat(path).st_mtime_ns}\n'.encode() + content.read())
    return found.hexdigest()


class Patchwork(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top, self.ksrc = tmp.name, fake_tree.make(f'{tmp.name}/linux')
        fake_tree.copy(self.top, 'ci/kernel/source', 'ci/run', 'ci/services/patchwork/run', 'ci/services/patchwork/series.py')

    def check(self, name, per, script):
        folder = f'{self.top}/ci/services/patchwork/{name}'
        fake_tree.write(folder, 'info.json', json.dumps({'description': name, 'per': per, 'run': ['run.sh', 'word']}))
        os.chmod(fake_tree.write(folder, 'run.sh', '#!/bin/sh\n' + script), 0o755)

    def run_on(self, *mails, interrupt=None):
        path = fake_tree.write(self.top, 'a series.mbox', ''.join(mails))
        p = subprocess.Popen([f'{self.top}/ci/services/patchwork/run', path, self.ksrc], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True)
        if interrupt:
            interrupt(p)
        out, _ = p.communicate(timeout=60)
        try:
            with open(f'{self.top}/build/patchwork/a-series/checks.json', encoding='utf-8') as f:
                return p.returncode, json.load(f), out
        except FileNotFoundError:
            return p.returncode, None, out

    def double_put(self):
        self.check('put', 'patch', 'n=$(grep -rc put_device "$KSRC/drivers/tee/optee/call.c")\n'
                                   'echo "$n puts"\n[ "$n" -lt 2 ]\n')

    def test_bad_patch_is_named_and_the_good_one_is_not(self):
        self.double_put()
        status, results, out = self.run_on(COVER, mail('1/2', 'good', GOOD), mail('2/2', 'bad', BAD))
        self.assertEqual(status, 1, out)
        self.assertEqual([r['message_id'] for r in results], ['<good@example.org>', '<bad@example.org>'])
        states = [{c['context']: c['state'] for c in r['checks']} for r in results]
        self.assertEqual(states, [{'teeproof-apply': 'success', 'teeproof-put': 'success'},
                                  {'teeproof-apply': 'success', 'teeproof-put': 'fail'}])
        bad = results[1]['checks'][1]
        self.assertEqual(bad['description'], '2 puts')
        with open(bad['target_url'][len('file://'):], encoding='utf-8') as f:
            self.assertEqual(f.read(), '2 puts\n')

    def test_good_series_succeeds(self):
        self.double_put()
        status, results, out = self.run_on(mail('v3', 'good', GOOD))
        self.assertEqual((status, len(results)), (0, 1), out)

    def test_checked_tree_is_whole_and_the_kernel_tree_stays_as_it_is(self):
        self.check('whole', 'series', '[ -n "$PREVIOUS" ] || exit 0\ncd "$KSRC"\ngrep -q users drivers/tee/tee_core.c && '
                                      '[ -f drivers/tee/optee/new.c ] && [ -f lib/crc32.c ] && [ -f drivers/tee/amdtee/core.c ] '
                                      '&& [ "$DRIVER $1" = "tree word" ] && echo whole\n')
        before = fingerprint(self.ksrc)
        status, results, out = self.run_on(mail('1/2', 'good', GOOD), mail('2/2', 'bad', BAD))
        self.assertEqual((status, results[1]['checks'][-1]['description']), (0, 'whole'), out)
        self.assertEqual(fingerprint(self.ksrc), before)

    def test_next_series_finds_nothing_of_the_one_before(self):
        self.check('clean', 'series', '[ -z "$PREVIOUS" ] || exit 0\n! grep -rq -e users -e put_device "$KSRC/drivers/tee/" && '
                                      '[ ! -e "$KSRC/drivers/tee/optee/new.c" ] || touch "$OUT/../../../unclean"\n')
        self.run_on(mail('1/2', 'good', GOOD), mail('2/2', 'bad', BAD))
        _, _, out = self.run_on(mail('', 'good', GOOD))
        self.assertFalse(os.path.exists(f'{self.top}/build/patchwork/unclean'), out)

    def test_patches_go_in_the_order_of_their_numbers(self):
        self.double_put()
        _, results, out = self.run_on(mail('2/2', 'bad', BAD), mail('1/2', 'good', GOOD))
        self.assertEqual([r['message_id'] for r in results], ['<good@example.org>', '<bad@example.org>'], out)

    def test_per_series_runs_before_and_after_and_can_compare(self):
        self.check('compare', 'series', 'grep -c int "$KSRC/drivers/tee/tee_core.c" >"$OUT/count"\n'
                                        '[ -z "$PREVIOUS" ] || echo "$(cat "$PREVIOUS/count") then $(cat "$OUT/count")"\n')
        _, results, out = self.run_on(mail('1/2', 'good', GOOD), mail('2/2', 'bad', BAD))
        self.assertEqual([c['context'] for c in results[0]['checks']], ['teeproof-apply'], out)
        self.assertEqual(results[1]['checks'][-1]['description'], '1 then 2')

    def test_warning_is_no_failure(self):
        self.check('warn', 'patch', 'echo careful\nexit 250\n')
        status, results, out = self.run_on(mail('', 'good', GOOD))
        self.assertEqual((status, results[0]['checks'][1]['state']), (0, 'warning'), out)

    def test_series_that_does_not_apply(self):
        self.double_put()
        status, results, out = self.run_on(mail('', 'other', OTHER))
        self.assertEqual((status, results[0]['checks'][0]['state']), (2, 'fail'), out)
        self.assertIn('tee_core.c', results[0]['checks'][0]['description'])

    def test_nothing_is_built_for_a_series_whose_last_patch_does_not_apply(self):
        self.check('built', 'patch', f'touch {self.top}/built\n')
        status, results, out = self.run_on(mail('1/2', 'good', GOOD), mail('2/2', 'other', OTHER))
        self.assertEqual((status, [[c['state'] for c in r['checks']] for r in results]), (2, [['success'], ['fail']]), out)
        self.assertFalse(os.path.exists(f'{self.top}/built'))

    def test_failure_without_the_series_is_not_judged(self):
        self.check('old', 'patch', 'echo it is broken; exit 1\n')
        status, results, out = self.run_on(mail('', 'good', GOOD))
        self.assertEqual((status, results[0]['checks'][1]['state']), (0, 'warning'), out)
        self.assertIn('fails without the series: it is broken', results[0]['checks'][1]['description'])

    def test_interrupt_leaves_no_process_and_no_result(self):
        self.check('long', 'patch', f'[ -n "$PREVIOUS" ] || exit 0\nsetsid sleep 1000 & echo $! >{self.top}/pid.new\n'
                                    f'mv {self.top}/pid.new {self.top}/pid\nwait\n')
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            def interrupt(process, number=number):
                for _ in range(400):
                    if os.path.exists(f'{self.top}/pid'):
                        break
                    time.sleep(0.05)
                process.send_signal(number)
            with self.subTest(number):
                status, results, out = self.run_on(mail('', 'good', GOOD), interrupt=interrupt)
                self.assertEqual((status, results), (-9 if number == signal.SIGKILL else 130, None), out)
                self.assertEqual('there is no result' in out, number != signal.SIGKILL, out)
                with open(f'{self.top}/pid', encoding='utf-8') as f:
                    pid = f.read().strip()
                for _ in range(100):
                    if not os.path.exists(f'/proc/{pid}'):
                        break
                    time.sleep(0.05)
                self.assertFalse(os.path.exists(f'/proc/{pid}'))
                os.unlink(f'{self.top}/pid')

    def test_file_without_patches_is_refused(self):
        for text, why in (('Subject: no mbox\n', 'not an mbox'), (COVER, 'no mail with a patch'),
                          (mail('', 'evil', GOOD.replace('drivers/tee/tee_core.c', '../outside.c')), 'outside of the tree')):
            status, results, out = self.run_on(text)
            self.assertEqual((status, results), (2, None), out)
            self.assertIn(why, out)

    # teeproof: a file's cause is the word after the program's name in it
    TEEPROOF = """#!/bin/sh
for f; do :; done
c=$(sed -n 's/^{name} //p' "$f")
case $1 in cause) printf "$f\\t${{c:--}}\\n" ;; *) echo "$f: ${{c:-fine}}"; [ -z "$c" ] ;; esac
"""

    def test_fuzz_counts_findings_with_another_cause_than_without_the_series(self):
        shutil.copytree(f'{REPO}/ci/services/patchwork/fuzz', f'{self.top}/ci/services/patchwork/fuzz')
        for path in ('ci/hosted/base-has', 'ci/hosted/news.py', 'ci/run/common.py'):
            os.makedirs(os.path.dirname(f'{self.top}/{path}'), exist_ok=True)
            shutil.copy(f'{REPO}/{path}', f'{self.top}/{path}')
        found, out, previous = f'{self.top}/build/hosted/findings/x', f'{self.top}/out', f'{self.top}/previous'
        ran = 'echo "fuzz: 1 passed, 0 failed, 0 known failures"'
        for rel, text in (('ci/setup', ''), ('ci/hosted/run', ran), ('ci/hosted/build', f'echo {self.top}/build/hosted/teeproof'),
                          ('build/hosted/teeproof', self.TEEPROOF.format(name='now')), ('previous/teeproof', self.TEEPROOF.format(name='before'))):
            os.chmod(fake_tree.write(self.top, rel, '#!/bin/sh\n' + text), 0o755)
        fake_tree.write(self.top, 'fuzz/scenarios/one.txt', 'nothing\n')
        os.makedirs(out)

        def check():
            env = dict(os.environ, OUT=out, PREVIOUS=previous)
            p = subprocess.run([f'{self.top}/ci/services/patchwork/fuzz/fuzz.sh'], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            return p.returncode, p.stdout.splitlines()[-1]
        fake_tree.write(found, 'old.txt', 'now O1 bad\nbefore O1 bad\n')
        fake_tree.write(found, 'gone.txt', 'before O1 bad\n')
        self.assertEqual(check(), (0, 'no new finding in 3 scenarios and findings'))
        fake_tree.write(found, 'other.txt', 'now O6 worse\nbefore O1 bad\n')
        self.assertEqual(check(), (1, '1 new: O6 worse'))
        os.unlink(f'{found}/other.txt')
        fake_tree.write(self.top, 'fuzz/scenarios/one.txt', 'now O1 bad\nbefore O1 bad\n')
        self.assertEqual(check()[0], 0)
        fake_tree.write(self.top, 'fuzz/scenarios/one.txt', 'now O1 errno 5\nbefore O1 errno 22\n')
        self.assertEqual(check(), (1, '1 new: O1 errno 5'))
        fake_tree.write(self.top, 'fuzz/scenarios/one.txt', 'nothing\n')
        count = 'fuzz: 0 passed, 1 failed, 0 known failures'
        for said, status in ((f'NEW FINDING of fuzz_x: O1: bad\n{count}', 0), (f'fuzz_x crashed; see x\n{count}', 1), (f'NOT RUN: fuzz_x\n{count}', 1),
                             (f'note: 5 executions, NOT COMPLETE: 9 s\n{count}', 1), ('ci/hosted/run: TARGET=x: unknown', 1)):
            os.chmod(fake_tree.write(self.top, 'ci/hosted/run', f'#!/bin/sh\ncat <<E\n{said}\nE\nexit 1\n'), 0o755)
            self.assertEqual(check()[0], status, said)
        self.assertEqual(check()[1], f'fuzzing is not complete: {said}')

    def test_static_findings_that_are_new_with_the_series(self):
        fake_tree.copy(self.top, 'ci/services/patchwork/new_findings')
        os.chmod(fake_tree.write(self.top, 'ci/setup', '#!/bin/sh\n'), 0o755)

        def check(said, previous=''):
            out = tempfile.mkdtemp(dir=self.top)
            os.chmod(fake_tree.write(self.top, 'ci/static/check', f'#!/bin/sh\necho it takes long >&2\ncat <<"E"\n{said}E\nexit 1\n'), 0o755)
            p = subprocess.run([f'{self.top}/ci/services/patchwork/new_findings', 'cocci'], stdout=subprocess.PIPE, text=True, check=False,
                               env=dict(os.environ, OUT=out, PREVIOUS=previous))
            return p.returncode, p.stdout.splitlines()[-1], out
        old, counts = 'a.c:7: rule: put twice, 3 times\n', 'static: 1 new findings\n4 passed, 1 failed, 0 known failures, 0 skipped\n'
        status, last, before = check(old + 'cocci: b.c does not parse\n' + counts)
        self.assertEqual((status, last), (0, '2 findings before the series'))
        # Lines move, numbers change, a known finding goes.
        self.assertEqual(check('a.c:9: rule: put twice, 4 times\ncocci/baseline/tree.list:3: a.c: r in f() no longer occurs: remove it\n'
                               + counts + 'replay: make static\n', before)[:2], (0, 'no new finding (cocci)'))
        self.assertEqual(check(old + 'a.c:20: rule: put twice, 3 times\n' + counts, before)[:2], (1, '1 new: a.c:20: rule: put twice, 3 times'))
        self.assertEqual(check('cocci: c.c does not parse\n' + counts, before)[:2], (1, '1 new: cocci: c.c does not parse'))
        self.assertEqual(check(old, before)[:2], (1, 'ci/static/check did not end'))

    def test_kunit_counts_failures_that_are_new_with_the_series(self):
        def check(said, previous=''):
            out = tempfile.mkdtemp(dir=self.top)
            os.chmod(fake_tree.write(self.top, 'bin/make', f'#!/bin/sh\ncat <<E\n{said}E\nexit 1\n'), 0o755)
            env = dict(os.environ, OUT=out, PREVIOUS=previous, PATH=f'{self.top}/bin:{os.environ["PATH"]}')
            p = subprocess.run([f'{REPO}/ci/services/patchwork/kunit/kunit.sh'], env=env, stdout=subprocess.PIPE, text=True, check=False)
            return p.returncode, p.stdout.splitlines()[-1], out
        counts = 'kunit: 4 passed, 1 failed (2 s)\n'
        status, last, before = check('FAILED s.old: failed\n' + counts)
        self.assertEqual((status, last), (0, 'before the series: 4 passed, 1 failed (2 s)'))
        self.assertEqual(check('FAILED s.old: failed\nFAILED s.x: a known failure that did not fail\n' + counts, before)[:2],
                         (0, 'no new failure: 4 passed, 1 failed (2 s)'))
        self.assertEqual(check('FAILED s.new: KASAN report\nFAILED s.old: failed\n' + counts, before)[:2],
                         (1, '1 new: s.new: KASAN report; 4 passed, 1 failed (2 s)'))
        self.assertEqual(check('the kernel does not build\n', before)[:2], (1, 'did not run: the kernel does not build'))

    def test_checks_of_the_project_are_well_formed(self):
        names = {n for n in os.listdir(f'{REPO}/ci/services/patchwork') if os.path.isdir(f'{REPO}/ci/services/patchwork/{n}')}
        self.assertLessEqual({'build_w1', 'static_new', 'kunit', 'fuzz'}, names)
        for name in names:
            self.assertIn(series.Check(name).per, ('patch', 'series'))
