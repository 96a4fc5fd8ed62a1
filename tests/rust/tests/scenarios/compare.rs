//! What a call came to, beside what its scenario says.

use serde_json::{Value, json};
use webex_broadworks::{Error, Operation, snake_case};
use webex_broadworks_sandbox::LoggedRequest;

use crate::TOKEN;
use crate::play::{Call, ExpectedError, ExpectedRequest, Outcome, Scenario};

pub(crate) fn compare_outcome(scenario: &Scenario, outcome: &Outcome, faults: &mut Vec<String>) {
    let expectations = [&scenario.result, &scenario.result_has].into_iter().flatten().count();
    if expectations + usize::from(scenario.error.is_some()) != 1 {
        faults.push("a scenario has one of `result`, `result_has` and `error`".to_owned());
    }
    match (&outcome.result, &scenario.error) {
        (Ok(result), None) => compare_result(scenario, result, faults),
        (Err(error), Some(expected)) => compare_error(expected, error, outcome.items, faults),
        (Ok(result), Some(expected)) => {
            faults.push(format!("the result is {result}\n      instead of a {}", expected.class));
        }
        (Err(error), None) => {
            let class = error.kind().class_name();
            faults.push(format!("a {class} instead of the result: {error}"));
        }
    }
    if scenario.progress.as_ref().is_some_and(|expected| *expected != outcome.progress) {
        faults.push(format!("the progress is {:?}", outcome.progress));
    }
    if scenario.waiting.as_ref().is_some_and(|expected| *expected != outcome.waiting) {
        faults.push(format!("the waiting is {:?}", outcome.waiting));
    }
}

fn compare_result(scenario: &Scenario, result: &Value, faults: &mut Vec<String>) {
    if let Some(expected) = &scenario.result {
        // As text, so that the order of keys and the form of numbers count.
        let (result, expected) = (result.to_string(), expected.to_string());
        if result != expected {
            faults.push(format!("the result is {result}\n      instead of {expected}"));
        }
    }
    if scenario.result_has.as_ref().is_some_and(|expected| !has(result, expected)) {
        faults.push(format!("the result has something else: {result}"));
    }
}

/// Whether all that is expected is there.
fn has(value: &Value, expected: &Value) -> bool {
    match expected {
        Value::Object(keys) => keys.iter().all(|(key, inner)| has(&value[key], inner)),
        other => value == other,
    }
}

fn compare_error(expected: &ExpectedError, error: &Error, items: usize, faults: &mut Vec<String>) {
    let class = error.kind().class_name();
    let message = error.to_string();
    if class != expected.class {
        faults.push(format!("a {class} instead of a {}: {message}", expected.class));
    }
    let record = error.to_record(snake_case);
    for (name, expected) in &expected.fields {
        match record.get(camel(name)) {
            None => faults.push(format!("an error has no field {name}")),
            Some(value) if equal(value, expected) => {}
            Some(value) => faults.push(format!("`{name}` is {value} instead of {expected}")),
        }
    }
    for text in &expected.message {
        if !message.contains(text) {
            faults.push(format!("the message does not contain {text:?}: {message}"));
        }
    }
    for text in &expected.not_in_message {
        if message.contains(text) {
            faults.push(format!("the message contains {text:?}: {message}"));
        }
    }
    if format!("{message} {error:?} {record}").contains(TOKEN) {
        faults.push("the error shows the token".to_owned());
    }
    if expected.items_before.is_some_and(|before| before != items) {
        faults.push(format!("{items} items came before the error"));
    }
}

/// Equal as JSON, where 194 and 194.0 are one number.
fn equal(left: &Value, right: &Value) -> bool {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left.total_cmp(&right).is_eq(),
        _ => left == right,
    }
}

fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let mut camel = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (first, rest) = part.split_at(part.len().min(1));
        camel += &first.to_uppercase();
        camel += rest;
    }
    camel
}

pub(crate) fn compare_requests(
    place: &str,
    expected: &[&ExpectedRequest],
    seen: &[LoggedRequest],
    faults: &mut Vec<String>,
) {
    if expected.len() != seen.len() {
        let seen: Vec<String> =
            seen.iter().map(|it| format!("{} {}", it.method, it.target)).collect();
        let count = expected.len();
        faults.push(format!("{place}{} requests instead of {count}: {seen:?}", seen.len()));
    }
    for (number, (expected, seen)) in expected.iter().zip(seen).enumerate() {
        let mut fault =
            |text: String| faults.push(format!("{place}request {}: {text}", number + 1));
        if (&seen.method, &seen.target) != (&expected.method, &expected.target) {
            let (is, should) = (
                format!("{} {}", seen.method, seen.target),
                format!("{} {}", expected.method, expected.target),
            );
            fault(format!("{is}\n      instead of {should}"));
        }
        let body = (!seen.body.is_empty())
            .then(|| serde_json::from_str(&seen.body).unwrap_or_else(|_| json!(seen.body)));
        if body != expected.json {
            fault(format!("the body is {body:?} instead of {:?}", expected.json));
        }
        for (name, value) in &expected.headers {
            let is = seen.header(&name.to_ascii_lowercase());
            if is != value.as_deref() {
                fault(format!("the header {name} is {is:?} instead of {value:?}"));
            }
        }
    }
}

/// Compares the methods alone, where how often one comes in a row is a matter of time.
pub(crate) fn compare_methods(
    expected: Option<&str>,
    seen: &[LoggedRequest],
    faults: &mut Vec<String>,
) {
    let mut methods: Vec<&str> = seen.iter().map(|it| it.method.as_str()).collect();
    methods.dedup();
    let methods = methods.join(" ");
    if expected.is_some_and(|expected| expected != methods) {
        faults.push(format!("the requests are {methods}"));
    }
}

/// What holds for every request of every scenario.
pub(crate) fn check_own_headers(call: &Call, seen: &[LoggedRequest], faults: &mut Vec<String>) {
    let authorization = format!("Bearer {TOKEN}");
    let operation = Operation::of_id(&call.operation);
    let is_download = operation.is_some_and(Operation::is_download);
    let is_link = |it: &&LoggedRequest| is_download && !it.target.starts_with("/v1/");
    let (links, seen): (Vec<_>, Vec<_>) = seen.iter().partition(is_link);
    if links.iter().any(|it| it.header("authorization").is_some()) {
        faults.push("the host of a download saw the token".to_owned());
    }
    if seen.iter().any(|it| it.header("authorization") != Some(&authorization)) {
        faults.push("a request does not carry the token".to_owned());
    }
    let ids: Vec<_> = seen.iter().map(|it| it.header("trackingid").unwrap_or_default()).collect();
    if ids.contains(&"") {
        faults.push("a request does not carry a tracking id".to_owned());
    }
    // What ensures, waits or downloads is made of calls.
    let waits = operation.is_some_and(Operation::is_wait) || call.arguments.contains_key("wait");
    if waits || is_download || call.operation == "directory_sync.ensure" {
        return;
    }
    // One page of a list is one call.
    let paged = operation.is_some_and(Operation::is_list) || call.operation == "enterprises.get";
    let one_call = |place: usize| !paged || seen[place].target == seen[place - 1].target;
    if (1..seen.len()).any(|place| one_call(place) && ids[place] != ids[place - 1]) {
        faults.push(format!("a call changed its tracking id: {ids:?}"));
    }
}
