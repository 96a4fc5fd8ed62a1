//! A chart of numbers by age and status, without a script.

use maud::{Markup, html};

use super::color::{self, dot};
use crate::format::{escape_invisible, group_thousands};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 220.0;
/// Numbers are above the bars, and labels below them.
const TOP: f64 = 24.0;
const BOTTOM: f64 = 40.0;

/// A part of a bar: how many there are of one age and one status.
pub(crate) struct Bar {
    pub(crate) bucket: &'static str,
    pub(crate) status: String,
    pub(crate) count: usize,
}

/// The chart and its legend. `label` describes it to screen readers.
pub(crate) fn bars(caption: &str, label: &str, buckets: &[&str], parts: &[Bar]) -> Markup {
    let bars: Vec<Vec<&Bar>> = buckets
        .iter()
        .map(|bucket| parts.iter().filter(|part| part.bucket == *bucket).collect())
        .collect();
    let highest = bars.iter().map(|bar| total(bar)).max().unwrap_or(0);
    if highest == 0 {
        return html! {};
    }
    let mut statuses: Vec<_> = parts.iter().map(|part| part.status.as_str()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    html! {
        figure.wxbw-chart {
            figcaption { (caption) }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img"
                aria-label=(aria_label(label, buckets, &bars)) {
                @for (at, (bucket, bar)) in buckets.iter().zip(&bars).enumerate() {
                    (draw_bar(at, bucket, bar, (buckets.len(), highest)))
                }
                line.wxbw-axis x1="0" x2=(WIDTH) y1=(HEIGHT - BOTTOM) y2=(HEIGHT - BOTTOM) {}
            }
            ul.wxbw-legend {
                @for status in statuses {
                    li { (dot(color::status(status))) bdi { (escape_invisible(status)) } }
                }
            }
        }
    }
}

fn total(bar: &[&Bar]) -> usize {
    bar.iter().map(|row| row.count).sum()
}

#[expect(clippy::cast_precision_loss, reason = "pixels")]
fn draw_bar(at: usize, title: &str, bar: &[&Bar], (bars, highest): (usize, usize)) -> Markup {
    let step = WIDTH / bars as f64;
    let (left, width) = (step * at as f64 + step * 0.15, step * 0.7);
    let bar_height = |number: usize| (HEIGHT - TOP - BOTTOM) * number as f64 / highest as f64;
    let middle = left + width / 2.0;
    let mut foot = HEIGHT - BOTTOM;
    html! {
        @for row in bar {
            @let height = bar_height(row.count);
            @let top = { foot -= height; foot };
            rect x=(short(left)) y=(short(top)) width=(short(width)) height=(short(height))
                fill=(color::status(&row.status)) {
                title { (escape_invisible(&row.status)) ": " (group_thousands(row.count as u64)) }
            }
        }
        @if !bar.is_empty() {
            text.wxbw-value x=(short(middle)) y=(short(foot - 6.0)) { (group_thousands(total(bar) as u64)) }
        }
        text x=(short(middle)) y=(short(HEIGHT - BOTTOM + 20.0)) { (title) }
    }
}

fn short(number: f64) -> String {
    format!("{number:.1}")
}

/// The text of the chart for screen readers.
fn aria_label(label: &str, buckets: &[&str], bars: &[Vec<&Bar>]) -> String {
    let numbers: Vec<_> =
        buckets.iter().zip(bars).map(|(bucket, bar)| format!("{bucket}: {}", total(bar))).collect();
    format!("{label}. {}.", numbers.join("; "))
}
