"""The bench's table and plot."""

RIVAL = "tbot"
NOTE = "The rival is tbot v15.0.0-dev of December 2023; newer versions open fewer connections."
COLOURS = ("#2563eb", "#0891b2", "#7c3aed", "#9ca3af")


def markdown(table, pairs):
    lines = [
        f"Medians of {pairs} runs in pairs; wall is least–most in brackets. {NOTE}",
        "",
        "| case | round trip | who | wall s | ratio | CPU s | peak MiB | TCP connections | kB on the wire |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for case, rtt, figures in table:
        rival = figures.get(RIVAL)
        for name, f in figures.items():
            ratio = f"{f['wall'] / rival['wall']:.2f}" if rival and name != RIVAL else ""
            lines.append(
                f"| {case} | {rtt} ms | {name} | {f['wall']:.2f} ({f['least']:.2f}–{f['most']:.2f}) | {ratio} "
                f"| {f['cpu']:.2f} | {f['memory']:.0f} | {f['connections']:.0f} | {f['bytes'] / 1000:.0f} |"
            )
    lines += ["", "CPU and memory of `ssh` do not include the program its ProxyCommand starts."]
    return "\n".join(lines)


def page(text):
    return (
        "# What a join costs\n\n" + text + "\n\n![the same as a plot](bench.svg)\n\n"
        "How it is measured: `bench/run` and `bench/README.md`.\n"
    )


def plot(table):
    """One bar a party and case, wall seconds on a line of its own scale per case."""
    rows, y = [], 24
    for case, rtt, figures in table:
        longest = max(f["wall"] for f in figures.values())
        rows.append(f'<text x="8" y="{y}" font-weight="bold">{case}, round trip {rtt} ms</text>')
        y += 10
        for number, (name, f) in enumerate(figures.items()):
            colour = COLOURS[-1] if name == RIVAL else COLOURS[number % 3]
            width = 380 * f["wall"] / longest
            rows.append(f'<rect x="150" y="{y}" width="{width:.1f}" height="14" fill="{colour}"/>')
            rows.append(f'<text x="8" y="{y + 12}">{name}</text>')
            rows.append(f'<text x="{156 + width:.1f}" y="{y + 12}">{f["wall"]:.2f} s</text>')
            y += 20
        y += 24
    rows.append(f'<text x="8" y="{y}" fill="#6b7280">{NOTE}</text>')
    body = "\n".join(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="{y + 16}" font-family="sans-serif" '
        f'font-size="12"><rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )
