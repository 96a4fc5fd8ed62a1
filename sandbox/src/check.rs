//! Refuses invalid sandbox options: numbers out of range, and faults that could never apply.

use std::io;

use crate::faults::{Effect, Fault};
use crate::options::{ClusterSizes, LogNormal, OAuthOptions, ProvisioningIds, SandboxOptions};

type Check = Result<(), String>;

impl SandboxOptions {
    /// Refuses options that the sandbox couldn't follow exactly.
    pub(crate) fn check(&self) -> io::Result<()> {
        self.check_fleet()
            .and_then(|()| self.check_clock())
            .and_then(|()| self.check_runs())
            .and_then(|()| self.check_provisioning())
            .and_then(|()| self.check_service())
            .and_then(|()| self.faults.iter().try_for_each(Fault::check))
            .map_err(|reason| io::Error::new(io::ErrorKind::InvalidInput, reason))
    }

    fn check_fleet(&self) -> Check {
        let name = "provisioning_ids_per_cluster";
        at_least_one("clusters", self.clusters)?;
        at_least_one(name, self.provisioning_ids_per_cluster)?;
        if let ProvisioningIds::Random(count) = self.provisioning_ids {
            at_least_one("provisioning_ids", count)?;
        }
        if let ClusterSizes::Shares(shares) = &self.cluster_sizes {
            weights("cluster_sizes", shares)?;
        }
        Ok(())
    }

    fn check_clock(&self) -> Check {
        if !self.manual && !is_positive(self.speed) {
            return Err(expected(
                "speed",
                "a number above 0; `manual` stops the clock",
                self.speed,
            ));
        }
        Ok(())
    }

    fn check_runs(&self) -> Check {
        let (shortest, longest) = self.run_seconds;
        let is_range = is_length(shortest) && is_length(longest) && shortest <= longest;
        if !is_range {
            let what = "the shortest and the longest length in seconds, in this order";
            return Err(format!("`run_seconds`: expected {what}, got {shortest}, {longest}"));
        }
        if let Some(lengths) = self.run_log_normal {
            lengths.check("run_log_normal")?;
        }
        share("run_spread", self.run_spread)?;
        length("clean_up_seconds", self.clean_up_seconds)?;
        share("fail_share", self.fail_share)?;
        share("partial_share", self.partial_share)?;
        share("fail_share and partial_share together", self.fail_share + self.partial_share)?;
        share("external_client_share", self.external_client_share)?;
        if self.fail_share > 0.0 {
            weights("fail_codes", self.fail_codes.values())?;
        }
        if self.partial_share > 0.0 {
            weights("partial_codes", self.partial_codes.values())?;
        }
        Ok(())
    }

    fn check_provisioning(&self) -> Check {
        self.provisioning_log_normal.check("provisioning_log_normal")?;
        self.first_provisioning_log_normal.check("first_provisioning_log_normal")?;
        share("provisioning_fail_share", self.provisioning_fail_share)?;
        share("consent_share", self.consent_share)?;
        length("consent_seconds", self.consent_seconds.unwrap_or_default())?;
        length("billing_report_seconds", self.billing_report_seconds)?;
        share("billing_report_fail_share", self.billing_report_fail_share)?;
        length("switches.removal_seconds", self.switches.removal_seconds)?;
        length("switches.signed_link_seconds", self.switches.signed_link_seconds)
    }

    fn check_service(&self) -> Check {
        for (name, token) in [("token", &self.token), ("read_only_token", &self.read_only_token)] {
            if token.is_empty() {
                return Err(format!("`{name}`: expected a token, got an empty text"));
            }
        }
        if let Some(seconds) = self.token_expires_after {
            length("token_expires_after", seconds)?;
        }
        if !(1..=1000).contains(&self.clamp_max) {
            return Err(expected("clamp_max", "a number from 1 to 1000", self.clamp_max));
        }
        if let Some(rate) = self.rate_limit.filter(|rate| !is_positive(*rate)) {
            return Err(expected("rate_limit", "requests per second, above 0", rate));
        }
        if let Some(burst) = self.rate_burst.filter(|burst| !(burst.is_finite() && *burst >= 1.0)) {
            return Err(expected("rate_burst", "a number of requests, at least 1", burst));
        }
        self.oauth.as_ref().map_or(Ok(()), OAuthOptions::check)
    }
}

impl LogNormal {
    fn check(self, name: &str) -> Check {
        if !is_positive(self.median) {
            return Err(expected(&format!("{name}.median"), "seconds above 0", self.median));
        }
        length(&format!("{name}.sigma"), self.sigma)
    }
}

impl OAuthOptions {
    fn check(&self) -> Check {
        length("oauth.expires_in", self.expires_in)
    }
}

impl Fault {
    /// Refuses a fault that would apply to no request, or to others than it says.
    pub(crate) fn check(&self) -> Check {
        share("share", self.share)?;
        if self.every == 0 {
            return Err(expected("every", "a number of at least 1", 0));
        }
        let applies_to_connections = matches!(self.effect, Effect::Refuse { .. });
        if let Some(operation) = self.operation
            && !applies_to_connections
            && !self.effect.fits(Some(operation))
        {
            let name = self.effect.name();
            return Err(format!("the fault `{name}` can't apply to requests of {operation:?}"));
        }
        self.effect.check()
    }
}

impl Effect {
    fn check(&self) -> Check {
        match self {
            Self::Status { status, .. } | Self::Html { status, .. } => {
                if (200..=599).contains(status) {
                    return Ok(());
                }
                Err(expected("status", "an HTTP status from 200 to 599", status))
            }
            Self::Dribble { bytes, seconds } => {
                at_least_one("bytes", *bytes)?;
                length("seconds", *seconds)
            }
            Self::Slow { seconds } | Self::Late { seconds, .. } | Self::Refuse { seconds } => {
                length("seconds", *seconds)
            }
            _ => Ok(()),
        }
    }
}

fn expected(name: &str, what: &str, got: impl std::fmt::Display) -> String {
    format!("`{name}`: expected {what}, got {got}")
}

fn is_positive(number: f64) -> bool {
    number.is_finite() && number > 0.0
}

/// Whether a number of seconds is a duration that every clock can represent.
fn is_length(seconds: f64) -> bool {
    std::time::Duration::try_from_secs_f64(seconds).is_ok()
}

fn length(name: &str, seconds: f64) -> Check {
    if is_length(seconds) { Ok(()) } else { Err(expected(name, "seconds, at least 0", seconds)) }
}

fn share(name: &str, share: f64) -> Check {
    if (0.0..=1.0).contains(&share) {
        return Ok(());
    }
    Err(expected(name, "a share from 0 to 1; 0.2 is 20 %", share))
}

fn at_least_one(name: &str, count: usize) -> Check {
    if count > 0 { Ok(()) } else { Err(expected(name, "a number of at least 1", count)) }
}

fn weights<'a>(name: &str, weights: impl IntoIterator<Item = &'a f64>) -> Check {
    let mut total = 0.0;
    for weight in weights {
        if !(weight.is_finite() && *weight >= 0.0) {
            return Err(expected(name, "weights of at least 0", weight));
        }
        total += weight;
    }
    if total > 0.0 {
        Ok(())
    } else {
        Err(format!("`{name}`: expected one weight above 0 at least"))
    }
}
