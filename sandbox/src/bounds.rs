//! The bounds of numbers in options.

use std::fmt::Display;
use std::time::Duration;

/// The reason why a value is refused, as a clause.
pub(crate) type Check = Result<(), String>;

pub(crate) fn expected(name: &str, what: &str, got: impl Display) -> String {
    format!("`{name}`: expected {what}, got {got}")
}

/// Seconds that every clock can represent.
pub(crate) fn length(name: &str, seconds: f64) -> Check {
    let is_length = Duration::try_from_secs_f64(seconds).is_ok();
    if is_length { Ok(()) } else { Err(expected(name, "seconds, at least 0", seconds)) }
}

pub(crate) fn positive(name: &str, number: f64) -> Check {
    let is_positive = number.is_finite() && number > 0.0;
    if is_positive { Ok(()) } else { Err(expected(name, "a number above 0", number)) }
}

pub(crate) fn share(name: &str, share: f64) -> Check {
    let is_share = (0.0..=1.0).contains(&share);
    if is_share { Ok(()) } else { Err(expected(name, "a share from 0 to 1; 0.2 is 20 %", share)) }
}

pub(crate) fn within<T: Copy + PartialOrd + Display>(
    name: &str,
    number: T,
    min: T,
    max: Option<T>,
) -> Check {
    if number >= min && max.is_none_or(|max| number <= max) {
        return Ok(());
    }
    let what = max.map_or_else(
        || format!("a number of at least {min}"),
        |max| format!("a number from {min} to {max}"),
    );
    Err(expected(name, &what, number))
}

/// Numbers of which at least one is above 0.
pub(crate) fn weights<'a>(name: &str, weights: impl IntoIterator<Item = &'a f64>) -> Check {
    let mut total = 0.0;
    for weight in weights {
        if !(weight.is_finite() && *weight >= 0.0) {
            return Err(expected(name, "weights of at least 0", weight));
        }
        total += weight;
    }
    let reason = || format!("`{name}`: expected one weight above 0 at least");
    if total > 0.0 { Ok(()) } else { Err(reason()) }
}
