//! `wxbw audit`: prints the findings as rows and writes an HTML report.

mod enterprises;
mod results;
mod subscribers;

use crate::arguments::{AuditArguments, AuditCommand, MetricsArguments};
use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;

pub(crate) async fn run(arguments: &AuditArguments, session: &Session) -> Result<Exit> {
    match &arguments.command {
        Some(AuditCommand::Subscribers(arguments)) => subscribers::run(arguments, session).await,
        None => enterprises::run(arguments, session).await,
    }
}

/// Returns the name of the command in metrics.
pub(crate) const fn name(arguments: &AuditArguments) -> &'static str {
    match arguments.command {
        Some(AuditCommand::Subscribers(_)) => "audit subscribers",
        None => "audit",
    }
}

pub(crate) const fn metrics(arguments: &AuditArguments) -> &MetricsArguments {
    match &arguments.command {
        Some(AuditCommand::Subscribers(arguments)) => &arguments.common.metrics,
        None => &arguments.common.metrics,
    }
}
