//! The measured numbers of one simulated night.

use serde_json::{Value, json};

/// The results of one night.
pub(crate) struct Night {
    pub(crate) ratio: f64,
    pub(crate) refusals: f64,
    pub(crate) requests: f64,
    pub(crate) done: bool,
}

/// The worst of several nights, figure by figure.
pub(crate) fn worst(nights: &[Night]) -> Night {
    let most = |of: fn(&Night) -> f64| nights.iter().map(of).fold(f64::MIN, f64::max);
    Night {
        ratio: most(|night| night.ratio),
        refusals: most(|night| night.refusals),
        requests: most(|night| night.requests),
        done: nights.iter().all(|night| night.done),
    }
}

impl Night {
    pub(crate) fn line(&self, start: &str, by: &str) -> String {
        let starved = if self.done { "" } else { " (NOT ALL DONE)" };
        format!(
            "| {start}{starved} | {by} | {:.3} | {:.3} | {:.2} |",
            self.ratio, self.refusals, self.requests
        )
    }

    pub(crate) fn json(&self) -> Value {
        let rounded = |figure: f64| (figure * 1_000.0).round() / 1_000.0;
        json!({
            "makespanPerOracle": rounded(self.ratio),
            "refusalsPerTrigger": rounded(self.refusals),
            "requestsPerEnterprise": rounded(self.requests),
            "allDone": self.done,
        })
    }
}
