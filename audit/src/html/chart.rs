//! How long ago enterprises were last synced, by their status: a drawing without a script.

use maud::{Markup, html};

use super::colour::{self, dot};
use crate::Audit;
use crate::age::{AGE_SPANS, AgeRow};
use crate::words::{count, visible};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 220.0;
/// Above the bars stand their numbers, below them what they are of.
const TOP: f64 = 24.0;
const BOTTOM: f64 = 40.0;

/// The drawing, and what its colours mean.
pub(super) fn ages(audit: &Audit) -> Markup {
    let rows = audit.ages();
    let bars: Vec<Vec<&AgeRow>> = (0..AGE_SPANS.len())
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
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(spoken(&bars)) {
                @for (at, bar) in bars.iter().enumerate() { (drawn(at, bar, highest)) }
                line.wxbw-axis x1="0" x2=(WIDTH) y1=(HEIGHT - BOTTOM) y2=(HEIGHT - BOTTOM) {}
            }
            ul.wxbw-legend {
                @for status in statuses {
                    li { (dot(colour::status(status))) bdi { (visible(status)) } }
                }
            }
        }
    }
}

fn total(bar: &[&AgeRow]) -> usize {
    bar.iter().map(|row| row.enterprises).sum()
}

#[expect(clippy::cast_precision_loss, reason = "pixels")]
fn drawn(at: usize, bar: &[&AgeRow], highest: usize) -> Markup {
    let step = WIDTH / AGE_SPANS.len() as f64;
    let (left, width) = (step * at as f64 + step * 0.15, step * 0.7);
    let tall = |number: usize| (HEIGHT - TOP - BOTTOM) * number as f64 / highest as f64;
    let middle = left + width / 2.0;
    let mut foot = HEIGHT - BOTTOM;
    let title = AGE_SPANS.get(at).map_or("", |(_, title)| title);
    html! {
        @for row in bar {
            @let height = tall(row.enterprises);
            @let top = { foot -= height; foot };
            rect x=(short(left)) y=(short(top)) width=(short(width)) height=(short(height))
                fill=(colour::status(&row.status)) {
                title { (visible(&row.status)) ": " (count(row.enterprises as u64)) }
            }
        }
        @if !bar.is_empty() {
            text.wxbw-value x=(short(middle)) y=(short(foot - 6.0)) { (count(total(bar) as u64)) }
        }
        text x=(short(middle)) y=(short(HEIGHT - BOTTOM + 20.0)) { (title) }
    }
}

fn short(number: f64) -> String {
    format!("{number:.1}")
}

/// The drawing for those who hear it.
fn spoken(bars: &[Vec<&AgeRow>]) -> String {
    let bars = AGE_SPANS.iter().zip(bars);
    let bars = bars.map(|((_, title), bar)| format!("{title}: {}", total(bar)));
    format!("Enterprises by days since the last success. {}.", bars.collect::<Vec<_>>().join("; "))
}
