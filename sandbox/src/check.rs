//! Refuses invalid sandbox options: numbers out of range, and faults that could never apply.

use std::io;

use crate::bounds::{Check, expected, length, positive, weights, within};
use crate::generated::options::Fault;
use crate::generated::options::{ClusterSizes, ProvisioningIds};
use crate::generated::options::{Effect, SandboxOptions};

impl SandboxOptions {
    /// Refuses options that the sandbox couldn't follow exactly.
    pub(crate) fn check(&self) -> io::Result<()> {
        self.check_values("")
            .and_then(|()| self.check_combinations())
            .and_then(|()| self.faults.iter().try_for_each(Fault::check))
            .map_err(|reason| io::Error::new(io::ErrorKind::InvalidInput, reason))
    }

    fn check_combinations(&self) -> Check {
        if let ProvisioningIds::Random(count) = self.provisioning_ids {
            within("provisioning_ids", count, 1, None)?;
        }
        if let ClusterSizes::Shares(shares) = &self.cluster_sizes {
            weights("cluster_sizes", shares)?;
        }
        if !self.manual {
            positive("speed", self.speed)?;
        }
        let (shortest, longest) = self.run_seconds;
        length("run_seconds", shortest)?;
        length("run_seconds", longest)?;
        if shortest > longest {
            let what = "the shortest and the longest length in seconds, in this order";
            return Err(expected("run_seconds", what, format!("{shortest}, {longest}")));
        }
        let ends = self.fail_share + self.partial_share;
        crate::bounds::share("fail_share and partial_share together", ends)?;
        if self.fail_share > 0.0 {
            weights("fail_codes", self.fail_codes.values())?;
        }
        if self.partial_share > 0.0 {
            weights("partial_codes", self.partial_codes.values())?;
        }
        for (name, token) in [("token", &self.token), ("read_only_token", &self.read_only_token)] {
            if token.is_empty() {
                return Err(expected(name, "a token", "an empty text"));
            }
        }
        Ok(())
    }
}

impl Fault {
    /// Refuses a fault that would apply to no request, or to others than it says.
    pub(crate) fn check(&self) -> Check {
        self.aim.check_values("")?;
        self.effect.check_values("")?;
        match self.aim.operation {
            Some(operation)
                if !matches!(self.effect, Effect::Refuse { .. })
                    && !self.effect.fits(Some(operation)) =>
            {
                let name = self.effect.name();
                Err(format!("the fault `{name}` can't apply to requests of {operation:?}"))
            }
            _ => Ok(()),
        }
    }
}
