# SPDX-License-Identifier: GPL-2.0-only
"""The lines "deadlock: ..." of KUnit suite optee_scmi_deadlock: which runs ended, when each client did, who waited for whom."""
import re

RUN = re.compile(r'deadlock: threads=(\d+) clients=(\d+) system=([01]) (ended|halted) frames=(\d+) changes=(\d+)')
LANE = re.compile(r'deadlock: lane threads=(\d+) system=([01]) client=(\d+) begin=(-?\d+) end=(-?\d+)')
WAIT = re.compile(r'deadlock: wait (.+?) -> (.+)')
LANE_HEIGHT, WIDTH, LEFT = 18, 760, 90


def table(runs, system):
    """Lines: a row for each number of thread contexts, a column for each number of clients."""
    threads = sorted({t for t, _, s in runs if s == system})
    clients = sorted({n for _, n, s in runs if s == system})
    lines = ['threads   ' + ' '.join(f'{n:>8}' for n in clients) + '  clients']
    for t in threads:
        cells = (runs.get((t, n, system), '-') for n in clients)
        lines.append(f'{t:>8}  ' + ' '.join(f'{dict(ended="ends", halted="DEADLOCK").get(c, c):>8}' for c in cells))
    return lines


def timeline(lanes):
    """An SVG: for each shown run a lane for each client, from its start to its end, or to the margin when it has none."""
    shown = sorted({(t, s) for t, s, _ in lanes})
    rows, y = [], 30
    for t, s in shown:
        mine = {c: v for (lt, ls, c), v in lanes.items() if (lt, ls) == (t, s)}
        last = max([end for _, end in mine.values() if end > 0] or [1])
        rows.append(f'<text x="4" y="{y}">{t} thread contexts, {len(mine)} clients, '
                    f'{"with" if s else "without"} the system session</text>')
        y += 8
        for c, (begin, end) in sorted(mine.items()):
            x0 = LEFT + (WIDTH - LEFT) * max(begin, 0) / last if end >= 0 else LEFT
            x1 = LEFT + (WIDTH - LEFT) * end / last if end >= 0 else WIDTH
            colour, word = ('#2a7', f'{end - begin} events of the secure world') if end >= 0 else ('#c33', 'never ends')
            rows.append(f'<text x="4" y="{y + 13}">client {c}</text><rect x="{x0:.1f}" y="{y + 2}" '
                        f'width="{max(x1 - x0, 1):.1f}" height="{LANE_HEIGHT - 4}" fill="{colour}"><title>{word}</title></rect>')
            y += LANE_HEIGHT
        y += 30
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + 10}" height="{y}" font-family="sans-serif" '
            f'font-size="12" role="img"><title>Who ends, and when</title>' + '\n'.join(rows) + '</svg>\n')


def read(log):
    """{'runs': {(contexts, clients, with the system session): 'ended' or 'halted'},
    'lanes': {(contexts, with it, client): (begin, end)}, 'waits': [(who, for what)] at the first deadlock}"""
    first = log.partition(' halted ')[2]
    return {'runs': {(int(t), int(n), s == '1'): end for t, n, s, end, _, _ in RUN.findall(log)},
            'lanes': {(int(t), s == '1', int(c)): (int(b), int(e)) for t, s, c, b, e in LANE.findall(log)},
            'waits': WAIT.findall(first.partition('deadlock: threads=')[0])}


def dot(waits):
    """The wait-for graph, for graphviz."""
    return 'digraph deadlock {\nbgcolor=transparent;\nnode [shape=box style=rounded fontname="sans-serif" fontsize=11];\n' + ''.join(
        f'  "{a}" -> ' + ' -> '.join(f'"{p}"' for p in b.split(' -> ')) + ';\n' for a, b in waits) + '}\n'
