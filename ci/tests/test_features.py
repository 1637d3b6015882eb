# SPDX-License-Identifier: GPL-2.0-only
"""ci/kernel/features: what it finds in a tree's headers, and what it says of what it does not know."""
import os
import subprocess
import tempfile
import unittest

import fake_tree
from kernel import features
from run.common import REPO
LIST = '''
function run include/run.h include/old_run.h
	int (struct file *, bool)           -> -
	int (struct file *, bool, unsigned long) -> HAVE_RUN_FLAGS
	macro                               -> HAVE_RUN_MACRO
	absent                              -> HAVE_NO_RUN

field thing.count include/thing.h
	int -> -
	atomic_t -> HAVE_ATOMIC_COUNT HAVE_TWO

field thing.call include/thing.h
	void *(*)(struct thing *, int) -> HAVE_CALL
	absent -> -

word NEW_FLAG include/thing.h
	absent -> -
	present -> HAVE_NEW_FLAG
'''
RUN = 'extern int __must_check run(struct file *file, bool on);\n'
THING = 'struct thing {\n\tint other_count;\n\tint count; /* atomic_t later */\n\tvoid *(*call)(struct thing *thing, int n);\n};\n'


class Features(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = os.path.realpath(tmp.name)
        self.list = fake_tree.write(self.top, 'list', LIST)
        fake_tree.write(self.top, 'include/run.h', RUN)
        fake_tree.write(self.top, 'include/thing.h', THING)

    def defines(self):
        return [l.split()[1] for l in features.header(self.top, self.list).splitlines() if l.endswith(' 1')]

    def refused(self, *words):
        with self.assertRaises(features.FeatureError) as caught:
            features.header(self.top, self.list)
        said = str(caught.exception)
        self.assertNotIn('\n', said)
        for word in (*words, 'ci/kernel/features', 'has to learn it'):
            self.assertIn(word, said)

    def test_names_and_attributes_do_not_count(self):
        self.assertEqual(self.defines(), ['HAVE_CALL'])

    def test_other_known_prototype(self):
        fake_tree.write(self.top, 'include/run.h', 'int run(struct file *f, bool on,\n\tunsigned long flags) __cold;\n')
        self.assertEqual(self.defines(), ['HAVE_RUN_FLAGS', 'HAVE_CALL'])

    def test_inline_function_and_call_of_it(self):
        fake_tree.write(self.top, 'include/run.h', 'static inline int twice(void)\n{\n\treturn run(NULL, 0);\n}\n'
                        'static inline int run(struct file *file, bool on)\n{\n\treturn 0;\n}\n')
        self.assertEqual(self.defines(), ['HAVE_CALL'])

    def test_inline_or_only_declared(self):
        self.list = fake_tree.write(self.top, 'list', 'inline run include/run.h\n\tpresent -> HAVE_INLINE_RUN\n\tabsent -> -\n')
        self.assertEqual(self.defines(), [])
        fake_tree.write(self.top, 'include/run.h', RUN + 'static __always_inline bool on(void)\n{\n\treturn run(NULL, 0);\n}\n')
        self.assertEqual(self.defines(), [])
        fake_tree.write(self.top, 'include/run.h', 'static inline int\nrun(struct file *file, bool on)\n{\n\treturn 0;\n}\n')
        self.assertEqual(self.defines(), ['HAVE_INLINE_RUN'])

    def test_struct_behind_a_condition(self):
        self.list = fake_tree.write(self.top, 'list', 'guard regs include/regs.h\n\tabsent -> -\n\topen -> HAVE_REGS\n\tifdef MINE -> HAVE_MINE\n')
        for guard, end, want in (('', '', ['HAVE_REGS']), ('#ifdef MINE\n', '#endif\n', ['HAVE_MINE']),
                                 ('#ifdef OTHER\nint a;\n#endif\n', '', ['HAVE_REGS'])):
            fake_tree.write(self.top, 'include/regs.h', f'#ifndef REGS_H\n#define REGS_H\n{guard}struct regs {{\n\tint a;\n}};\n{end}#endif\n')
            self.assertEqual(self.defines(), want)
        fake_tree.write(self.top, 'include/regs.h', 'struct regs;\n')
        self.assertEqual(self.defines(), [])

    def test_macro(self):
        fake_tree.write(self.top, 'include/run.h', '#define run(file, on) \\\n\trun_(file)\n')
        self.assertEqual(self.defines(), ['HAVE_RUN_MACRO', 'HAVE_CALL'])

    def test_second_header(self):
        os.rename(f'{self.top}/include/run.h', f'{self.top}/include/old_run.h')
        self.assertEqual(self.defines(), ['HAVE_CALL'])

    def test_function_that_is_gone(self):
        fake_tree.write(self.top, 'include/run.h', '/* int run(struct file *file, bool on); */\n')
        self.assertEqual(self.defines(), ['HAVE_NO_RUN', 'HAVE_CALL'])

    def test_field_of_another_type_and_word(self):
        fake_tree.write(self.top, 'include/thing.h', '#define NEW_FLAG 1\nstruct thing {\n\tatomic_t count;\n};\n')
        self.assertEqual(self.defines(), ['HAVE_ATOMIC_COUNT', 'HAVE_TWO', 'HAVE_NEW_FLAG'])

    def test_unknown_prototype_is_refused(self):
        fake_tree.write(self.top, 'include/run.h', 'long run(struct file *file);\n')
        self.refused('function run', 'include/run.h', '"long (struct file *)"')

    def test_unknown_field_is_refused(self):
        fake_tree.write(self.top, 'include/thing.h', THING.replace('int count', 'refcount_t count'))
        self.refused('field thing.count', 'include/thing.h', '"refcount_t"')

    def test_field_that_is_gone_is_refused(self):
        fake_tree.write(self.top, 'include/thing.h', 'struct thing {\n\tint counter;\n};\n')
        self.refused('field thing.count', '"absent"')

    def test_error_in_the_list_names_its_line(self):
        fake_tree.write(self.top, 'list', 'function run\n')
        with self.assertRaisesRegex(features.FeatureError, 'ci/kernel/features:1:'):
            features.header(self.top, self.list)


class List(unittest.TestCase):
    """The list itself."""

    def test_each_form_is_found(self):
        for entry in features.load():
            for form in entry.forms:
                with self.subTest(entry=entry.name, form=form):
                    text = features.code(fake_tree.declaration(entry, form))
                    self.assertEqual(features.LOOK[entry.kind](text, entry.name) or 'absent', form)

    def test_each_macro_is_used(self):
        for define in {d for e in features.load() for ds in e.forms.values() for d in ds}:
            got = subprocess.run(['grep', '-rqw', define, f'{REPO}/kunit', f'{REPO}/fuzz', f'{REPO}/driver'], check=False)
            self.assertEqual(got.returncode, 0, f'nothing asks for {define}')


class Overlay(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = os.path.realpath(tmp.name)
        fake_tree.make(f'{self.top}/ksrc')

    def overlay(self):
        return subprocess.run([f'{REPO}/ci/kernel/overlay', f'{self.top}/ksrc', 'tree', f'{self.top}/out'],
                              stderr=subprocess.PIPE, text=True, check=False)

    def test_header_is_there(self):
        self.assertEqual(self.overlay().returncode, 0)
        with open(f'{self.top}/out/include/teeproof/features.h', encoding='utf-8') as f:
            self.assertEqual(f.read(), features.header(f'{self.top}/ksrc'))

    def changed(self, kind, declare):
        entry = next(e for e in features.load() if e.kind == kind)
        fake_tree.write(f'{self.top}/ksrc', entry.files[0], declare(*entry.name.split('.')))
        got = self.overlay()
        self.assertEqual(got.returncode, 1)
        self.assertEqual(got.stderr.count('\n'), 1)
        for word in (entry.name, entry.files[0], 'ci/kernel/features'):
            self.assertIn(word, got.stderr)

    def test_changed_prototype_is_one_message(self):
        self.changed('function', lambda name: f'char {name}(char *what, long how);\n')

    def test_changed_field_is_one_message(self):
        self.changed('field', lambda struct, field: f'struct {struct} {{\n\tchar {field};\n}};\n')
