# SPDX-License-Identifier: GPL-2.0-only
"""The contract of OSS-Fuzz, for ci/services/oss-fuzz/check: builds, and what is checked of each target."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

from run.common import REPO

TOP = f'{REPO}/build/oss-fuzz'
CLANG = f'clang-{os.environ.get("LLVM_VERSION", "19")}'
AFL_LIB = os.environ.get('AFL_PATH', '/usr/lib/afl')
BUILDS = ('libfuzzer-address', 'afl-address', 'libfuzzer-undefined', 'libfuzzer-coverage')
TARGETS = sorted(os.path.basename(p)[:-2] for p in glob.glob(f'{REPO}/fuzz/targets/fuzz_*.c'))
# AFL++'s driver, and its runtime, which a build by afl-clang-fast brings along.
ENGINES = {'libfuzzer': '-fsanitize=fuzzer', 'afl': f'{AFL_LIB}/libAFLDriver.a {AFL_LIB}/afl-compiler-rt.o'}
# The flags of OSS-Fuzz's base-builder that say what is instrumented.
FLAGS = '-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION '
SANITIZER_FLAGS = {
    'address': '-fsanitize=address -fsanitize-address-use-after-scope',
    'undefined': '-fsanitize=bool,array-bounds,integer-divide-by-zero,null,shift,unreachable,vla-bound',
    'coverage': '-fprofile-instr-generate -fcoverage-mapping',
}
# The libraries that OSS-Fuzz's base-runner has.
LIBRARIES = {'linux-vdso', 'libc', 'libm', 'libdl', 'libpthread', 'librt', 'libresolv', 'ld-linux-x86-64'}
MIN_EDGES = 500         # in the driver
MIN_REACHED = 300       # by a short run
MIN_LINES = 2000        # of the driver in a coverage build
# By its bad_build_check: the least calls of a sanitizer's runtime in a build with it, the most in one with another.
CALLS = {'address': {'asan': (1000, None), 'msan': (0, 3), 'ubsan': (0, 200)},
         'undefined': {'asan': (0, 0), 'msan': (0, 3), 'ubsan': (169, None)}, 'coverage': {'asan': (0, 0), 'msan': (0, 3)}}
MIN_UBSAN_HANDLERS = 40         # calls that are the driver's, not the runtime's own

# The bug: an invocation of an open session with three parameters, which no seed has, does it.
PLANT_OBJECT = 'optee/session.o'
PLANT_FUNCTION = 'optee_invoke_func'
PLANT_PLACE = re.compile(r'\n\tplace = get_place\(optee, ctx, sess, arg->num_params\);')
PLANT_BUG = {
    'address': '''
\tif (arg->num_params == 3) {
\t\tint *planted = kmalloc(sizeof(*planted), GFP_KERNEL);

\t\tkfree(planted);
\t\tWRITE_ONCE(*planted, 1);
\t}
''',
    'undefined': '''
\tif (arg->num_params == 3) {
\t\tu32 planted;

\t\tWRITE_ONCE(planted, 1U << (29 + arg->num_params));
\t}
'''}
PLANT_REPORT = {'address': r'ERROR: AddressSanitizer: .*use-after-free',
                'undefined': rf'session\.c:\d+:\d+: runtime error: shift exponent 32 is too large(?s:.*)undefined behaviour, .* in {PLANT_FUNCTION}\(\)'}
# As ClusterFuzz sets them.
RUN_ENV = dict(os.environ, UBSAN_OPTIONS='print_stacktrace=1:symbolize=1:silence_unsigned_overflow=1')
PLANT_RUNS = 200000
PLANT_SECONDS = 600     # for a machine that does something else as well


class Wrong(Exception):
    """What a check found wrong."""


def run(command, seconds=120, **more):
    """Status and all output; a status of None means that the time was up."""
    try:
        p = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                           timeout=seconds, check=False, **more)
        return p.returncode, p.stdout.decode(errors='replace')
    except subprocess.TimeoutExpired as e:
        return None, (e.stdout or b'').decode(errors='replace')


def need(condition, text, output=''):
    if not condition:
        raise Wrong(text + ''.join(f'\n    {line}' for line in output.splitlines()[-25:]))


def build(name, out, plant=None):
    """build.sh by the contract, with nothing else in its environment."""
    engine, sanitizer = name.split('-')
    src, work = f'{TOP}/src', f'{TOP}/work'
    for folder in (src, work):
        os.makedirs(folder, exist_ok=True)
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    for link, to in (('teeproof', REPO), ('linux', os.environ.get('KSRC'))):
        if os.path.islink(f'{src}/{link}'):
            os.unlink(f'{src}/{link}')
        if to:
            os.symlink(os.path.abspath(to), f'{src}/{link}')
    flags = FLAGS + SANITIZER_FLAGS[sanitizer] + (' -fsanitize=fuzzer-no-link' if sanitizer != 'coverage' else '')
    env = {'PATH': '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', 'HOME': os.environ.get('HOME', '/'), 'SRC': src, 'OUT': out,
           'WORK': work, 'CC': CLANG, 'CXX': CLANG.replace('clang', 'clang++'), 'CFLAGS': flags, 'CXXFLAGS': flags,
           'LIB_FUZZING_ENGINE': ENGINES[engine], 'SANITIZER': sanitizer, 'FUZZING_ENGINE': engine,
           'ARCHITECTURE': 'x86_64'}
    if plant:
        env['PLANT'] = f'{PLANT_OBJECT}={plant}'
    for keep in ('CCACHE_DIR', 'DRIVER'):
        if keep in os.environ:
            env[keep] = os.environ[keep]
    status, text = run([f'{REPO}/ci/services/oss-fuzz/build.sh'], 900, env=env)
    need(status == 0, f'build.sh ends with {status}', text)
    need(not os.path.exists(f'{REPO}/default.profraw'), 'what ran in the build has left a profile in the source')


def planted(folder, sanitizer):
    """A copy of the driver's file with the sanitizer's bug in it."""
    with open(f'{REPO}/driver/tee/{PLANT_OBJECT[:-2]}.c', encoding='utf-8') as f:
        text = f.read()
    new, n = PLANT_PLACE.subn(lambda m: PLANT_BUG[sanitizer] + m[0], text)
    need(n == 1, 'the driver has changed: teach PLANT_PLACE of ci/services/oss-fuzz/check where a bug can go')
    path = f'{folder}/driver/tee/{PLANT_OBJECT[:-2]}.c'         # verdicts name what is in driver/tee
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as f:
        f.write(new)
    return path


def sandbox(out, *command):
    """As the runner has it: $OUT, the C library and /proc; no /dev; only /tmp can be written."""
    if not sandbox.works:
        return [c.replace('/out', out, 1) if c.startswith('/out/') else c.replace('=/out/', f'={out}/', 1) for c in command]
    return ['bwrap', '--unshare-all', '--ro-bind', '/usr', '/usr', '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64',
            '--proc', '/proc', '--tmpfs', '/tmp', '--ro-bind', out, '/out', '--remount-ro', '/', '--chdir', '/tmp',
            '--setenv', 'PATH', '/usr/bin:/bin', '--', *command]


sandbox.works = True


def unpack_seeds(out, target):
    folder = f'{out}/seeds_{target}'
    with zipfile.ZipFile(f'{out}/{target}_seed_corpus.zip') as z:
        names = z.namelist()
        z.extractall(folder)
    texts = glob.glob(f'{REPO}/fuzz/corpus/{target[5:]}/*.txt') + glob.glob(f'{REPO}/fuzz/scenarios/*.txt')
    need(len(names) == len(texts), f'{len(names)} seeds in the zip, {len(texts)} text files')
    return names


def check_files(out, target):
    for name in (target, f'{target}.dict', f'{target}.options', f'{target}_seed_corpus.zip'):
        need(os.path.getsize(f'{out}/{name}') > 0, f'{name} is empty')
    _, text = run(['ldd', f'{out}/{target}'])
    libraries = {os.path.basename(line.split()[0]).split('.so')[0] for line in text.splitlines() if line.strip()}
    need(libraries <= LIBRARIES, f'the runner has no {", ".join(sorted(libraries - LIBRARIES))}', text)


def check_service(out, target, engine, sanitizer):
    """What bad_build_check refuses: no start without a corpus; calls of another sanitizer's runtime, or too few of its own."""
    with open(f'{out}/{target}', 'rb') as f:
        need(b'LLVMFuzzerTestOneInput' in f.read(), 'the service takes it for no fuzz target (has it been stripped?)')
    if engine == 'libfuzzer':
        status, text = run(sandbox(out, f'/out/{target}', '-seed=1337', '-runs=4'))
        need(status == 0 and 'Done 4 runs' in text, f'without a corpus it ends with {status}', text)
    if target != TARGETS[0]:        # the driver's objects are the same in all
        return ''
    _, text = run(['objdump', '-dC', f'{out}/{target}'])
    called = {}
    for name in re.findall(r'callq?\s+[0-9a-f]+\s+<__(asan|msan|ubsan(?:_handle)?)', text):
        called[name] = called.get(name, 0) + 1
    handlers = called.pop('ubsan_handle', 0)
    called['ubsan'] = called.get('ubsan', 0) + handlers
    for name, (least, most) in CALLS[sanitizer].items():
        n = called.get(name, 0)
        need(n >= least and (most is None or n <= most), f'{n} calls of __{name}*, between {least} and {most} are expected')
    need(sanitizer != 'undefined' or handlers >= MIN_UBSAN_HANDLERS, f'{handlers} checks of UBSan in the driver')
    return ', '.join(f'{n} calls of {name}' for name, n in sorted(called.items()))


def options(out, target):
    with open(f'{out}/{target}.options', encoding='utf-8') as f:
        return dict(re.findall(r'^(\w+) *= *(.*)$', f.read().split('[libfuzzer]')[1].split('[')[0], re.M))


def dictionary_size(out, target):
    with open(f'{out}/{target}.dict', encoding='utf-8') as f:
        return sum(not line.startswith('#') for line in f)


def check_libfuzzer(out, target, sanitizer):
    """Seeds in the sandbox, with the dictionary and the options that ClusterFuzz would use."""
    names = unpack_seeds(out, target)
    given = options(out, target)
    _, text = run(sandbox(out, f'/out/{target}', '-help=1'))
    for flag in given:
        need(re.search(rf'^ {flag}\s', text, re.M), f'{target}.options: libFuzzer has no -{flag}', text)
    flags = [f'-{k}={"/out/" if k == "dict" else ""}{v}' for k, v in given.items()]
    status, text = run(sandbox(out, f'/out/{target}', *flags, '-runs=0', '-seed=1', f'/out/seeds_{target}'))
    need(status == 0, f'the seeds end with {status}', text)
    need(f'Dictionary: {dictionary_size(out, target)} entries' in text, 'the dictionary is not in use', text)
    need(re.search(rf'#{len(names) + 1}\s+INITED|#{len(names)}\s+INITED', text), f'{len(names)} seeds did not all run', text)
    if sanitizer == 'coverage':
        return 'coverage by llvm-cov'
    edges = int((re.search(r'Loaded 1 PC tables \((\d+) PCs\)', text) or [0, 0])[1])
    reached = int((re.search(r'INITED cov: (\d+)', text) or [0, 0])[1])
    need(edges >= MIN_EDGES and reached * 5 > edges, f'coverage: {reached} of {edges} edges', text)
    if sanitizer == 'address':
        _, text = run(sandbox(out, f'/out/{target}', *flags, '-runs=20000', '-seed=1'))
        need('ManualDict-' in text, 'no mutation takes anything from the dictionary', text)
    return f'{reached} of {edges} edges'


def check_profile(out, target):
    """A coverage build must say which lines of the driver its seeds reach, in the way in which the service asks."""
    profile, dummy, version = f'{out}/{target}.profdata', f'{out}/none_{target}', CLANG[len('clang'):]
    for old in glob.glob(f'{out}/{target}.*.profraw'):
        os.unlink(old)
    os.makedirs(dummy, exist_ok=True)
    env = dict(os.environ, LLVM_PROFILE_FILE=f'{out}/{target}.%1m.profraw')
    status, text = run([f'{out}/{target}', '-merge=1', '-timeout=100', dummy, f'{out}/seeds_{target}'], env=env)
    need(status == 0, f'the seeds end with {status}', text)
    status, text = run([f'llvm-profdata{version}', 'merge', '-j=1', '-sparse', *glob.glob(f'{out}/{target}.*.profraw'), '-o', profile])
    need(status == 0, 'llvm-profdata makes nothing of it', text)
    status, text = run([f'llvm-cov{version}', 'export', '-summary-only', f'-instr-profile={profile}', f'-object={out}/{target}'])
    need(status == 0, 'llvm-cov has no summary', text)
    lines = [f['summary']['lines'] for f in json.loads(text)['data'][0]['files'] if re.search(r'/drivers?/tee/.*\.c$', f['filename'])]
    total, reached = sum(n['count'] for n in lines), sum(n['covered'] for n in lines)
    need(total >= MIN_LINES and reached * 3 > total, f'{reached} of {total} lines')
    status, text = run([f'llvm-cov{version}', 'show', f'-name={PLANT_FUNCTION}', f'-instr-profile={profile}', f'-object={out}/{target}'])
    need(status == 0 and re.search(r'^ +\d+\| *[1-9][\d.]*[kM]?\|.*\bnum_params\b', text, re.M), f'no line of {PLANT_FUNCTION}() was reached', text)
    return f'{reached} of {total} lines'


def check_afl(out, target):
    names = unpack_seeds(out, target)
    inside = [f'/out/seeds_{target}/{n}' for n in names]
    status, text = run(sandbox(out, f'/out/{target}', *inside))
    need(status == 0, f'the seeds end with {status}', text)
    shown = []
    with tempfile.TemporaryDirectory() as tmp:
        os.mkdir(f'{tmp}/one')
        shutil.copy(f'{out}/seeds_{target}/{names[0]}', f'{tmp}/one')
        for seeds in (f'{tmp}/one', f'{out}/seeds_{target}'):
            status, text = run(['afl-showmap', '-m', 'none', '-t', '20000', '-C', '-i', seeds, '-o', f'{tmp}/map', '--', f'{out}/{target}'])
            told = re.search(r'coverage of (\d+) edges were achieved out of (\d+) existing', text)
            need(status == 0 and told, f'afl-showmap ends with {status}', text)
            shown.append(int(told[1]))
    edges = int(told[2])
    need(edges >= MIN_EDGES and shown[1] > shown[0] and shown[1] * 5 > edges, f'edges by one seed, by all, of: {shown}, {edges}')
    return f'{shown[1]} of {edges} edges'


def plant_found(text, sanitizer):
    return re.search(PLANT_REPORT[sanitizer], text) and re.search(rf'#\d+ 0x[0-9a-f]+ in {PLANT_FUNCTION}\b.*', text)


def check_planted_libfuzzer(out, target, sanitizer):
    """Up to the planted bug: the driver's own, if there are, may come first; another seed then takes another way."""
    unpack_seeds(out, target)
    for seed in (1, 2, 3):
        status, text = run([f'{out}/{target}', f'-seed={seed}', f'-runs={PLANT_RUNS}', f'-artifact_prefix={out}/{target}_',
                            f'-dict={out}/{target}.dict', f'{out}/seeds_{target}'], PLANT_SECONDS, env=RUN_ENV)
        need(status not in (0, None), f'not found in {PLANT_RUNS} runs', text)
        if plant_found(text, sanitizer):
            break
    need(plant_found(text, sanitizer), f'no stack with {PLANT_FUNCTION}()', text)
    runs = re.findall(r'^#(\d+)', text, re.M)
    crash = re.search(r'Test unit written to (\S+)', text)
    need(crash, 'no input that replays it', text)
    status, text = run([f'{out}/{target}', crash[1]], env=RUN_ENV)
    need(status != 0 and plant_found(text, sanitizer), 'the input that was written does not replay it', text)
    return f'after {runs[-1] if runs else "?"} runs'


def check_planted_afl(out, target, sanitizer):
    """Up to the planted bug: the driver's own, if there are, come first or not by chance."""
    unpack_seeds(out, target)
    found = f'{out}/found_{target}'
    for attempt in (1, 2, 3):
        env = dict(os.environ, AFL_SKIP_CPUFREQ='1', AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES='1', AFL_NO_UI='1', AFL_NO_AFFINITY='1',
                   AFL_BENCH_UNTIL_CRASH='1', AFL_CUSTOM_MUTATOR_LIBRARY=f'{out}/{target}.mutator.so', AFL_FAST_CAL='1')
        shutil.rmtree(found, ignore_errors=True)
        status, text = run(['afl-fuzz', '-m', 'none', '-t', '5000', '-s', str(attempt), '-E', str(PLANT_RUNS),
                            '-i', f'{out}/seeds_{target}', '-o', found, '-x', f'{out}/{target}.dict', '--', f'{out}/{target}'],
                           PLANT_SECONDS, env=env)
        crashes = glob.glob(f'{found}/default/crashes/id*')
        need(crashes, f'not found in {PLANT_RUNS} runs (afl-fuzz: {status})', text)
        for crash in crashes:
            status, text = run([f'{out}/{target}', crash])
            if status != 0 and plant_found(text, sanitizer):
                with open(f'{found}/default/fuzzer_stats', encoding='utf-8') as f:
                    return f'after {re.search(r"execs_done *: *([0-9]+)", f.read())[1]} runs'
    raise Wrong(f'no stack with {PLANT_FUNCTION}()\n{text}')


def check_cluster():
    """make fuzz-cluster on these objects: two instances, the second with what the first had found; then its corpus."""
    env = dict(os.environ, WORK=f'{TOP}/work', JOBS='2', TARGET='session', FUZZ_TIME='12', FUZZ_SEED='1')
    status, text = run([f'{REPO}/ci/hosted/run', 'cluster'], 900, env=env)
    told = re.search(r'fuzz_session: (\d+) executions by 2 instances, (\d+) edges, (\d+) inputs of main taken over.* (\d+) new in the corpus', text)
    need(status in (0, 1) and told, f'ci/hosted/run cluster ends with {status}', text)      # 1: a finding, which is the driver's
    executions, edges, shared, merged = (int(n) for n in told.groups())
    need(executions > 100 and edges >= MIN_REACHED and shared and merged, 'the instances did not share what they found', text)
    status, text = run([f'{REPO}/ci/hosted/run', 'merge'], 600, env=env)
    told = re.search(r'fuzz_session: (\d+) inputs, now (\d+)', text)
    need(status in (0, 1) and told and 0 < int(told[2]) <= int(told[1]), f'ci/hosted/run merge ends with {status}', text)
    return f'{executions} executions, {shared} inputs shared, {told[1]} inputs merged to {told[2]}'


class Tally:
    def __init__(self):
        self.passed, self.failed, self.skipped = 0, 0, 0

    def check(self, name, function, *args):
        try:
            note = function(*args)
        except (Wrong, OSError) as e:
            self.failed += 1
            print(f'FAILED {name}: {e}', flush=True)
            return
        self.passed += 1
        print(f'ok {name}{f": {note}" if note else ""}', flush=True)


def check_build(tally, name):
    engine, sanitizer = name.split('-')
    out = f'{TOP}/{name}'
    before = tally.failed
    tally.check(f'{name} build.sh', build, name, out)
    if tally.failed > before:
        return
    for t in TARGETS:
        tally.check(f'{name} {t} files', check_files, out, t)
        tally.check(f'{name} {t} build', check_service, out, t, engine, sanitizer)
        if engine == 'afl':
            tally.check(f'{name} {t} seeds', check_afl, out, t)
        else:
            tally.check(f'{name} {t} seeds', check_libfuzzer, out, t, sanitizer)
        if sanitizer == 'coverage':
            tally.check(f'{name} {t} lines', check_profile, out, t)


def check_plant(tally, name):
    engine, sanitizer = name.split('-')
    out = f'{TOP}/{name}-planted'
    with tempfile.TemporaryDirectory() as tmp:
        before = tally.failed
        tally.check(f'{name} build.sh with a bug planted', lambda: build(name, out, planted(tmp, sanitizer)))
        if tally.failed > before:
            return
        for t in TARGETS:
            tally.check(f'{name} {t} planted bug', check_planted_afl if engine == 'afl' else check_planted_libfuzzer, out, t, sanitizer)


def main(usage):
    again = '--again' in sys.argv
    builds = [a for a in sys.argv[1:] if a != '--again'] or BUILDS
    if not set(builds) <= set(BUILDS):
        sys.exit(usage)
    tally = Tally()
    if not again:
        shutil.rmtree(f'{TOP}/work', ignore_errors=True)
    os.makedirs(TOP, exist_ok=True)
    status, text = run(sandbox(TOP, '/usr/bin/true'))
    if status != 0:
        sandbox.works = False
        tally.skipped += 1
        print(f'skipped: no sandbox here, the targets see /dev and may write: {text.strip()}', flush=True)
    for name in builds:
        check_build(tally, name)
        if not name.endswith('-coverage'):
            check_plant(tally, name)
        if name.startswith('afl'):
            tally.check(f'{name} cluster of two', check_cluster)
    print(f'oss-fuzz: {tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped')
    return tally.failed > 0
