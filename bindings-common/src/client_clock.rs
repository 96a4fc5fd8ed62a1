//! The clock of a client in tests.

use std::sync::Arc;
use std::time::SystemTime;

use webex_broadworks::ClientBuilder;
use webex_broadworks::internals::ScaledClock;
use webex_broadworks_sandbox::Sandbox;

/// The source of a client's wall clock, if it isn't the computer's.
pub enum WallClock {
    /// Shows this time when the client is created.
    From(SystemTime),
    /// Shows the time of a sandbox. The client doesn't keep it running.
    Of(Arc<Sandbox>),
}

/// Gives a client that clock, and pauses that pass at this speed.
///
/// Default of the speed: that of the sandbox, else 1.
pub(crate) fn with_clock(
    builder: ClientBuilder,
    speed: Option<f64>,
    wall: Option<&WallClock>,
) -> ClientBuilder {
    match wall {
        Some(WallClock::From(start)) => {
            builder.clock(ScaledClock::new(speed.unwrap_or(1.0)).starting_at(*start))
        }
        Some(WallClock::Of(sandbox)) => {
            let clock = sandbox.clock();
            let scaled = ScaledClock::new(speed.unwrap_or_else(|| clock.client_speed()));
            builder.clock(scaled.with_wall(move || clock.wall()))
        }
        None => match speed {
            Some(speed) => builder.clock(ScaledClock::new(speed)),
            None => builder,
        },
    }
}
