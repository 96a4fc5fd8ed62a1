"""Plots of an audit, drawn with Altair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from .generated._errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable

    import altair as alt

    from .generated._records import AuditEnterprise, PlotKind

    Chart = alt.Chart | alt.LayerChart

# How many points a plot shows: more of them hide each other and take long to draw.
_POINTS = 3000

_WIDTH = 620
_ADDED, _DELETED = "#3b82d6", "#d64550"


def plot(
    audit: _core.Audit, kind: PlotKind | None
) -> alt.Chart | alt.LayerChart | alt.VConcatChart:
    """Draws one plot, or all for which there is something to see."""
    alt = _altair()
    if kind is None:
        charts = [draw(audit) for draw in _KINDS.values()]
        shown = [chart for chart in charts if chart is not None]
        if not shown:
            return _nothing("no enterprises")
        return _finished(alt.vconcat(*shown, spacing=36).resolve_scale(color="independent"))
    if kind not in _KINDS:
        known = ", ".join(repr(name) for name in _KINDS)
        message = f"`kind`: expected one of {known}, or nothing for all plots, got {kind!r}"
        raise InvalidArgumentError(message, safe_to_retry=True)
    chart = _KINDS[kind](audit)
    return _nothing(_MISSING[kind]) if chart is None else _finished(chart)


def _altair() -> Any:
    try:
        import altair as alt
    except ImportError as error:
        message = 'plots are drawn with Altair: pip install "webex-broadworks[plot]"'
        raise ImportError(message, name="altair") from error
    return alt


def _finished(chart: Any) -> Any:
    axes = chart.configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal")
    legends = axes.configure_legend(labelFontSize=12, titleFontSize=12)
    titles = legends.configure_title(
        anchor="start", frame="group", fontSize=15, subtitleFontSize=12, offset=12
    )
    return titles.configure_view(strokeWidth=0)


def _nothing(why: str) -> alt.Chart:
    alt = _altair()
    data = alt.Data(values=[{"why": f"Nothing to show: {why}."}])
    chart = alt.Chart(data, width=_WIDTH, height=80).mark_text(fontSize=14, color="#767d86")
    return chart.encode(text="why:N").configure_view(strokeWidth=0)


def _status_color(statuses: set[str]) -> Any:
    alt = _altair()
    known, other = _core.audit_colors()
    colors = dict(known)
    domain = sorted(statuses, key=lambda status: (status not in colors, status))
    scale = alt.Scale(domain=domain, range=[colors.get(status, other) for status in domain])
    return alt.Color("status:N", title="Status", scale=scale)


def _ages(audit: _core.Audit) -> Chart | None:
    alt = _altair()
    rows = audit.ages()
    if not rows:
        return None
    buckets = _core.age_buckets()
    base = alt.Chart(
        alt.Data(values=rows),
        width=_WIDTH,
        height=240,
        title=alt.TitleParams(
            "How long ago the last success was", subtitle="Enterprises whose sync is not off"
        ),
    )
    axis = alt.Axis(labelAngle=0)
    across = alt.X("days:N", title="Days since the last success", sort=buckets, axis=axis).scale(
        domain=buckets
    )
    up = alt.Y("enterprises:Q", title="Enterprises", axis=alt.Axis(tickMinStep=1))
    told = [
        alt.Tooltip("days:N", title="Days"),
        alt.Tooltip("status:N", title="Status"),
        alt.Tooltip("enterprises:Q", title="Enterprises", format=","),
    ]
    color = _status_color({row["status"] for row in rows})
    bars = base.mark_bar().encode(across, up, color, tooltip=told)
    totals = base.mark_text(dy=-8, fontSize=12).encode(
        across,
        alt.Y("sum(enterprises):Q", title="Enterprises"),
        text=alt.Text("sum(enterprises):Q", format=","),
    )
    return bars + totals


def _errors(audit: _core.Audit) -> Chart | None:
    alt = _altair()
    by_code: dict[str, dict[str, Any]] = {}
    for row in audit.rows("errors"):
        code = "no code" if row["code"] is None else str(row["code"])
        bar = by_code.setdefault(code, {**row, "code": code, "enterprises": 0})
        bar["enterprises"] += row["enterprises"]
    rows = sorted(by_code.values(), key=lambda bar: -bar["enterprises"])
    if not rows:
        return None
    for bar in rows:
        bar["label"] = f"{bar['enterprises']:,}   {bar['name'] or ''}"
    base = alt.Chart(
        alt.Data(values=rows),
        width=_WIDTH,
        height=alt.Step(26),
        title="Error codes of the last syncs",
    )
    down = alt.Y("code:N", title="Code", sort=None)
    # Behind the longest bar there is room for its name.
    room = alt.Scale(domain=[0, rows[0]["enterprises"] * 1.6], nice=False)
    axis = alt.Axis(tickMinStep=1, format=",d", grid=False)
    along = alt.X("enterprises:Q", title="Enterprises", scale=room, axis=axis)
    told = [
        alt.Tooltip("code:N", title="Code"),
        alt.Tooltip("enterprises:Q", title="Enterprises", format=","),
        alt.Tooltip("meaning:N", title="Meaning"),
        alt.Tooltip("remedy:N", title="What to do"),
    ]
    bars = base.mark_bar(color=_DELETED).encode(along, down, tooltip=told)
    numbers = base.mark_text(align="left", dx=5, fontSize=12)
    return bars + numbers.encode(along, down, text="label:N")


def _durations(audit: _core.Audit) -> Chart | None:
    alt = _altair()
    points = [point for row in audit.rows("enterprises") if (point := _point(row)) is not None]
    if not points:
        return None
    step = -(-len(points) // _POINTS)
    shown = points[::step]
    title = "Duration of the last sync"
    if step > 1:
        subtitle = f"Every {step}th of {len(points):,} enterprises"
    else:
        subtitle = f"{len(points):,} enterprises"
    ticks = [1, 10, 60, 600, 3600, 36000]
    seconds = [point["duration"] for point in points]
    axis = alt.Axis(
        values=ticks,
        labelExpr=(
            "datum.value < 60 ? datum.value + ' s' : datum.value < 3600 ? "
            "datum.value / 60 + ' min' : datum.value / 3600 + ' h'"
        ),
    )
    low, high = min(1.0, *seconds), max(60.0, *seconds) * 1.3
    scale = alt.Scale(type="log", domain=[max(low, 0.01), high], nice=False)
    sizes = alt.Axis(
        values=[0, 1, 10, 100, 1000, 10_000, 100_000], labelExpr="format(datum.value, ',')"
    )
    base = alt.Chart(
        alt.Data(values=shown),
        width=_WIDTH,
        height=300,
        title=alt.TitleParams(title, subtitle=subtitle),
    )
    return base.mark_circle(size=42, opacity=0.65).encode(
        alt.X(
            "size:Q",
            title="Users and machine accounts",
            scale=alt.Scale(type="symlog"),
            axis=sizes,
        ),
        alt.Y("duration:Q", title="Length of the run", scale=scale, axis=axis),
        _status_color({point["status"] for point in points}),
        tooltip=[
            alt.Tooltip("name:N", title="Enterprise"),
            alt.Tooltip("status:N", title="Status"),
            alt.Tooltip("size:Q", title="Users and machine accounts", format=","),
            alt.Tooltip("duration:Q", title="Seconds", format=",.1f"),
        ],
    )


def _point(row: AuditEnterprise) -> dict[str, Any] | None:
    users, machines = row["totalExternalUsersInCI"], row["totalExternalMachinesInCI"]
    if not row["duration"] or (users is None and machines is None):
        return None
    return {
        "name": row["spEnterpriseId"] or row["enterpriseId"],
        "status": row["status"],
        "duration": row["duration"],
        "size": (users or 0) + (machines or 0),
    }


def _changes(audit: _core.Audit) -> Chart | None:
    alt = _altair()
    rows: list[dict[str, Any]] = []
    for row in audit.rows("trends"):
        added = row["usersAdded"] + row["machinesAdded"]
        deleted = row["usersDeleted"] + row["machinesDeleted"]
        told = {"day": row["day"], "runs": row["runs"]}
        rows.append({**told, "what": "added", "number": added, "signed": added})
        rows.append({**told, "what": "deleted", "number": deleted, "signed": -deleted})
    if not rows:
        return None
    scale = alt.Scale(domain=["added", "deleted"], range=[_ADDED, _DELETED])
    base = alt.Chart(
        alt.Data(values=rows),
        width=_WIDTH,
        height=220,
        title=alt.TitleParams(
            "Users and machine accounts added and deleted",
            subtitle="By the day on which the run ended, as far as the ledger knows it",
        ),
    )
    return base.mark_bar().encode(
        alt.X(
            "utcyearmonthdate(day):T",
            title="Day (UTC)",
            axis=alt.Axis(format="%-d %b", labelSeparation=14),
        ),
        alt.Y(
            "sum(signed):Q",
            title="Added, and below 0 deleted",
            axis=alt.Axis(labelExpr="format(abs(datum.value), ',')"),
        ),
        alt.Color("what:N", title=None, scale=scale),
        tooltip=[
            alt.Tooltip("day:N", title="Day"),
            alt.Tooltip("what:N", title="What"),
            alt.Tooltip("sum(number):Q", title="Number", format=","),
            alt.Tooltip("sum(runs):Q", title="Runs", format=","),
        ],
    )


_KINDS: dict[str, Callable[[_core.Audit], Chart | None]] = {
    "age": _ages,
    "errors": _errors,
    "duration": _durations,
    "changes": _changes,
}

_MISSING = {
    "age": "no enterprise has directory sync on",
    "errors": "no run has an error",
    "duration": "no run has ended",
    "changes": "no runs are known; pass `ledger` to the audit",
}
