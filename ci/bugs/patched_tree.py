# SPDX-License-Identifier: GPL-2.0-only
"""What ci/bugs/mutants and ci/bugs/patched share: kernel trees whose drivers/tee may be changed, and commands with a time limit."""
import os
import shutil

TEE_HEADERS = ('include/linux/tee_core.h', 'include/linux/tee_drv.h')


def put_bytes(path, content):
    """Write a file, but leave one alone that has this content: a build compares times."""
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


def remake(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
