# SPDX-License-Identifier: GPL-2.0-only
"""What a real OP-TEE in QEMU is made of: firmware, an arm64 kernel with headers, programs; from Debian's packages.

Everything is fetched through debian_archive, unpacked under build/optee/, and kept as long as the packages' versions stay.
Trusted Firmware's QEMU platform is in no binary package, so it is built from Debian's source package.
"""
import contextlib
import glob
import json
import os
import re
import shutil
import subprocess
import sys

from kernel import debian_archive
from kernel.debian_archive import FetchError, output, write
from run.common import REPO, replacing_folder

TOP = f'{REPO}/build/optee'
SUITES = 'bookworm bookworm-security trixie-backports sid'
DAY_S = 24 * 3600
# xtest and its trusted applications are built for this OP-TEE platform.
PLATFORM = 'usr/lib/optee/vexpress-qemu_armv8a'
# OP-TEE's SDK for that platform: trusted applications of OP-TEE's own, PKCS#11 among them, and what builds one.
SDK = 'usr/lib/optee-os-dev/vexpress-qemu_armv8a'
PROGRAMS = ('optee-os', 'optee-test-qemu', 'tee-supplicant', 'busybox-static')
HOST_LIBRARIES = ('libc6', 'libelf1t64', 'zlib1g')
# How BL2 calls what it takes by semihosting from the folder in which QEMU is started, and which file of OP-TEE it is.
OPTEE_IMAGES = {'bl32.bin': 'tee-header_v2.bin', 'bl32_extra1.bin': 'tee-pager_v2.bin', 'bl32_extra2.bin': 'tee-pageable_v2.bin'}
FIRMWARE = ('bl1.bin', 'bl2.bin', 'bl31.bin', *OPTEE_IMAGES)
FIRMWARE_IS = f'FIRMWARE=DIR is to have {" ".join(FIRMWARE)}: Trusted Firmware for PLAT=qemu with SPD=opteed and a Linux kernel ' \
    'as BL33, and OP-TEE\'s three images'
CROSS = 'aarch64-linux-gnu-'
# What Debian's compiler of a newer release has and an older one lacks: the kernel's configuration says that it is there.
NEWER_COMPILER = {
    'CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT': '-fmin-function-alignment=8',
    'CONFIG_CC_HAS_COUNTED_BY': '',
    'CONFIG_CC_HAS_COUNTED_BY_PTR': '',
}


class Parts:
    def __init__(self):
        os.makedirs(TOP, exist_ok=True)
        self.apt = None

    def archive(self):
        if not self.apt:
            self.apt = debian_archive.Archive(TOP, SUITES, architecture='arm64', sources=True)
            self.apt.update(DAY_S)
        return self.apt

    def answer(self, question, ask):
        """
        What ask() returns, kept for as long as the lists of packages stay: apt takes seconds for each answer. Without a
        network what was fetched before does as well.
        """
        path, known, fresh = f'{TOP}/answers.json', {}, False
        with contextlib.suppress(FileNotFoundError), open(path, encoding='utf-8') as f:
            known = json.load(f)
        try:
            apt = self.archive()
            fresh = known and os.path.getmtime(path) >= os.path.getmtime(f'{TOP}/apt/updated')
        except FetchError:
            if question not in known:
                raise
            return known[question]
        if not fresh:
            known = {}
        if question not in known:
            known[question] = ask(apt)
            write(path, json.dumps(known, indent=1))
        return known[question]

    def closure(self, packages):
        """[(package, version)] of the packages and all that they depend on."""
        what = ' '.join(packages)
        return self.answer(what, lambda apt: re.findall(
            r'^Inst (\S+) \((\S+) ', apt.run('apt-get', 'install', '-s', '--no-install-recommends', *packages, what=what), re.M))

    def unpacked(self, name, packages):
        """TOP/name with these [(package, version)] unpacked into it; nothing is done when it is there already."""
        folder, stamp = f'{TOP}/{name}', ' '.join(sorted(f'{p}={v}' for p, v in packages))
        with contextlib.suppress(FileNotFoundError):
            with open(f'{folder}.from', encoding='utf-8') as f:
                if f.read() == stamp and os.path.isdir(folder):
                    return folder
        with replacing_folder(folder, 'root') as new:
            os.mkdir(f'{new}/debs')
            print(f'fetching {len(packages)} packages for {name}', file=sys.stderr)
            self.archive().run('apt-get', 'download', '-q', *(f'{p}={v}' for p, v in packages), what=name, cwd=f'{new}/debs')
            for deb in sorted(glob.glob(f'{new}/debs/*.deb')):
                output(['dpkg-deb', '-x', deb, f'{new}/root'], f'{os.path.basename(deb)}: cannot be unpacked')
        write(f'{folder}.from', stamp)
        return folder

    def programs(self):
        """A folder with OP-TEE's images, xtest, tee-supplicant, busybox and the libraries that they need."""
        return self.unpacked('programs', self.closure(PROGRAMS))

    def sdk(self):
        """The folder of OP-TEE's SDK; what it depends on (Python) is used from this system."""
        package = 'optee-os-dev'
        return f'{self.unpacked("sdk", [(p, v) for p, v in self.closure([package]) if p == package])}/{SDK}'

    def kernel(self, version):
        """(release, folder) of Debian's arm64 kernel of Linux X.Y: its image, modules and headers."""
        release, packages = self.answer(f'linux {version}', lambda apt: self.kernel_packages(apt, version))
        folder = self.unpacked(f'linux-{release}', packages)
        self.let_run_here(glob.glob(f'{folder}/usr/lib/linux-kbuild-*/**/*', recursive=True))
        # The headers' Makefile includes that of the common ones by its path once installed.
        for path in glob.glob(f'{folder}/usr/src/linux-headers-*-arm64/Makefile'):
            with open(path, encoding='utf-8') as f:
                text = f.read()
            write(path, moved(text, folder))
        return release, folder

    def kernel_packages(self, apt, version):
        """(release, [(package, version)])"""
        wanted = re.compile(rf'linux-image-({re.escape(version)}(?:\.|-rc)[^-]*(?:-\d+)?)-arm64$')
        names = apt.run('apt-cache', 'pkgnames', f'linux-image-{version}', what='apt-cache').split()
        releases = [m[1] for m in map(wanted.match, names) if m and 'unsigned' not in m[1]]
        if not releases:
            raise FetchError(f'no linux-image-{version}.*-arm64 in {" ".join(apt.suites)}')
        # Of one version built for several releases of Debian, the oldest's programs run here.
        release = max(releases, key=lambda r: ([int(n) for n in re.findall(r'\d+', r.partition('+')[0])],
                                               -int((re.findall(r'\+deb(\d+)', r) or ['0'])[0])))
        native = self.native()
        text = apt.run('apt-get', 'install', '-s', '--no-install-recommends', f'linux-image-{release}-arm64',
                       f'linux-headers-{release}-arm64', f'linux-kbuild-{release}:{native}', what=release)
        found = [(p, v) for p, v in re.findall(r'^Inst (\S+) \((\S+) ', text, re.M)
                 if re.match(r'linux-(image|binary|modules|headers|kbuild)-', p)]
        # kbuild's programs run here: of its two architectures the one that is named with a colon.
        return release, [(p, v) for p, v in found if 'kbuild' not in p or ':' in p]

    @staticmethod
    def native():
        return output(['dpkg', '--print-architecture'], 'dpkg').strip()

    def let_run_here(self, paths):
        """kbuild's programs of a newer Debian want a newer C library than this system's: they get that Debian's, beside."""
        needy = []
        for path in paths:
            if os.path.exists(f'{path}.elf'):
                needy.append(path)      # found before, perhaps when all this was elsewhere
            elif os.path.isfile(path) and os.access(path, os.X_OK) and not path.endswith('.elf'):
                with open(path, 'rb') as f:
                    if f.read(4) != b'\x7fELF':
                        continue
                said = subprocess.run([path], env={'LD_TRACE_LOADED_OBJECTS': '1'}, text=True, check=False,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
                if 'not found' in said:
                    needy.append(path)
        if not needy:
            return
        library = self.unpacked('host-library', self.closure([f'{p}:{self.native()}' for p in HOST_LIBRARIES]))
        loader = glob.glob(f'{library}/**/ld-linux-*.so.*', recursive=True)[0]
        folders = ':'.join(sorted({os.path.dirname(f) for f in glob.glob(f'{library}/**/*.so.*', recursive=True)}))
        for path in needy:
            if not os.path.exists(f'{path}.elf'):
                os.rename(path, f'{path}.elf')
            write(path, f'#!/bin/sh\nexec {loader} --library-path {folders} --argv0 "$0" {path}.elf "$@"\n')
            os.chmod(path, 0o755)

    def trusted_firmware(self):
        """A folder with bl1.bin, bl2.bin and bl31.bin of Trusted Firmware's QEMU platform, built for OP-TEE."""
        versions = self.answer('source arm-trusted-firmware', lambda apt: re.findall(
            r'^Version: (\S+)', apt.run('apt-cache', 'showsrc', 'arm-trusted-firmware', what='apt-cache'), re.M))
        versions = sorted(set(versions), key=lambda v: [int(n) for n in re.findall(r'\d+', v)], reverse=True)
        for version in versions:
            built = f'{TOP}/trusted-firmware-{version}'
            if os.path.exists(f'{built}/bl31.bin'):
                return built
        error = FetchError('no source package arm-trusted-firmware')
        for version in versions:
            try:
                return self.build_trusted_firmware(version)
            except FetchError as e:     # the mirror may lack the newest one's files
                error = e
        raise error

    def build_trusted_firmware(self, version):
        folder = f'{TOP}/trusted-firmware-{version}'
        with replacing_folder(folder, 'built', f'{TOP}/trusted-firmware.new') as new:
            os.mkdir(f'{new}/source')
            self.archive().run('apt-get', 'source', '-q', '--download-only', '--tar-only', f'arm-trusted-firmware={version}',
                               what=f'arm-trusted-firmware {version}', cwd=new)
            tar = glob.glob(f'{new}/*.orig.tar.*')
            output(['tar', '-xf', *tar[:1], '-C', f'{new}/source', '--strip-components=1'], 'arm-trusted-firmware')
            print(f'building Trusted Firmware {version} for QEMU (about a minute)', file=sys.stderr)
            output(['make', '-C', f'{new}/source', f'-j{os.cpu_count()}', 'PLAT=qemu', f'CROSS_COMPILE={CROSS}', 'SPD=opteed',
                    'ARM_LINUX_KERNEL_AS_BL33=1', 'QEMU_USE_GIC_DRIVER=QEMU_GICV3', 'BL32_RAM_LOCATION=tdram',
                    f'BL32={self.programs()}/{PLATFORM}/tee-header_v2.bin', 'DEBUG=0', 'bl1', 'bl2', 'bl31'],
                   f'Trusted Firmware {version} does not build')
            for name in ('bl1.bin', 'bl2.bin', 'bl31.bin'):
                shutil.copy(f'{new}/source/build/qemu/release/{name}', f'{new}/built/{name}')
        return folder

    def firmware(self, own=''):
        """{name: path} of all images, from the folder `own` (FIRMWARE=) or Debian's packages."""
        if own:
            missing = [f for f in FIRMWARE if not os.path.exists(f'{own}/{f}')]
            if missing:
                raise FetchError(f'FIRMWARE={own} has no {" ".join(missing)}; {FIRMWARE_IS}')
            return {f: os.path.realpath(f'{own}/{f}') for f in FIRMWARE}
        built = self.trusted_firmware()
        return {**{f: f'{built}/{f}' for f in FIRMWARE[:3]},
                **{f: f'{self.programs()}/{PLATFORM}/{o}' for f, o in OPTEE_IMAGES.items()}}


def moved(text, folder):
    """The text of a file of /usr/src, whose paths are those under `folder`, wherever it was moved to before."""
    return re.sub(r'[^\s=]*/usr/src/', f'{folder}/usr/src/', text)


def compiler_differences():
    """Variables for the kernel's make: what its configuration believes of the compiler and this one lacks."""
    lacking = []
    for option, flag in NEWER_COMPILER.items():
        attribute = {'CONFIG_CC_HAS_COUNTED_BY': 'struct s { int n; int a[] __attribute__((counted_by(n))); };',
                     'CONFIG_CC_HAS_COUNTED_BY_PTR': 'struct s { int n; int *a __attribute__((counted_by(n))); };'}.get(option, '')
        got = subprocess.run([f'{CROSS}gcc', '-Werror', *flag.split(), '-x', 'c', '-c', '-o', '/dev/null', '-'], input=attribute,
                             text=True, stderr=subprocess.DEVNULL, check=False)
        if got.returncode:
            lacking.append(option)
    if 'CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT' in lacking:
        # ftrace would find functions that are not aligned as it must have them, and loading the module would end in a panic.
        lacking.append('CC_FLAGS_FTRACE')
    return lacking
