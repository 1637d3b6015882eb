# SPDX-License-Identifier: GPL-2.0-only
"""What ci/bugs/mutants and ci/bugs/patched share: kernel trees whose drivers/tee may be changed, and commands with a time limit."""
import os
import shutil
import signal
import subprocess

TEE_HEADERS = ('include/linux/tee_core.h', 'include/linux/tee_drv.h')
STOP_S = 20                     # what a command gets to end all that it started


def put_bytes(path, content):
    """Write a file, but leave one alone that has this content: a build goes by the time."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path):
        with open(path, 'rb') as f:
            if f.read() == content:
                return
        os.unlink(path)
    with open(path, 'wb') as f:
        f.write(content)


def copy_file(source, target):
    with open(source, 'rb') as f:
        put_bytes(target, f.read())
    os.chmod(target, os.stat(source).st_mode | 0o200)


def copy_files(source, target):
    """Every file below the folder `source`."""
    for here, _, files in os.walk(source):
        for f in files:
            copy_file(f'{here}/{f}', os.path.normpath(os.path.join(target, os.path.relpath(here, source), f)))


def link_tree(ksrc, top):
    """A kernel tree made of links to KSRC, but for drivers/tee and its headers, which are left to the caller."""
    for rel in ('', 'drivers', 'include', 'include/linux'):
        os.makedirs(os.path.join(top, rel), exist_ok=True)
        for name in os.listdir(os.path.join(ksrc, rel)):
            path = os.path.join(rel, name)
            if path in ('drivers', 'include', 'include/linux', 'drivers/tee', '.git', *TEE_HEADERS):
                continue
            if not os.path.lexists(os.path.join(top, path)):
                os.symlink(os.path.join(ksrc, path), os.path.join(top, path))


def signal_group(process, number):
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def end(process):
    """SIGTERM lets a script end what has left its process group, as UML does."""
    signal_group(process, signal.SIGTERM)
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        signal_group(process, signal.SIGKILL)
        process.wait()


def run_limited(command, cwd, env, log, seconds):
    """Run a command, what it prints to the file `log`; its status, or 'timeout' when it was ended after `seconds`."""
    with open(log, 'wb') as f, subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=f,
                                                stderr=subprocess.STDOUT, start_new_session=True) as p:
        try:
            return p.wait(seconds)
        except subprocess.TimeoutExpired:
            end(p)
            return 'timeout'
        except BaseException:
            end(p)
            raise


def remake(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
