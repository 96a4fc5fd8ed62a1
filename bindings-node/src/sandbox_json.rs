//! Reads JSON for the sandbox, and spells its errors as in JavaScript.

use serde::de::DeserializeOwned;
use webex_broadworks::{Error, Result};
use webex_broadworks_sandbox::from_json;

use crate::spelling::camel;

/// Reads JSON with keys in `snake_case`.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    from_json(text).map_err(|reason| {
        // The backticks of this message enclose a value, not a key.
        let of_value = reason.contains("unknown name");
        refused(&if of_value { reason.replace('`', "\"") } else { reason })
    })
}

/// The sandbox has its keys only in `snake_case`, and puts them in backticks.
pub(crate) fn refused(reason: &str) -> Error {
    let words = reason.split('`').enumerate();
    let words = words.map(|(at, words)| if at % 2 == 1 { camel(words) } else { words.to_owned() });
    Error::invalid_argument(words.collect::<Vec<_>>().join("`"))
}
