# SPDX-License-Identifier: GPL-2.0-only
"""What a kernel tree has, found by looking into its headers: never by its version, so that linux-next, a stable tree with
backports and a vendor's tree are all the same. ci/kernel/overlay makes a header of it, <teeproof/features.h>, for all worlds.

The list beside this file, `features`, has an entry for each thing that differs between trees:

    KIND NAME FILE...
            FORM -> DEFINE...

FILE: where to look, the first that has NAME counts. FORM: how some tree has it; then the header gets these macros, `-` for
none. A form that is not in the list is an error which says so: somebody has to look what it means for us. The kinds:

    function    `absent`, `macro` for a macro with arguments, or the type without names: `int (struct file *, bool)`.
    field       NAME is STRUCT.FIELD: `absent`, or its type: `unsigned long`, `void (*)(struct work_struct *)`
    word        `absent` or `present`: does NAME stand in code?
    inline      `absent` or `present`: is NAME an inline function?
    guard       NAME is a struct: `absent`, `open`, or the nearest #if that it stands behind: `ifdef CONFIG_ARM64`

Names of parameters, attributes (__must_check, EXPORT) and spaces do not count.
"""
import os
import re

LIST = os.path.join(os.path.dirname(os.path.realpath(__file__)), 'features')
SHOWN_LIST = 'ci/kernel/features'
# Words that change no type for who calls.
IGNORED = re.compile(r'\b(?:extern|static|inline|noinline|__always_inline|__must_check|__init|__exit|__cold|__pure|noreturn|'
                     r'__noreturn|asmlinkage|notrace|__malloc|__deprecated|__sched|EXPORT_SYMBOL\w*|__\w+\(.*?\))\s*')
TYPE_WORDS = {'const', 'volatile', 'unsigned', 'signed', 'void', 'char', 'short', 'int', 'long', 'float', 'double', 'bool',
              '_Bool', 'struct', 'union', 'enum', '__user', '__iomem', '__rcu', '__percpu', '__kernel'}
BASE_TYPES = {'void', 'char', 'short', 'int', 'long', 'float', 'double', 'bool', '_Bool', 'unsigned', 'signed'}


class FeatureError(Exception):
    """A tree has something that is not in the list; in one line."""


class Entry:
    def __init__(self, kind, name, files):
        self.kind, self.name, self.files, self.forms = kind, name, files, {}


def load(path=LIST):
    """The entries of the list."""
    entries = []
    with open(path, encoding='utf-8') as f:
        for number, line in enumerate(f, 1):
            text = line.partition('#')[0].rstrip()
            if not text:
                continue
            if not text[0].isspace():
                kind, name, *files = text.split()
                if kind not in LOOK or not files:
                    raise FeatureError(f'{SHOWN_LIST}:{number}: KIND NAME FILE... is expected, KIND one of {" ".join(LOOK)}')
                entries.append(Entry(kind, name, files))
                continue
            form, arrow, defines = text.rpartition('->')
            if not arrow or not entries:
                raise FeatureError(f'{SHOWN_LIST}:{number}: FORM -> DEFINE... is expected')
            form = form.strip()
            entries[-1].forms[tidy(form) if '(' in form or '*' in form else form] = [d for d in defines.split() if d != '-']
    return entries


def code(text):
    """The text of a header without comments and continued lines."""
    text = re.sub(r'/\*.*?\*/', ' ', text, flags=re.S)
    return re.sub(r'//[^\n]*', '', text).replace('\\\n', ' ')


def closing(text, at):
    """Where the bracket at text[at] closes, or -1."""
    depth = 0
    for n in range(at, len(text)):
        depth += {'(': 1, ')': -1}.get(text[n], 0)
        if not depth:
            return n
    return -1


def split_commas(text):
    parts, depth, start = [], 0, 0
    for n, c in enumerate(text):
        depth += {'(': 1, ')': -1}.get(c, 0)
        if c == ',' and not depth:
            parts.append(text[start:n])
            start = n + 1
    return [p.strip() for p in parts + [text[start:]]]


def tidy(text):
    """One way to write a type: `void *p` and `void* p` are `void *`."""
    text = ' '.join(re.findall(r'\w+|\.\.\.|\S', text))
    text = re.sub(r'\* (?=[*)])', '*', text)
    return re.sub(r' ([,\])])', r'\1', re.sub(r'([(\[]) ', r'\1', text)).replace(') (', ')(')


def without_name(declaration):
    """The type of what is declared: names go, those of parameters as well."""
    text = IGNORED.sub('', ' '.join(declaration.split()))
    pointer = re.match(r'(.*?)\(\s*\*\s*(?:const\s+)?\w*\s*\)\s*\((.*)\)\s*$', text)
    if pointer:
        return tidy(f'{pointer[1]} (*)({parameters(pointer[2])})')
    text, array = re.subn(r'\[[^\]]*\]', '', text)
    words = re.findall(r'\w+|\*|\.\.\.', text)
    types = [w for w in words if re.match(r'\w', w) and w not in ('const', 'volatile')]
    named = bool(types) and words[-1] == types[-1] and words[-1] not in TYPE_WORDS and \
        len(types) > (2 if types[0] in ('struct', 'union', 'enum') else 1) and not \
        (types[0] in ('struct', 'union', 'enum') and len(types) == 2)
    if named:
        words = words[:-1]
    return tidy(' '.join(words) + (' *' if array else ''))


def parameters(text):
    return ', '.join(without_name(p) for p in split_commas(text))


def look_function(text, name):
    if re.search(rf'^\s*#\s*define\s+{name}\(', text, re.M):
        return 'macro'
    if re.search(rf'^\s*#\s*define\s+{name}\s', text, re.M):
        # A name for another one, as alloc_hooks() makes them: what it stands for counts, not its words.
        return 'macro'
    plain = re.sub(r'^\s*#.*$', ';', text, flags=re.M)
    for m in re.finditer(rf'(?:^|[;{{}}])([^;{{}}()=]*?[\s*]){name}\s*(?=\()', plain):
        end = closing(plain, m.end())
        before = IGNORED.sub('', ' '.join(m[1].split())).strip()
        if end < 0 or not before or before.split()[-1] in ('return', 'else', 'case'):
            continue
        return tidy(f'{before} ({parameters(plain[m.end() + 1:end])})')
    return None


def struct_body(text, name):
    m = re.search(rf'\bstruct\s+{name}\s*\{{', text)
    if not m:
        return None
    depth = 0
    for n in range(m.end() - 1, len(text)):
        depth += {'{': 1, '}': -1}.get(text[n], 0)
        if not depth:
            return text[m.end():n]
    return None


def look_field(text, name):
    struct, _, field = name.partition('.')
    body = struct_body(text, struct)
    if body is None:
        return None
    for declaration in re.split(r'[;{}]', re.sub(r'^\s*#.*$', ';', body, flags=re.M)):
        pointer = re.search(rf'\(\s*\*\s*(?:const\s+)?{field}\s*\)', declaration)
        if pointer or re.search(rf'(?:^|[\s*,]){field}\s*(?:\[[^\]]*\]\s*)?(?:__\w+(?:\(.*\))?\s*)?(?::\s*\d+\s*)?(?=,|$)', declaration):
            return without_name(re.sub(r':\s*\d+\s*$', '', declaration.strip()))
    return 'absent'


def look_word(text, name):
    return 'present' if re.search(rf'(?<![\w]){name}(?!\w)', text) else None


def look_inline(text, name):
    return 'present' if re.search(rf'\b(?:__always_)?inline\b[^;{{}}()]*\b{name}\s*\(', text) else None


def look_guard(text, name):
    open_ifs = []
    for line in text.splitlines():
        directive = re.match(r'\s*#\s*((if|else|elif|endif)\w*\b.*)', line)
        if directive:
            if not directive[2] == 'if':
                open_ifs.pop()
            if directive[2] != 'endif':
                open_ifs.append(' '.join(directive[1].split()))
        elif re.search(rf'\bstruct\s+{name}\s*\{{', line):
            # The outermost one keeps a header from being read twice.
            return open_ifs[-1] if len(open_ifs) > 1 else 'open'
    return None


LOOK = {'guard': look_guard, 'inline': look_inline, 'function': look_function, 'field': look_field, 'word': look_word}


def find(entry, tree, instead, kept):
    """How the tree has it, and in which file; kept: the files read so far."""
    for rel in entry.files:
        if rel not in kept:
            try:
                with open(instead.get(rel) or os.path.join(tree, rel), encoding='utf-8', errors='replace') as f:
                    kept[rel] = code(f.read())
            except (FileNotFoundError, IsADirectoryError):
                kept[rel] = ''
        form = LOOK[entry.kind](kept[rel], entry.name)
        if form:
            return form, rel
    return 'absent', None


def header(tree, path=LIST, instead=()):
    """The text of <teeproof/features.h> for the tree; instead: {file of the tree: the path of one in its place}."""
    kept, lines = {}, []
    for entry in load(path):
        form, rel = find(entry, tree, dict(instead), kept)
        if form not in entry.forms:
            where = rel or ' and '.join(entry.files)
            raise FeatureError(f'{tree}: {entry.kind} {entry.name} is new here: in {where} it is "{form}", and {SHOWN_LIST} '
                               f'knows {" and ".join(chr(34) + f + chr(34) for f in entry.forms)}; that file has to learn it')
        lines += [f'#define {d} 1' for d in entry.forms[form]]
    return ('/* SPDX-License-Identifier: GPL-2.0-only */\n'
            f'/* What this kernel has, from its headers: {SHOWN_LIST}. */\n'
            '#ifndef TEEPROOF_FEATURES_H\n#define TEEPROOF_FEATURES_H\n'
            + '\n'.join(dict.fromkeys(lines)) + '\n#endif\n')
