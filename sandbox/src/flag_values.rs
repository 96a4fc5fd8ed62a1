//! Reads the values of options of the command, as JSON.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::generated::options::Fault;
use crate::generated::options::{ClusterSizes, ProvisioningIds};

/// Reads `even`, `zipf`, or numbers with commas between them.
pub(crate) fn cluster_sizes(text: &str) -> Result<Value, String> {
    let sizes = numbers(text).map_or_else(|| text.into(), |numbers| json!(numbers));
    checked::<ClusterSizes>(sizes, "even, zipf or numbers such as 5,3,1")
}

/// Reads a name, or `random:20`.
pub(crate) fn provisioning_ids(text: &str) -> Result<Value, String> {
    let ids = match text.split_once(':') {
        Some((name, count)) => json!({name: serde_json::from_str::<Value>(count).ok()}),
        None => text.replace('-', "_").into(),
    };
    checked::<ProvisioningIds>(ids, "per-cluster, per-enterprise, absent or random:COUNT")
}

/// Reads two numbers.
pub(crate) fn range(text: &str) -> Result<Value, String> {
    let pair = numbers(text).filter(|numbers| numbers.len() == 2);
    pair.map(Into::into).ok_or_else(|| "expected two numbers such as 2,10".to_owned())
}

/// Reads a median and a sigma.
pub(crate) fn log_normal(text: &str) -> Result<Value, String> {
    range(text).map(|pair| json!({"median": pair[0], "sigma": pair[1]}))
}

/// Reads a name, a name with its share, or a fault as JSON.
pub(crate) fn fault(text: &str) -> Result<Fault, String> {
    let fault = match text.split_once('=') {
        _ if text.trim_start().starts_with('{') => serde_json::from_str(text),
        Some((name, share)) => {
            serde_json::from_str(share).map(|share: Value| json!({"name": name, "share": share}))
        }
        None => Ok(json!({"name": text})),
    };
    fault.and_then(Fault::deserialize).map_err(|error| error.to_string())
}

/// Reads a JSON object.
pub(crate) fn object(text: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn numbers(text: &str) -> Option<Vec<f64>> {
    text.split(',')
        .map(|number| number.trim().parse().ok().filter(|it: &f64| it.is_finite()))
        .collect()
}

fn checked<T: serde::de::DeserializeOwned>(value: Value, what: &str) -> Result<Value, String> {
    match T::deserialize(&value) {
        Ok(_) => Ok(value),
        Err(_) => Err(format!("expected {what}")),
    }
}
