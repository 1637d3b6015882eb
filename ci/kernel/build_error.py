# SPDX-License-Identifier: GPL-2.0-only
"""Why this project's code does not build in a kernel tree, in one line.

ci/kernel/features has what is known to differ between trees. What nobody has seen yet, a prototype or a field that has
changed, shows as an error of the compiler: which symbol it is about, how the tree declares it, and which file here hides
such a difference from the rest."""
import os
import re
import subprocess

# gcc and clang say it in other words and quotes. One name, of a function, or a structure and its field.
QUOTED = r"[‘'](?:struct |union |enum )?([\w ]+?)[’']"
ABOUT = [re.compile(p) for p in (
    rf"implicit declaration of function {QUOTED}",
    rf"call to undeclared function {QUOTED}",
    rf"too (?:few|many) arguments to function {QUOTED}",
    rf"(?:passing argument|incompatible type for argument) \d+ of {QUOTED}",
    rf"conflicting types for {QUOTED}",
    rf"redefinition of {QUOTED}",
    rf"static declaration of {QUOTED} follows",
    rf"use of undeclared identifier {QUOTED}",
    rf"{QUOTED} undeclared",
    rf"unknown type name {QUOTED}",
    rf"storage size of {QUOTED} isn",
)]
FIELD = re.compile(r"[‘'](?:const )?struct (\w+)[’'] has no member named [‘'](\w+)[’']|"
                   r"no member named [‘'](\w+)[’'] in [‘'](?:const )?struct (\w+)[’']|"
                   r"field designator [‘'](\w+)[’'] does not refer to any field in type [‘'](?:const )?struct (\w+)[’']")
ERROR = re.compile(r'^(\S+?):(\d+):(?:\d+:)? (?:fatal )?error: (.*)')
# The caller's line under "passing argument ... to parameter", where clang names no function.
CALL = re.compile(r'\b(\w+)\s*\(')
# By folder of this project: who has to learn it. What plays sequences is built in UML as well as in the hosted world.
ROOMS = (('kunit/selftests', 'kunit/selftests/tee_dev.h'), ('kunit', 'kunit/support/compat.h'), ('fuzz/sequence', 'fuzz/sequence/run_private.h'),
         ('fuzz', 'fuzz/host/compat.h'), ('driver/tee', 'driver/tee/tee_compat.h'),
         ('driver/include', 'driver/tee/tee_compat.h'), ('driver/monitor', 'driver/monitor/kernel/kernel_private.h'))
HEADERS = ('include/linux', 'include/kunit', 'include/uapi', 'include/asm-generic', 'include', 'arch/um/include',
           'arch/x86/um/asm', 'arch/x86/include', 'arch/arm64/include', 'arch/arm/include')


def own_file(path, repo, tree):
    """The path in this project of a file that the compiler names; None: it is the kernel's."""
    path = os.path.normpath(path)
    place = re.search(r'drivers/teeproof/(?:(monitor)|(kunit)|(sequence|oracle|host|play))/(.*)', path)
    if place:
        top = 'driver/monitor' if place[1] else 'kunit' if place[2] else f'fuzz/{place[3]}'
        return f'{top}/{place[4]}'
    for top in ('driver/', 'kunit/', 'fuzz/'):
        at = path.find('/' + top)
        for rel in ([path] if path.startswith(top) else []) + ([path[at + 1:]] if at >= 0 else []):
            if os.path.exists(f'{repo}/{rel}'):
                return rel
    rel = re.search(r'drivers/tee/.*', path)
    return 'driver/' + rel[0][len('drivers/'):] if rel and os.path.exists(f'{repo}/driver/{rel[0][len("drivers/"):]}') and \
        os.path.realpath(f'{tree}/{rel[0]}').startswith(f'{repo}/') else None


def subject(message, following):
    """(kind, name) that the error is about: function NAME, field STRUCT.FIELD; None when it names neither."""
    m = FIELD.search(message)
    if m:
        return 'field', f'{m[1] or m[4] or m[6]}.{m[2] or m[3] or m[5]}'
    for pattern in ABOUT:
        m = pattern.search(message)
        if m:
            return 'symbol', m[1]
    # "initialization of ... from incompatible pointer type": the designator in the source line that follows
    m = re.search(r'\.(\w+)\s*=', following)
    if m and 'incompatible' in message:
        return 'member', m[1]
    m = CALL.search(following)
    return ('symbol', m[1]) if m and ('argument' in message or 'incompatible' in message) else None


def declared(tree, kind, name):
    """Where the tree's headers have it, as FILE:LINE: "text"; '' when they do not."""
    if kind == 'field':
        pattern = rf'struct {name.partition(".")[0]} {{'
    elif kind == 'member':
        pattern = rf'\(\*{name}\)\(|[ *]{name}(\[.*\])?;'
    else:
        pattern = rf'(^|[^.>\w]){name}\('
    folders = [f'{tree}/{h}' for h in HEADERS if os.path.isdir(f'{tree}/{h}')]
    got = subprocess.run(['grep', '-rnE', '--include=*.h', '-m1', pattern, *folders], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, text=True, check=False, errors='replace')
    for line in got.stdout.splitlines():
        path, number, text = line.split(':', 2)
        return f'{os.path.relpath(path, tree)}:{number}: "{" ".join(text.split())}"'
    return ''


def defined(repo, name):
    """Whether this project has a function, or a macro, of that name."""
    folders = [f'{repo}/{top}' for top in ('driver', 'kunit', 'fuzz') if os.path.isdir(f'{repo}/{top}')]
    return not subprocess.run(['grep', '-rqE', '--include=*.[ch]', rf'^(\w.*[ *]|#define ){name}\(', *folders], check=False).returncode


def explain(log, repo, tree):
    """One line about the first error in this project's code; '' when there is none."""
    lines = log.splitlines()
    for n, line in enumerate(lines):
        m = ERROR.match(line)
        file = m and own_file(m[1], repo, tree)
        about = file and subject(m[3], lines[n + 1] if n + 1 < len(lines) else '')
        if not about:
            continue
        kind, name = about
        room = next(r for top, r in ROOMS if file.startswith(top))
        where = declared(tree, kind, name)
        if kind == 'symbol' and not where and defined(repo, name):
            return ''               # no difference between kernels: a header of our own is not included
        return (f'{kind} {name} is not as {file}:{m[2]} knows it ({m[3].partition(" [-")[0]}); this tree has '
                + (f'{where}; ' if where else f'nothing of the name in {", ".join(HEADERS[:4])}; it is misspelt, or else ')
                + f'{room} and ci/kernel/features have to learn it')
    return ''
