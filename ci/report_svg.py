# SPDX-License-Identifier: GPL-2.0-only
"""Drawings of a finding: its steps as lanes, a task each, and who waits for whom (drawn by graphviz)."""
import html
import re
import shutil
import subprocess

ROW, LANE, LEFT = 20, 14, 34            # heights and widths in pixels
CHAR = 7                        # a character of the text beside the lanes, at most
WAITS = re.compile(r'^  (\S+) (waits|is parked)(.*)$')


def lanes(timeline):
    """SVG of the steps from top to bottom, each in its task's lane, with what came of it."""
    if not timeline:
        return ''
    tasks = sorted({step.partition(':')[0] for _, step, _ in timeline})
    text_at = LEFT + LANE * len(tasks) + 12
    height = ROW * (len(timeline) + 1) + 6
    labels = [f'{step.partition(": ")[2].strip()}  →  {short(came)}' for _, step, came in timeline]
    width = text_at + CHAR * max(map(len, labels))
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
           f' aria-label="the steps of {len(tasks)} tasks">']
    for i, task in enumerate(tasks):
        x = LEFT + LANE * i + LANE / 2
        out.append(f'<line x1="{x}" y1="{ROW}" x2="{x}" y2="{height - 4}"/>'
                   f'<text class="soft" x="{x}" y="{ROW - 7}" text-anchor="middle">{html.escape(task)}</text>')
    for row, (number, step, came) in enumerate(timeline, 1):
        y = ROW * row
        task = step.partition(': ')[0]
        bad = came.startswith('never')
        out.append(f'<text class="soft" x="{LEFT - 10}" y="{y + 14}" text-anchor="end">{number}</text>'
                   f'<rect{" class=" + chr(34) + "bad" + chr(34) if bad else ""} x="{LEFT + LANE * tasks.index(task) + 2}" y="{y + 3}"'
                   f' width="{LANE - 4}" height="{ROW - 6}" rx="3"><title>{html.escape(step + ": " + came)}</title></rect>'
                   f'<text x="{text_at}" y="{y + 14}">{html.escape(labels[row - 1])}</text>')
    return ''.join(out) + '</svg>'


def short(came):
    """'rc 0 ret 0 origin 0' is well."""
    m = re.match(r'rc (\S+) ret (\S+) origin (\d+)', came)
    if not m:
        return came
    if m[1] == 'skipped':
        return 'skipped'
    if m[1] != '0':
        return m[1]
    return 'ok' if m[2] in ('0', '0x0') else f'{m[2]} from {m[3]}'


def dot(text):
    """The wait-for graph that `teeproof replay` prints, in graphviz's language; '' when no task of the sequence waits."""
    nodes = {m[1]: m[2] + m[3] for m in map(WAITS.match, text.splitlines()) if m}
    locks = {name: m[1] for name, how in nodes.items() if (m := re.search(r'for a lock that (\S+) holds', how))}
    shown = [n for n, how in nodes.items() if ' in step ' in how or n in locks or n in locks.values()]
    if not shown:
        return ''
    inside = [n for n in shown if 'holds a thread context' in nodes[n]]
    out = ['digraph waiting {', 'bgcolor=transparent; rankdir=LR; nodesep=.3;',
           'node [shape=box style=rounded fontname="sans-serif" fontsize=11];', 'edge [fontname="sans-serif" fontsize=10];']
    for name in shown:
        how, _, step = nodes[name].partition(', in step ')
        how = re.sub(r' at 0x[0-9a-f]+', '', how).replace(', ', '\n')
        label = f'{name} {how}' + (f'\nstep {step}' if step else '')
        label = label.replace('\\', '\\\\').replace('"', "'").replace('\n', '\\n')
        out.append(f'"{name}" [label="{label}"];')
        joined = re.search(r'join (\S+)$', step)
        if name in locks:
            out.append(f'"{name}" -> "{locks[name]}" [label="lock"];')
        elif joined and joined[1] in shown:
            out.append(f'"{name}" -> "{joined[1]}" [label="join"];')
        elif how.startswith('waits') and name not in inside:
            out += [f'"{name}" -> "{other}" [style=dashed label="context"];' for other in inside]
    return '\n'.join(out + ['}'])


def graph(source):
    """SVG of a graph in graphviz's language, '' without graphviz or when nobody waits."""
    if not source or not shutil.which('dot'):
        return ''
    done = subprocess.run(['dot', '-Tsvg'], input=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          timeout=30, check=False)
    if done.returncode:
        return ''
    svg = done.stdout[done.stdout.index('<svg'):]
    return re.sub(r'<!--.*?-->', '', svg, flags=re.S)
