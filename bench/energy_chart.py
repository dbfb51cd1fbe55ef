"""A picture of bench/energy.py: for each set of traces, the joules of each policy as a bar."""
import html

PANEL_WIDTH, LABELS, FIGURES = 430, 140, 80
ROW, BAR, HEAD = 20, 13, 44
COLUMNS = 2


def panel(name, rows, x, y):
    """rows: (policy, joules, ratio to the optimum)."""
    most = max(joules for _, joules, _ in rows)
    scale = (PANEL_WIDTH - LABELS - FIGURES) / most
    yield f'<text x="{x}" y="{y + 24}" font-size="13" font-weight="bold">{html.escape(name)}</text>'
    for i, (policy, joules, ratio) in enumerate(rows):
        top = y + HEAD - 10 + i * ROW
        colour = "#2a9d6f" if policy == "godwit" else "#7a8ca0"
        yield (f'<text x="{x + LABELS - 6}" y="{top + 11}" text-anchor="end">'
               f"{html.escape(policy)}</text>")
        yield (f'<rect x="{x + LABELS}" y="{top}" width="{joules * scale:.1f}" height="{BAR}" '
               f'fill="{colour}"/>')
        yield (f'<text x="{x + LABELS + joules * scale + 5:.1f}" y="{top + 11}">'
               f"{ratio:.2f}x</text>")
    line = x + LABELS + next(joules for policy, joules, _ in rows if policy == "optimum") * scale
    yield (f'<line x1="{line:.1f}" y1="{y + HEAD - 14}" x2="{line:.1f}" '
           f'y2="{y + HEAD - 10 + len(rows) * ROW}" stroke="#c8553d" stroke-dasharray="4 3"/>')


def chart(title, panels):
    """panels: (name, rows) each."""
    height_of_panel = HEAD + max(len(rows) for _, rows in panels) * ROW + 8
    height = 40 + -(-len(panels) // COLUMNS) * height_of_panel
    width = COLUMNS * PANEL_WIDTH + 20
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
             f'width="{width}" height="{height}" font-family="sans-serif" font-size="11" '
             f'fill="#808890">',
             f'<text x="14" y="24" font-size="15">{html.escape(title)}</text>']
    for i, (name, rows) in enumerate(panels):
        lines += panel(name, rows, 14 + i % COLUMNS * PANEL_WIDTH,
                       36 + i // COLUMNS * height_of_panel)
    return "\n".join([*lines, "</svg>", ""])
