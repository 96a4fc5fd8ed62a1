//! A chart of the ages of the last success, by status, without a script.

use maud::{Markup, html};

use super::color::{self, dot};
use crate::age::{AgeBucket, AgeRow};
use crate::audit::Audit;
use crate::format::{escape_invisible, group_thousands};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 220.0;
/// Numbers are above the bars, and labels below them.
const TOP: f64 = 24.0;
const BOTTOM: f64 = 40.0;

/// The chart and its legend.
pub(super) fn ages(audit: &Audit) -> Markup {
    let rows = audit.ages();
    let bars: Vec<Vec<&AgeRow>> = (0..AgeBucket::ALL.len())
        .map(|order| rows.iter().filter(|row| row.order == order).collect())
        .collect();
    let highest = bars.iter().map(|bar| total(bar)).max().unwrap_or(0);
    if highest == 0 {
        return html! {};
    }
    let mut statuses: Vec<_> = rows.iter().map(|row| row.status.as_str()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    html! {
        figure.wxbw-chart {
            figcaption { "Days since the last success, where directory sync is not off" }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(aria_label(&bars)) {
                @for (at, bar) in bars.iter().enumerate() { (draw_bar(at, bar, highest)) }
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

fn total(bar: &[&AgeRow]) -> usize {
    bar.iter().map(|row| row.enterprises).sum()
}

#[expect(clippy::cast_precision_loss, reason = "pixels")]
fn draw_bar(at: usize, bar: &[&AgeRow], highest: usize) -> Markup {
    let step = WIDTH / AgeBucket::ALL.len() as f64;
    let (left, width) = (step * at as f64 + step * 0.15, step * 0.7);
    let bar_height = |number: usize| (HEIGHT - TOP - BOTTOM) * number as f64 / highest as f64;
    let middle = left + width / 2.0;
    let mut foot = HEIGHT - BOTTOM;
    let title = AgeBucket::ALL.get(at).map_or("", |bucket| bucket.name());
    html! {
        @for row in bar {
            @let height = bar_height(row.enterprises);
            @let top = { foot -= height; foot };
            rect x=(short(left)) y=(short(top)) width=(short(width)) height=(short(height))
                fill=(color::status(&row.status)) {
                title { (escape_invisible(&row.status)) ": " (group_thousands(row.enterprises as u64)) }
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
fn aria_label(bars: &[Vec<&AgeRow>]) -> String {
    let bars = AgeBucket::ALL.iter().zip(bars);
    let bars = bars.map(|(bucket, bar)| format!("{}: {}", bucket.name(), total(bar)));
    format!("Enterprises by days since the last success. {}.", bars.collect::<Vec<_>>().join("; "))
}
