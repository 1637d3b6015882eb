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
    """SVG of the events of a timeline from top to bottom: each step is a bar in its task's lane, from where it begins to
    where it ends, and its result stands beside its end."""
    if not timeline:
        return ''
    task_of = {e['step']: e['task'] for e in timeline if e['task']}
    tasks = sorted(set(task_of.values()))
    text_at = LEFT + LANE * len(tasks) + 12
    bottom = ROW * (len(timeline) + 1)
    labels = [label(e, task_of) for e in timeline]
    width = text_at + CHAR * max(map(len, labels))
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + 6}" width="{width}" height="{bottom + 6}" role="img"'
           f' aria-label="what {len(tasks)} tasks do">']
    for i, task in enumerate(tasks):
        x = LEFT + LANE * i + LANE / 2
        out.append(f'<line x1="{x}" y1="{ROW}" x2="{x}" y2="{bottom}"/>'
                   f'<text class="soft" x="{x}" y="{ROW - 7}" text-anchor="middle">{html.escape(task)}</text>')
    for row, event in enumerate(timeline, 1):
        y = ROW * row
        out.append(f'<text class="soft" x="{LEFT - 10}" y="{y + 14}" text-anchor="end">{event["step"]}</text>'
                   f'<text x="{text_at}" y="{y + 14}">{html.escape(labels[row - 1])}</text>')
        if not event['ended'] and event['never'] != 'begins' and not (event['never'] and begun(timeline, event['step'])):
            last = end_of(timeline, row, event)
            x = LEFT + LANE * tasks.index(event['task']) + 2
            out.append(f'<rect{"" if last else bad()} x="{x}" y="{y + 3}" width="{LANE - 4}" rx="3"'
                       f' height="{(ROW * last + ROW if last else bottom) - y - 6}"/>')
    return ''.join(out) + '</svg>'


def bad():
    return ' class="bad"'


def begun(timeline, step):
    return any(e['begins'] and e['step'] == step for e in timeline)


def end_of(timeline, row, event):
    """The row in which the step of an event ends, 0: it never does."""
    if not event['begins']:
        return 0 if event['never'] else row
    return next((n for n, e in enumerate(timeline, 1) if n > row and e['step'] == event['step'] and e['ended']), 0)


def label(event, task_of):
    """An event in words."""
    task = event['task'] or task_of.get(event['step'], event['ended'])
    if event['never']:
        return f'{task}: {event["what"].strip()}: never {event["never"]}'
    if event['ended']:
        return f'{task}: … → {short(event["came"])}'
    return f'{task}: {event["what"]} ' + ('…' if event['begins'] else f'→ {short(event["came"])}')


def short(came):
    """'0' and '0, result 0 of origin 3' are well."""
    m = re.match(r'(\S+), result (\S+) of origin (\d+)$', came)
    if came == '0' or (m and m[1] == '0' and m[2] in ('0', '0x0')):
        return 'ok'
    return f'{m[2]} from {m[3]}' if m and m[1] == '0' else m[1] if m else came


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
