# SPDX-License-Identifier: GPL-2.0-only
"""What the scripts of ci/ share: where the project is, how they fail, locks, files that are replaced as a whole."""
import contextlib
import fcntl
import fnmatch
import os
import shutil
import signal
import subprocess
import sys

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))


def program():
    """This program as its messages name it: its path in the project."""
    path = os.path.realpath(sys.argv[0])
    return os.path.relpath(path, REPO) if path.startswith(REPO + '/') else os.path.basename(path)


def fail(message):
    """End with a message that names this program; status 1."""
    sys.exit(f'{program()}: {message}')


def choose(variable, pattern, kind, names):
    """Those of `names` that a glob given as `variable` selects; when there is none it is misspelt, and all of them are shown."""
    found = fnmatch.filter(sorted(names), pattern)
    if not found:
        names = sorted(names)
        wide = max(map(len, names), default=0) + 2
        rows = [''.join(n.ljust(wide) for n in names[i:i + 3]).rstrip() for i in range(0, len(names), 3)]
        fail(f'{variable}={pattern}: no {kind} of that name; the {kind}s are:\n  ' + '\n  '.join(rows))
    return found


def ask(*command, **env):
    """The output of a program of ci/ whose messages say themselves what is wrong: its failure is that of this program."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env={**os.environ, **env})
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout.strip()


def read(path):
    """The text of a file; bytes that are no UTF-8 survive when it is written again."""
    with open(path, encoding='utf-8', errors='surrogateescape') as f:
        return f.read()


def percent(part, whole):
    """A share of what is counted, rounded down: 100.0 only when it is all."""
    return f'{1000 * part // whole / 10:.1f}' if whole else '0.0'


@contextlib.contextmanager
def replacing(path, new='', on_disk=False):
    """Write bytes to a file that others see whole or not at all, whenever this is interrupted. It is written as `new`, by
    default NAME.new; on_disk: a full disk fails this, not what comes later."""
    new = new or f'{path}.new'
    with open(new, 'wb') as f:
        yield f
        if on_disk:
            f.flush()
            os.fsync(f.fileno())
    os.rename(new, path)


def replace_file(path, content, new='', on_disk=False):
    """The same for text or bytes that are there already."""
    with replacing(path, new, on_disk) as f:
        f.write(content if isinstance(content, bytes) else content.encode('utf-8', errors='surrogateescape'))


@contextlib.contextmanager
def replacing_folder(folder, part='', new=''):
    """Fill a folder that others see whole or not at all. Yields an empty one, `new` or FOLDER.new; at the end that, or this part
    of it, takes the place of `folder`. When it fails nothing of it is left."""
    new = new or f'{folder}.new'
    shutil.rmtree(new, ignore_errors=True)
    os.makedirs(os.path.join(new, part))
    try:
        yield new
        shutil.rmtree(folder, ignore_errors=True)
        os.rename(os.path.join(new, part), folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


@contextlib.contextmanager
def locked(path, folder=''):
    """Hold the lock file `path`; says so when another process is at work in `folder` and has to be waited for."""
    with open(path, 'w', encoding='utf-8') as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if folder:
                print(f'{program()}: another run is at work in {os.path.relpath(folder)}, waiting for it', file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def interruptible():
    """SIGTERM acts as Ctrl-C does: KeyboardInterrupt ends what was started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
