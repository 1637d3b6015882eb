# SPDX-License-Identifier: GPL-2.0-only
"""A kernel tree of a dozen small files, enough for ci/kernel/source and ci/kernel/overlay."""
import os
import shutil

from kernel import features
from run.common import REPO

CALL_C = """\
static bool is_normal_memory(pgprot_t p)
{
#if defined(CONFIG_ARM)
\treturn arm;
#elif defined(CONFIG_ARM64)
\treturn arm64;
#else
#error "Unsupported architecture"
#endif
}
"""

FILES = {
    'Makefile': '# SPDX-License-Identifier: GPL-2.0\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 34\nEXTRAVERSION =\n',
    'Kconfig': '',
    'arch/um/Kconfig': '',
    'drivers/Kconfig': 'menu "Device Drivers"\nendmenu\n',
    'drivers/Makefile': 'obj-y += tee/\n',
    'drivers/firmware/arm_scmi/transports/Makefile': 'obj-y += optee.o\n',
    'drivers/firmware/arm_ffa/Makefile': 'obj-y += driver.o\n',
    'drivers/tee/Kconfig': '',
    'drivers/tee/Makefile': '',
    'drivers/tee/tee_core.c': 'int tee_core;\n',
    'drivers/tee/optee/Makefile': '',
    'drivers/tee/optee/call.c': CALL_C,
    'drivers/tee/amdtee/core.c': 'int amdtee;\n',
    'include/linux/tee_core.h': '/* theirs */\n',
    'lib/.gitignore': '/crc32table.h\n',
    'lib/crc32.c': 'int crc32;\n',
    'tools/testing/kunit/kunit.py': '#!/usr/bin/env python3\n',
}


def write(top, rel, text):
    path = os.path.join(top, rel)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)
    return path


def declaration(entry, form):
    """C in which ci/kernel/features finds this form of the entry."""
    if form == 'absent':
        return ''
    if entry.kind == 'word':
        return f'int {entry.name};\n'
    if entry.kind == 'inline':
        return f'static inline int {entry.name}(void)\n{{\n\treturn 0;\n}}\n'
    if form == 'macro':
        return f'#define {entry.name}(a) (a)\n'
    if entry.kind == 'function':
        returned, _, arguments = form.partition('(')
        return f'{returned}{entry.name}({arguments};\n'
    if entry.kind == 'guard':
        guard = ('', '') if form == 'open' else (f'#{form}\n', '#endif\n')
        return f'#ifndef H\n#define H\n{guard[0]}struct {entry.name} {{\n\tint a;\n}};\n{guard[1]}#endif\n'
    struct, _, field = entry.name.partition('.')
    declared = form.replace('(*)', f'(*{field})') if '(*)' in form else f'{form} {field}'
    return f'struct {struct} {{\n\t{declared};\n}};\n'


def headers():
    """The headers that ci/kernel/features looks into, each thing as the first tree in its list has it."""
    files = {}
    for entry in features.load():
        for rel in entry.files:
            files.setdefault(rel, '')
        files[entry.files[0]] += declaration(entry, next(iter(entry.forms)))
    return files


def make(top, **changes):
    """Write the tree to `top`; a change is another text for a file."""
    for rel, text in {**FILES, **headers(), **changes}.items():
        write(top, rel, text)
    return top


def copy(top, *rels):
    """Files and folders of this repository, to the same places below top."""
    for rel in rels:
        os.makedirs(os.path.dirname(f'{top}/{rel}'), exist_ok=True)
        (shutil.copytree if os.path.isdir(f'{REPO}/{rel}') else shutil.copy)(f'{REPO}/{rel}', f'{top}/{rel}')
