//! Changes a sandbox by the names of its methods, for callers in another language.

use std::io;
use std::time::Duration;

use webex_broadworks::Error;
use webex_broadworks_sandbox::{NextRun, Sandbox};

use crate::option_source::{OptionSource, required};

/// Calls a method of a sandbox that changes its state, with arguments by name.
pub(crate) fn change_sandbox<S: OptionSource>(
    sandbox: &Sandbox,
    method: &str,
    given: &S,
) -> Result<io::Result<()>, S::Error> {
    let text = |name| -> Result<String, S::Error> { Ok(required(name, given.text(name)?)?) };
    let length =
        || -> Result<Duration, S::Error> { Ok(required("length", given.duration("length")?)?) };
    Ok(match method {
        "advance" => {
            sandbox.advance(length()?);
            Ok(())
        }
        "clear_requests" => {
            sandbox.clear_requests();
            Ok(())
        }
        "grant_consent" => sandbox.grant_consent(&text("subscriber_id")?),
        "hold_cluster" => {
            let cluster = required("cluster", given.count("cluster")?)?;
            sandbox.hold_cluster(cluster, length()?)
        }
        "occupy" => sandbox.occupy(&text("enterprise_id")?),
        "remove_user" => sandbox.remove_user(&text("enterprise_id")?, &text("user_id")?),
        "set_faults" => {
            sandbox.set_faults(required("faults", given.data("faults")?)?);
            Ok(())
        }
        "set_next_run" => {
            let seconds = given.duration("length")?.map(|length| length.as_secs_f64());
            let next = NextRun { seconds, codes: given.data("codes")? };
            sandbox.set_next_run(&text("enterprise_id")?, next)
        }
        "set_token" => {
            sandbox.set_token(&text("token")?);
            Ok(())
        }
        "touch_user" => sandbox.touch_user(&text("enterprise_id")?, &text("user_id")?),
        _ => return Err(Error::internal(format!("a sandbox has no method {method}")).into()),
    })
}
