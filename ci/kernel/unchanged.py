# SPDX-License-Identifier: GPL-2.0-only
"""Is what kbuild made still good? Known by the files that it was made from, without asking kbuild, which takes seconds.

After a build its inputs are recorded by size, time and content: what the .cmd files of the objects name, the Kconfig files,
the kernel's Makefiles of those folders, what the overlay has copies of, the parts of this project that go into it, and
the compilers. As long as all of them have the same content, and what was built is as it was left, nothing has to be built.
A file that was written while the build ran makes the record void: it may or may not be in the objects.
"""
import glob
import hashlib
import json
import os
import re
import shutil

from run.common import REPO, replace_file

FORMAT = 2
# What kbuild takes from the environment, beside what the callers name
ENVIRONMENT = ('KCFLAGS', 'KAFLAGS', 'KCPPFLAGS', 'HOSTCFLAGS', 'USERCFLAGS', 'LLVM', 'KBUILD_BUILD_VERSION')
CLOCK_NS = 20 * 10**6           # how far the time of a file may be behind the clock
NOT_BUILT = ('.md', '.list')    # what no build reads
COPIED = ('Makefile', 'Kbuild', 'Kconfig', 'scripts/Makefile.build', 'scripts/Makefile.lib', 'drivers/Makefile', 'drivers/Kconfig',
          'arch/x86/um/os-Linux/registers.c', 'include/linux/tee_core.h', 'include/linux/tee_drv.h', 'include/uapi/linux/tee.h')
COMMAND = re.compile(r'^(?:source|deps)_\S+ := ((?:.*\\\n)*.*)', re.M)
PATH = re.compile(r'(?<=\s)[^\s\\$()]+(?=\s|$)')


def state(path):
    """What tells at a glance whether a file has changed; None when it is not there."""
    try:
        s = os.stat(path)
    except OSError:
        return None
    return [s.st_size, s.st_mtime_ns]


def content(path):
    with open(path, 'rb') as f:
        return hashlib.file_digest(f, 'sha256').hexdigest()[:32]


def dependencies(out, tree, objects='**/.*.cmd'):
    """The files that the objects below a build folder were made from (or those whose .cmd files a glob names), but for those that
    the build has made itself."""
    found = set()
    for command in glob.glob(f'{out}/{objects}', recursive=True):
        with open(command, encoding='utf-8', errors='replace') as f:
            text = f.read()
        for m in COMMAND.finditer(text):
            found.update(os.path.normpath(os.path.join(out, p)) for p in PATH.findall(f' {m[1]} '))
    with open(f'{out}/include/config/auto.conf.cmd', encoding='utf-8') as f:
        found.update(os.path.normpath(os.path.join(tree, p)) for p in PATH.findall(f.read()) if 'Kconfig' in p)
    found = {f for f in found if not f.startswith(out + '/')}
    folders = {os.path.dirname(f) for f in found}
    return found | {f'{d}/Makefile' for d in folders}


def kernel_files(work):
    """What the overlay has copies of, which only it brings up to date, as the files that they are copies of."""
    with open(f'{work}/tree.cache', encoding='utf-8') as f:
        ksrc = json.load(f)['key'][1]
    tee = {f for f in glob.glob(f'{ksrc}/drivers/tee/**', recursive=True) if os.path.isfile(f)}
    return tee | {f'{ksrc}/{f}' for f in COPIED}


def folder(name):
    """What KSRC names, whatever folder it is relative to."""
    return os.path.realpath(name) if os.path.isdir(name) else name


class Record:
    """What was built with one choice of variables (`words`) in one environment, and all that it was built from. `parts`: files and folders of
    this project that go into it; `without`: endings of files there that do not."""

    def __init__(self, words, parts, without=()):
        key = hashlib.sha256(json.dumps([FORMAT, *words, *(os.environ.get(v, '') for v in ENVIRONMENT)]).encode()).hexdigest()[:16]
        self.path = f'{REPO}/build/unchanged/{words[0]}-{key}.json'
        self.parts, self.without = parts, (*NOT_BUILT, *without)

    def project_files(self):
        """{path: state}"""
        found, todo = {}, [f'{REPO}/{p}' for p in self.parts]
        while todo:
            path = todo.pop()
            if not os.path.isdir(path):
                found[path] = state(path)
                continue
            with os.scandir(path) as entries:
                todo += [e.path for e in entries if e.name != '__pycache__' and not e.name.endswith(self.without)]
        return found

    def look(self):
        """What was recorded, when everything is as it was then; or None."""
        if os.environ.get('FRESH'):
            return None
        try:
            with open(self.path, encoding='utf-8') as f:
                record = json.load(f)
        except (OSError, ValueError):
            return None
        now = self.project_files()
        if now.keys() != record['project'].keys() or any(state(p) != s for p, s in record['made'].items()):
            return None
        changed = False
        for files in (record['project'], record['files']):
            for path, known in files.items():
                is_now = now[path] if path in now else state(path)
                if is_now == known[:2]:
                    continue
                # Another time alone is no other content: git, or an editor, has written the same again.
                if not is_now or is_now[0] != known[0] or content(path) != known[2]:
                    return None
                known[:2], changed = is_now, True
        if changed:
            self.write(record)
        return record['answer']

    def write(self, record):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        replace_file(self.path, json.dumps(record), new=f'{self.path}.{os.getpid()}')

    def forget(self):
        """Before something is built: should that be interrupted, what is there is not taken for complete."""
        if os.path.exists(self.path):
            os.unlink(self.path)

    def save(self, answer, work, out, made, tools, began_ns):
        """After a build with kbuild in the folder `out`. made: files that must stay as they are now; tools: programs that
        built them; began_ns: when the build began."""
        mine = self.project_files()
        others = kernel_files(work) | dependencies(out, f'{work}/tree') | {os.path.realpath(t) for t in map(shutil.which, tools) if t}
        record = {'answer': answer, 'project': {}, 'files': {}, 'made': {p: state(p) for p in made}}
        for path in sorted(others.union(mine)):
            now = state(path)
            if not now:
                continue
            if now[1] >= began_ns - CLOCK_NS and not path.startswith(f'{work}/'):
                return
            record['project' if path in mine else 'files'][path] = [*now, content(path)]
        self.write(record)
