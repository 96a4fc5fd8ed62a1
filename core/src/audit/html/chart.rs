//! How long ago enterprises were last synced, by their status: a drawing without a script.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::colour::{self, dot};
use crate::audit::Audit;
use crate::audit::enterprise::EnterpriseRow;
use crate::audit::words::{count, visible};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 220.0;
/// Above the bars stand their numbers, below them what they are of.
const TOP: f64 = 24.0;
const BOTTOM: f64 = 40.0;

/// Up to how many days, and what it is called; the last is for those without a success.
const BARS: [(f64, &str); 8] = [
    (1.0, "up to 1 day"),
    (2.0, "1\u{2013}2"),
    (4.0, "2\u{2013}4"),
    (8.0, "4\u{2013}8"),
    (16.0, "8\u{2013}16"),
    (32.0, "16\u{2013}32"),
    (f64::INFINITY, "more"),
    (f64::NAN, "no success"),
];

/// How many enterprises of each status there are in each bar.
type Counts<'a> = [BTreeMap<&'a str, usize>; BARS.len()];

/// The drawing, and what its colours mean.
pub(super) fn ages(audit: &Audit) -> Markup {
    let enabled = audit.enterprises.iter().filter(|row| row.enabled != Some(false));
    let mut counts = Counts::default();
    for row in enabled {
        if let Some(bar) = counts.get_mut(bar_of(row)) {
            *bar.entry(&row.status).or_default() += 1;
        }
    }
    let highest = counts.iter().map(|bar| bar.values().sum::<usize>()).max().unwrap_or(0);
    if highest == 0 {
        return html! {};
    }
    let mut statuses: Vec<_> = counts.iter().flat_map(BTreeMap::keys).copied().collect();
    statuses.sort_unstable();
    statuses.dedup();
    html! {
        figure.wxbw-chart {
            figcaption { "Days since the last success, where directory sync is not off" }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(spoken(&counts)) {
                @for (at, bar) in counts.iter().enumerate() { (drawn(at, bar, highest)) }
                line.wxbw-axis x1="0" x2=(WIDTH) y1=(HEIGHT - BOTTOM) y2=(HEIGHT - BOTTOM) {}
            }
            ul.wxbw-legend {
                @for status in statuses { li { (dot(colour::status(status))) bdi { (visible(status)) } } }
            }
        }
    }
}

fn bar_of(row: &EnterpriseRow) -> usize {
    match row.age {
        None => BARS.len() - 1,
        Some(age) => BARS.iter().position(|(days, _)| age <= days * 86_400.0).unwrap_or(0),
    }
}

#[expect(clippy::cast_precision_loss, reason = "pixels")]
fn drawn(at: usize, bar: &BTreeMap<&str, usize>, highest: usize) -> Markup {
    let step = WIDTH / BARS.len() as f64;
    let (left, width) = (step * at as f64 + step * 0.15, step * 0.7);
    let tall = |number: usize| (HEIGHT - TOP - BOTTOM) * number as f64 / highest as f64;
    let middle = left + width / 2.0;
    let total: usize = bar.values().sum();
    let mut foot = HEIGHT - BOTTOM;
    let title = BARS.get(at).map_or("", |(_, title)| title);
    html! {
        @for (status, number) in bar {
            @let height = tall(*number);
            @let top = { foot -= height; foot };
            rect x=(short(left)) y=(short(top)) width=(short(width)) height=(short(height))
                fill=(colour::status(status)) {
                title { (visible(status)) ": " (count(*number as u64)) }
            }
        }
        @if total > 0 {
            text.wxbw-value x=(short(middle)) y=(short(foot - 6.0)) { (count(total as u64)) }
        }
        text x=(short(middle)) y=(short(HEIGHT - BOTTOM + 20.0)) { (title) }
    }
}

fn short(number: f64) -> String {
    format!("{number:.1}")
}

/// The drawing for those who hear it.
fn spoken(counts: &Counts<'_>) -> String {
    let bars = BARS.iter().zip(counts);
    let bars = bars.map(|((_, title), bar)| format!("{title}: {}", bar.values().sum::<usize>()));
    format!("Enterprises by days since the last success. {}.", bars.collect::<Vec<_>>().join("; "))
}
