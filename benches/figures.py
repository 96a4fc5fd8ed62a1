"""Puts the figures of `make bench-sync` into the documentation: two tables and a drawing.

`python benches/figures.py` after `cargo bench ... -- --json docs/cluster-scheduler-figures.json`;
with `--check` nothing is written, and what is stale is an error.
"""

from __future__ import annotations

import json
import sys
from html import escape
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[1] / "docs"
FIGURES = DOCS / "cluster-scheduler-figures.json"
PAGE = DOCS / "cluster-scheduler.md"
DRAWING = DOCS / "night.svg"

Figures = dict[str, Any]


def nights(figures: Figures) -> str:
    """The table of what the scheduler starts with: the figures, their goals, and the plain rule."""
    keys = ["makespanPerOracle", "refusalsPerTrigger", "requestsPerEnterprise"]
    names = ["what the scheduler starts with", "makespan / oracle", "refusals per trigger"]
    names += ["requests per enterprise", "one sync per label: the same three"]
    rows = [f"| {' | '.join(names)} |", "|" + "---|" * len(names)]
    for row in figures["worstOfSeeds"]:
        cells = [
            f"{row['bulkRun'][key]:.{3 if index < 2 else 2}f}" + (f" (≤ {goal:g})" if goal else "")
            for index, (key, goal) in enumerate(zip(keys, row["goals"], strict=True))
        ]
        plain = row["oneSyncPerLabel"]
        rule = ", ".join(f"{plain[key]:.3f}" for key in keys) if plain else "not measured"
        rows.append(f"| {row['start']} | {' | '.join(cells)} | {rule} |")
    return "\n".join(rows)


def others(figures: Figures) -> str:
    """The table of who does it how."""
    recipe = next(row for row in figures["besideOthers"] if row["who"].startswith("one at a time"))
    head = ["| | makespan | speed-up | requests per enterprise |", "|---|---|---|---|"]
    rows = [
        f"| {row['who']} | {row['hours']:.1f} h | {recipe['hours'] / row['hours']:.1f} "
        f"| {row['requestsPerEnterprise']:.1f} |"
        for row in in_order(figures)
    ]
    return "\n".join(head + rows)


def in_order(figures: Figures) -> list[Figures]:
    """The slowest first."""
    return sorted(figures["besideOthers"], key=lambda row: -row["hours"])


# Bars of one hue on both of the site's backgrounds; the text is that of the page around it.
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #333 }
  .title { font-weight: 600 } .others { fill: #9aa5b1 } .own { fill: #1170cf }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd } .others { fill: #66717d } .own { fill: #4da3ff }
  }
"""
NAMES, WIDTH, GAP, STEP = 400, 190, 80, 26


def drawing(figures: Figures) -> str:
    """The same as bars: hours on the left, requests on the right."""
    rows = in_order(figures)
    parts = []
    for column, (title, key, form) in enumerate(
        [
            ("hours", "hours", "{:.1f}"),
            ("requests per enterprise", "requestsPerEnterprise", "{:.1f}"),
        ]
    ):
        left = NAMES + column * (WIDTH + GAP)
        most = max(row[key] for row in rows)
        parts.append(f'<text class="title" x="{left}" y="16">{title}</text>')
        for place, row in enumerate(rows):
            top = 26 + place * STEP
            long = max(row[key] / most * WIDTH, 1)
            kind = "own" if row["who"].startswith("bulk.") else "others"
            parts.append(
                f'<rect class="{kind}" x="{left}" y="{top}" width="{long:.1f}" height="18"/>'
                f'<text x="{left + long + 6:.1f}" y="{top + 14}">{form.format(row[key])}</text>'
            )
    for place, row in enumerate(rows):
        top = 40 + place * STEP
        parts.append(
            f'<text x="{NAMES - 10}" y="{top}" text-anchor="end">{escape(row["who"])}</text>'
        )
    width, height = NAMES + 2 * WIDTH + 2 * GAP, 30 + len(rows) * STEP
    title = f"{figures['enterprises']:,} enterprises in {figures['clusters']} clusters"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        f"<title>{title}, simulated: hours and requests per enterprise of a nightly run</title>"
        f"<style>{STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def filled(page: str, made: dict[str, str]) -> str:
    """The page with what is made between its marks."""
    for name, text in made.items():
        begin, end = f"<!-- figures: {name} -->\n", "\n<!-- figures end -->"
        before, _, rest = page.partition(begin)
        _, found, after = rest.partition(end)
        assert found, f"{PAGE} has no mark for {name}"
        page = before + begin + text + end + after
    return page


def main() -> None:
    figures = json.loads(FIGURES.read_text())
    made = {"nights": nights(figures), "others": others(figures)}
    wanted = {PAGE: filled(PAGE.read_text(), made), DRAWING: drawing(figures)}
    for path, text in wanted.items():
        if path.exists() and path.read_text() == text:
            continue
        if "--check" in sys.argv:
            sys.exit(f"{path} is not what {FIGURES} says: run benches/figures.py")
        path.write_text(text)


if __name__ == "__main__":
    main()
