//! How a run ends.

use std::collections::BTreeMap;

use crate::codes::{self, CONNECT_FAILURE, PARTIAL_SUCCESS};
use crate::generated::options::SandboxOptions;
use crate::model::SyncError;
use crate::random::Random;

/// The code of a sync of an enterprise without a provisioned user.
const NO_PROVISIONED_USER: u32 = 600_029;
/// How much of the work was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Completion {
    Full,
    Partial,
    None,
}

/// The outcome of a sync, with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunOutcome {
    pub(crate) completion: Completion,
    pub(crate) codes: Vec<u32>,
}

impl RunOutcome {
    /// The outcome for these codes. Without codes, all of the work is done.
    pub(crate) fn of(codes: Vec<u32>) -> Self {
        let completion = if codes.is_empty() {
            Completion::Full
        } else if codes.iter().all(|code| PARTIAL_SUCCESS.contains(code)) {
            Completion::Partial
        } else {
            Completion::None
        };
        Self { completion, codes }
    }

    /// An outcome by the shares and weights of the options.
    pub(crate) fn draw(
        options: &SandboxOptions,
        provisioned_users: u64,
        random: &mut Random,
    ) -> Self {
        let point = random.unit();
        if provisioned_users == 0 {
            Self { completion: Completion::None, codes: vec![NO_PROVISIONED_USER] }
        } else if point < options.fail_share {
            Self { completion: Completion::None, codes: vec![failure(options, random)] }
        } else if point < options.fail_share + options.partial_share {
            let code = weighted(&options.partial_codes, random).unwrap_or(600_018);
            Self { completion: Completion::Partial, codes: vec![code] }
        } else {
            Self { completion: Completion::Full, codes: Vec::new() }
        }
    }

    pub(crate) fn errors(&self) -> Vec<SyncError> {
        self.codes.iter().copied().map(error).collect()
    }
}

/// The description of a code.
pub(crate) fn error(code: u32) -> SyncError {
    SyncError { error_code: code, description: codes::description(code) }
}

/// A code for which a sync fails.
pub(crate) fn failure(options: &SandboxOptions, random: &mut Random) -> u32 {
    match weighted(&options.fail_codes, random) {
        None | Some(CONNECT_FAILURE) => options.switches.connect_failure_code,
        Some(code) => code,
    }
}

/// A code drawn by weight; `None` if no weight is above 0.
fn weighted(weights: &BTreeMap<u32, f64>, random: &mut Random) -> Option<u32> {
    let weight = |weight: &f64| weight.max(0.0);
    let mut point = random.unit() * weights.values().map(weight).sum::<f64>();
    let mut positive = weights.iter().filter(|(_, weight)| **weight > 0.0);
    let last = positive.clone().next_back();
    positive
        .find(|(_, weight)| {
            point -= **weight;
            point < 0.0
        })
        // Rounding may leave a small remainder.
        .or(last)
        .map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(options: &SandboxOptions) -> BTreeMap<Vec<u32>, u32> {
        let mut random = Random::new(1);
        let mut drawn = BTreeMap::new();
        for _ in 0..4000 {
            *drawn.entry(RunOutcome::draw(options, 5, &mut random).codes).or_default() += 1;
        }
        drawn
    }

    #[test]
    fn shares_and_weights_decide_how_runs_end() {
        let drawn = draw(&SandboxOptions {
            fail_share: 0.5,
            partial_share: 0.25,
            fail_codes: [(600_002, 3.0), (600_015, 1.0), (600_001, 0.0)].into(),
            partial_codes: [(600_019, 1.0)].into(),
            ..SandboxOptions::default()
        });
        let expected = [(vec![], 1000), (vec![600_002], 1500), (vec![600_015], 500)];
        for (codes, about) in expected.into_iter().chain([(vec![600_019], 1000)]) {
            let times = drawn[&codes];
            assert!(times.abs_diff(about) < 120, "{codes:?} {times}");
        }
        assert_eq!(drawn.len(), 4);
    }

    #[test]
    fn every_run_error_code_occurs_by_default() {
        let all = |fail_share, partial_share| {
            let options = SandboxOptions { fail_share, partial_share, ..SandboxOptions::default() };
            draw(&options).into_keys().flatten().collect::<Vec<_>>()
        };
        assert_eq!(all(0.0, 1.0), PARTIAL_SUCCESS);
        let failures: Vec<_> = SandboxOptions::default().fail_codes.into_keys().collect();
        assert_eq!(all(1.0, 0.0), failures);
    }

    #[test]
    fn a_connection_failure_has_the_configured_code() {
        let mut options = SandboxOptions { fail_share: 1.0, ..SandboxOptions::default() };
        options.switches.connect_failure_code = 6003;
        options.fail_codes = [(600_014, 1.0)].into();
        assert_eq!(draw(&options), [(vec![6003], 4000)].into());
    }

    #[test]
    fn empty_weights_keep_the_default_codes() {
        let mut options = SandboxOptions { fail_share: 1.0, ..SandboxOptions::default() };
        options.fail_codes.clear();
        assert_eq!(draw(&options), [(vec![600_014], 4000)].into());
    }

    #[test]
    fn codes_determine_the_completion() {
        assert_eq!(RunOutcome::of(vec![]).completion, Completion::Full);
        assert_eq!(RunOutcome::of(vec![600_003, 600_019]).completion, Completion::Partial);
        assert_eq!(RunOutcome::of(vec![600_018, 600_013]).completion, Completion::None);
    }
}
