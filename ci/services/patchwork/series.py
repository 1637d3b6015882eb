# SPDX-License-Identifier: GPL-2.0-only
"""A series of mail patches and the checks that it goes through, for ci/services/patchwork/run."""
import email.header
import json
import mailbox
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys

from run.common import REPO, fail, locked, program, replace_file

HERE = os.path.dirname(os.path.realpath(__file__))
TOP = f'{REPO}/build/patchwork'
STATES = {0: 'success', 250: 'warning'}
COPIED = ('drivers/tee', 'include/linux/tee_core.h', 'include/linux/tee_drv.h', 'include/uapi/linux/tee.h')
DESCRIPTION_BYTES = 200
SECONDS = 3600


class Unusable(Exception):
    """Why the series can't be checked."""


class Patch:
    def __init__(self, message, text):
        self.message_id = (message['Message-ID'] or '').strip()
        self.subject = ' '.join(str(email.header.make_header(email.header.decode_header(message['Subject'] or ''))).split())
        self.text = text
        self.files = {f for pair in re.findall(r'^diff --git a/(\S+) b/(\S+)$', text.decode(errors='replace'), re.M) for f in pair}
        self.files |= {f for f in re.findall(r'^(?:---|\+\+\+) [ab]/(\S+)$', text.decode(errors='replace'), re.M)}
        number = re.search(r'\[[^\]]*\b(\d+)/\d+[^\]]*\]', self.subject)
        self.number = int(number[1]) if number else 1


def read_series(path):
    """The mails with a patch in them, in the order of the series."""
    try:
        with open(path, 'rb') as f:
            if not f.read(5) == b'From ':
                raise Unusable(f'{path}: not an mbox (it begins with no "From " line)')
        box = mailbox.mbox(path, create=False)
    except OSError as e:
        raise Unusable(f'{path}: {e.strerror}') from e
    patches = [Patch(m, b'From git-send-email Thu Jan  1 00:00:00 1970\n' + m.as_bytes()) for m in box]
    patches = sorted((p for p in patches if p.files), key=lambda p: p.number)
    if not patches:
        raise Unusable(f'{path}: no mail with a patch in it')
    outside = [f for p in patches for f in p.files if f.startswith('/') or '..' in f.split('/')]
    if outside:
        raise Unusable(f'{path}: names files outside of the tree: {outside[0]}')
    return patches


def git(folder, *args, stdin=None):
    env = dict(os.environ, GIT_CONFIG_GLOBAL='/dev/null', GIT_CONFIG_SYSTEM='/dev/null', GIT_AUTHOR_NAME='teeproof',
               GIT_AUTHOR_EMAIL='teeproof', GIT_COMMITTER_NAME='teeproof', GIT_COMMITTER_EMAIL='teeproof')
    return subprocess.run(['git', '-C', folder, *args], env=env, input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)


class Tree:
    """Links to KSRC, with a git repository beside it for the files that the series changes."""

    def __init__(self, ksrc, path, files):
        self.ksrc, self.path, self.repo = ksrc, path, path + '.files'
        self.files = sorted(files)
        shutil.rmtree(self.repo, ignore_errors=True)
        os.makedirs(self.repo)
        git(self.repo, 'init', '-q')
        for f in self.files + self.standing():
            if os.path.isfile(f'{ksrc}/{f}'):
                os.makedirs(os.path.dirname(f'{self.repo}/{f}'), exist_ok=True)
                shutil.copyfile(f'{ksrc}/{f}', f'{self.repo}/{f}')
                shutil.copymode(f'{ksrc}/{f}', f'{self.repo}/{f}')
                os.chmod(f'{self.repo}/{f}', os.stat(f'{self.repo}/{f}').st_mode | 0o200)
        git(self.repo, 'add', '-Af')
        git(self.repo, 'commit', '-q', '--allow-empty', '-m', 'before the series')
        git(self.repo, 'tag', 'before')
        self.link()

    def standing(self):
        """What every series of the driver has as copies, so that the tree stays where it is between series."""
        found = []
        for c in COPIED:
            if os.path.isfile(f'{self.ksrc}/{c}'):
                found.append(c)
            for top, _, names in os.walk(f'{self.ksrc}/{c}'):
                found += [os.path.relpath(f'{top}/{n}', self.ksrc) for n in names if not n.endswith(('.o', '.cmd', '.a', '.order'))]
        return found

    def link(self):
        """Folders with a file of the repository below them are real; all else in them are links."""
        out = git(self.repo, 'ls-files').stdout.decode().splitlines()
        mine = set(out) | set(self.files)
        real = {''}
        for f in mine:
            while f:
                f = os.path.dirname(f)
                real.add(f)
        for folder in sorted(real):
            here = f'{self.path}/{folder}'.rstrip('/')
            if os.path.islink(here):
                os.unlink(here)
            os.makedirs(here, exist_ok=True)
            wanted = {}
            if os.path.isdir(f'{self.ksrc}/{folder}'):
                wanted = {n: f'{self.ksrc}/{folder}/{n}'.replace('//', '/') for n in os.listdir(f'{self.ksrc}/{folder}')}
            wanted = {n: to for n, to in wanted.items() if os.path.join(folder, n) not in mine | real}
            keep = {os.path.basename(p) for p in mine | real if p and os.path.dirname(p) == folder}
            for n in os.listdir(here):
                p = f'{here}/{n}'
                if os.path.islink(p) and (n not in wanted or os.readlink(p) != wanted[n]):
                    os.unlink(p)
                elif not os.path.islink(p) and n not in keep:
                    shutil.rmtree(p) if os.path.isdir(p) else os.unlink(p)
            for n, to in wanted.items():
                if not os.path.lexists(f'{here}/{n}'):
                    os.symlink(to, f'{here}/{n}')
        self.fill()

    def fill(self):
        """The repository's files into the tree; those whose content is the same keep their time."""
        have = set(git(self.repo, 'ls-files').stdout.decode().splitlines())
        for f in have | set(self.files):
            to = f'{self.path}/{f}'
            if f not in have:
                if os.path.lexists(to):
                    os.unlink(to)
                continue
            with open(f'{self.repo}/{f}', 'rb') as a:
                content = a.read()
            if os.path.isfile(to):
                with open(to, 'rb') as b:
                    if b.read() == content:
                        continue
            with open(to, 'wb') as b:
                b.write(content)
            shutil.copymode(f'{self.repo}/{f}', to)

    def take(self, patch):
        """A patch into the repository; the tree gets it by fill()."""
        done = git(self.repo, 'am', '-q', '--keep-cr', stdin=patch.text)
        if done.returncode:
            git(self.repo, 'am', '--abort')
            text = done.stdout.decode(errors='replace')
            errors = [line for line in text.splitlines() if line.startswith('error:')]
            raise Unusable(errors[0] if errors else text.strip().splitlines()[-1])

    def back(self):
        """The repository as it was before the series."""
        git(self.repo, 'reset', '-q', '--hard', 'before')


class Check:
    def __init__(self, name):
        self.name = name
        with open(f'{HERE}/{name}/info.json', encoding='utf-8') as f:
            info = json.load(f)
        unknown = set(info) - {'description', 'per', 'run'}
        if unknown or info.get('per') not in ('patch', 'series') or not info.get('run'):
            raise SystemExit(f'ci/services/patchwork/{name}/info.json: wants description, per (patch or series) and run')
        self.per = info['per']
        self.command = [f'{HERE}/{name}/{info["run"][0]}', *info['run'][1:]]
        if not os.access(self.command[0], os.X_OK):
            raise SystemExit(f'ci/services/patchwork/{name}/info.json: {info["run"][0]} is no program')

    def run(self, tree, out, previous):
        """(state, description, log)"""
        os.makedirs(out, exist_ok=True)
        log = f'{out}/log'
        status = self.guarded(dict(os.environ, KSRC=tree.path, DRIVER='tree', OUT=out, PREVIOUS=previous or ''), log)
        with open(log, encoding='utf-8', errors='replace') as f:
            lines = [line.strip() for line in f if line.strip()]
        return STATES.get(status, 'fail'), (lines[-1] if lines else f'status {status}')[:DESCRIPTION_BYTES], log

    def guarded(self, env, log):
        """The status of the check's program, of which nothing outlives this process (ci/run/supervise)."""
        theirs, ours = os.pipe()
        with open(log, 'wb') as f:
            process = subprocess.Popen([f'{REPO}/ci/run/supervise', str(theirs), shlex.join(self.command)], cwd=REPO, env=env, pass_fds=[theirs],
                                       stdin=subprocess.DEVNULL, stdout=f, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                return process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                f.write(f'\nstopped after {SECONDS} s\n'.encode())
                return 1
            finally:
                process.terminate()     # nothing when it has ended
                process.wait()
                os.close(ours)
                os.close(theirs)


class Run:
    def __init__(self, name, patches, tree, checks):
        self.out, self.patches, self.tree, self.checks = f'{TOP}/{name}', patches, tree, checks
        shutil.rmtree(self.out, ignore_errors=True)
        os.makedirs(self.out)
        self.results = [{'message_id': p.message_id, 'subject': p.subject, 'checks': []} for p in patches]

    def tell(self, i, context, state, description, log=''):
        url = f'file://{log}' if log else ''
        self.results[i]['checks'].append({'context': f'teeproof-{context}', 'state': state, 'description': description, 'target_url': url})
        print(f'{state:8} {context:12} {self.patches[i].subject[:60]}: {description}', flush=True)

    def place(self, check, n):
        return f'{self.out}/{n}/{check.name}'

    def fits(self):
        """Whether each patch applies: known before anything is built."""
        for i, patch in enumerate(self.patches):
            try:
                self.tree.take(patch)
            except Unusable as e:
                self.tell(i, 'apply', 'fail', str(e))
                return False
            self.tell(i, 'apply', 'success', 'applies')
        self.tree.back()
        return True

    def go(self):
        """All states in turn, from the tree without the series."""
        if not self.fits():
            return 2
        before = {}             # check -> what is wrong without the series
        for check in self.checks:
            print(f'before   {check.name}', flush=True)
            state, text, _ = check.run(self.tree, self.place(check, 0), None)
            if state == 'fail':
                before[check] = f'not judged, it fails without the series: {text}'[:DESCRIPTION_BYTES]
        for i, patch in enumerate(self.patches):
            self.tree.take(patch)
            self.tree.fill()
            last = i + 1 == len(self.patches)
            for check in self.checks:
                if check.per == 'patch' or last:
                    self.judge(i, check, before.get(check))
        return int(any(c['state'] == 'fail' for r in self.results for c in r['checks']))

    def judge(self, i, check, why_not):
        name = check.name.replace('_', '-')
        if why_not:
            self.tell(i, name, 'warning', why_not, f'{self.place(check, 0)}/log')
            return
        previous = self.place(check, i if check.per == 'patch' else 0)
        self.tell(i, name, *check.run(self.tree, self.place(check, i + 1), previous))

    def write(self):
        replace_file(f'{self.out}/checks.json', json.dumps(self.results, indent=1) + '\n')


def interrupt(number, _):
    for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(n, signal.SIG_IGN)        # once is enough
    raise KeyboardInterrupt(signal.Signals(number).name)


def main(usage):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    if len(sys.argv) < 3:
        sys.exit(usage)
    names = sorted(n for n in os.listdir(HERE) if os.path.isfile(f'{HERE}/{n}/info.json'))
    wanted = sys.argv[3:] or names
    if not set(wanted) <= set(names):
        fail(f'unknown check {", ".join(sorted(set(wanted) - set(names)))}; known: {", ".join(names)}')
    ksrc = subprocess.run([f'{REPO}/ci/kernel/source'], env=dict(os.environ, KSRC=sys.argv[2]), stdout=subprocess.PIPE, check=False)
    if ksrc.returncode:
        sys.exit(2)
    os.makedirs(TOP, exist_ok=True)
    # one series at a time in the tree and in its builds
    with locked(f'{TOP}/.lock'):
        return check_series(sys.argv[1], ksrc.stdout.decode().strip(), wanted)


def check_series(path, ksrc, wanted):
    """The status of the program."""
    name = re.sub(r'\W+', '-', os.path.splitext(os.path.basename(path))[0])
    try:
        patches = read_series(path)
        tree = Tree(ksrc, f'{TOP}/linux', {f for p in patches for f in p.files if f != 'dev/null'})
    except Unusable as e:
        print(f'{program()}: {e}', file=sys.stderr)
        return 2
    run = Run(name, patches, tree, [Check(n) for n in wanted])
    status = run.go()
    run.write()
    print(f'results: {os.path.relpath(run.out)}/checks.json')
    return status
