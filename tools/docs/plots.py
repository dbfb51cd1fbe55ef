"""Bars as SVG: ours beside others, with the figures in a column at the right."""

import html

WIDTH, LABELS, FIGURES = 720, 190, 120
ROW, BAR, HEAD = 24, 15, 34
OURS, OTHERS, BOUND = "#1f9d74", "#8a99a8", "#c8553d"


def figure(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def bars(title, unit, rows, bound=None):
    """rows: (name, value, whether it is ours); bound: (name, value), drawn as a line."""
    most = max([value for _, value, _ in rows] + ([bound[1]] if bound else []))
    scale = (WIDTH - LABELS - FIGURES) / most
    height = HEAD + len(rows) * ROW + (22 if bound else 8)
    lines = [f'<svg class="plot" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
             f'role="img" aria-label="{html.escape(title)}" font-family="sans-serif" '
             'font-size="12">',
             f'<text x="0" y="16" font-size="14" font-weight="bold">{html.escape(title)}</text>']
    for at, (name, value, ours) in enumerate(rows):
        top = HEAD + at * ROW
        width = max(value * scale, 1)
        lines += [
            f'<text x="{LABELS - 8}" y="{top + 12}" text-anchor="end">{html.escape(name)}</text>',
            f'<rect x="{LABELS}" y="{top}" width="{width:.1f}" height="{BAR}" rx="2" '
            f'fill="{OURS if ours else OTHERS}"/>',
            f'<text x="{WIDTH}" y="{top + 12}" text-anchor="end">{figure(value)} {unit}</text>']
    if bound:
        x, foot = LABELS + bound[1] * scale, HEAD + len(rows) * ROW
        lines += [f'<line x1="{x:.1f}" y1="{HEAD - 6}" x2="{x:.1f}" y2="{foot}" stroke="{BOUND}" '
                  'stroke-width="1.5" stroke-dasharray="4 3"/>',
                  f'<text x="{x:.1f}" y="{foot + 13}" text-anchor="middle" font-size="11">'
                  f'{html.escape(bound[0])} {figure(bound[1])} {unit}</text>']
    return "\n".join([*lines, "</svg>"])
