//! Plays the scenarios in `tests/scenarios` through [`RawClient`] against the scripted server.
//!
//! What the data says is described beside it, in `tests/scenarios/README.md`. Beyond that, this
//! runner holds every scenario to what is true of all: each request carries the token and a
//! tracking id, the same one when it is sent again; no error shows the token; every success
//! decodes into its model.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};
use webex_broadworks::{
    Answer, CallOptions, Client, DirectorySync, EnsuredDirectorySync, Enterprise, EnterpriseKey,
    EnterpriseList, EnterpriseRef, Error, FastClock, ListEnterprises, Names, RawClient,
    UserDirectorySync, WaitOptions, max_is_two_things,
};
use webex_broadworks_sandbox::{
    LoggedRequest, Sandbox, SandboxOptions, ScriptedResponse, ScriptedServer,
};

const TOKEN: &str = "scenario-token-that-no-error-shows";
const AT_LEAST: usize = 75;
const AT_ONCE: usize = 16;
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    #[serde(default)]
    client: Map<String, Value>,
    call: Call,
    #[serde(default)]
    exchanges: Vec<ScriptedExchange>,
    sandbox: Option<SandboxOptions>,
    requests: Option<String>,
    #[serde(default, deserialize_with = "even_null")]
    result: Option<Value>,
    result_has: Option<Value>,
    error: Option<ExpectedError>,
    progress: Option<Vec<Value>>,
    #[serde(default)]
    elsewhere: Vec<ExpectedRequest>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    operation: String,
    #[serde(default)]
    arguments: Map<String, Value>,
    #[serde(default)]
    verb: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptedExchange {
    request: ExpectedRequest,
    response: ScriptedResponse,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedRequest {
    method: String,
    target: String,
    #[serde(default, deserialize_with = "even_null")]
    json: Option<Value>,
    #[serde(default)]
    headers: HashMap<String, Option<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedError {
    class: String,
    #[serde(default)]
    fields: Map<String, Value>,
    #[serde(default)]
    message: Vec<String>,
    #[serde(default)]
    not_in_message: Vec<String>,
    items_before: Option<usize>,
}

/// `null` is a value here, not the absence of one.
fn even_null<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

/// What a call came to.
struct Outcome {
    result: Result<Value, Error>,
    /// How many items of a list came, before an error if there was one.
    items: usize,
    /// The states that a wait has told of.
    progress: Vec<Value>,
}

impl Outcome {
    fn of(result: Result<Value, Error>) -> Self {
        Self { result, items: 0, progress: Vec::new() }
    }
}

/// What a scenario is played against.
enum Server {
    Scripted(ScriptedServer),
    Sandbox(Sandbox),
}

impl Server {
    fn start(scenario: &Scenario) -> Result<Self, String> {
        let started = match &scenario.sandbox {
            Some(_) if !scenario.exchanges.is_empty() => {
                return Err("a scenario has either `exchanges` or `sandbox`".to_owned());
            }
            Some(options) => {
                let speed = scenario.client.get("clock_speed").and_then(Value::as_f64);
                let (token, speed) = (TOKEN.to_owned(), speed.unwrap_or(1.0));
                Sandbox::start(SandboxOptions { token, speed, ..options.clone() })
                    .map(Self::Sandbox)
            }
            None => {
                let responses = scenario.exchanges.iter().map(|it| it.response.clone()).collect();
                ScriptedServer::start(responses).map(Self::Scripted)
            }
        };
        started.map_err(|error| format!("the server did not start: {error}"))
    }

    fn base_url(&self) -> String {
        match self {
            Self::Scripted(server) => server.base_url(),
            Self::Sandbox(sandbox) => sandbox.base_url(),
        }
    }

    fn requests(&self) -> Vec<LoggedRequest> {
        match self {
            Self::Scripted(server) => server.requests(),
            Self::Sandbox(sandbox) => sandbox.requests(),
        }
    }

    fn elsewhere_requests(&self) -> Vec<LoggedRequest> {
        match self {
            Self::Scripted(server) => server.elsewhere_requests(),
            Self::Sandbox(_) => Vec::new(),
        }
    }
}

/// Plays one scenario and says everything that was not as it should be.
async fn play(scenario: &Scenario) -> Vec<String> {
    let server = match Server::start(scenario) {
        Ok(server) => server,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    match tokio::time::timeout(PATIENCE, call(scenario, &server.base_url())).await {
        Err(_) => faults.push(format!("the call did not end within {PATIENCE:?}")),
        Ok(Err(unplayable)) => faults.push(unplayable),
        Ok(Ok(outcome)) => compare_outcome(scenario, &outcome, &mut faults),
    }
    if scenario.sandbox.is_some() {
        compare_methods(scenario.requests.as_deref(), &server.requests(), &mut faults);
    } else {
        let expected: Vec<_> = scenario.exchanges.iter().map(|it| &it.request).collect();
        compare_requests("", &expected, &server.requests(), &mut faults);
    }
    check_own_headers(&scenario.call.operation, &server.requests(), &mut faults);
    let expected: Vec<&ExpectedRequest> = scenario.elsewhere.iter().collect();
    compare_requests("elsewhere, ", &expected, &server.elsewhere_requests(), &mut faults);
    faults
}

/// Makes the call; `Err` if the scenario itself cannot be played.
async fn call(scenario: &Scenario, base_url: &str) -> Result<Outcome, String> {
    let client = client(&scenario.client, base_url)?;
    let raw = client.raw();
    let mut arguments = Arguments(scenario.call.arguments.clone());
    let timeout = arguments.seconds("timeout")?;
    let options =
        timeout.map_or_else(CallOptions::default, |it| CallOptions::default().timeout(it));
    let operation = scenario.call.operation.as_str();
    if operation == "list_enterprises" {
        return list(raw, arguments, scenario.call.verb.as_deref().unwrap_or("all")).await;
    }
    if let Some(verb) = &scenario.call.verb {
        return Err(format!("`verb` {verb} is for lists alone"));
    }
    if matches!(operation, "run_directory_sync" | "wait_for_directory_sync") {
        return wait(raw, operation, arguments, timeout).await;
    }
    let (answer, decodes): (_, Decodes) = match operation {
        "get_enterprise" => {
            let (sp_enterprise_id, org_id) =
                (arguments.text("sp_enterprise_id")?, arguments.text("org_id")?);
            arguments.finish()?;
            let answer = match EnterpriseKey::from_options(sp_enterprise_id, org_id) {
                Ok(key) => raw.get_enterprise(key, options).await,
                Err(error) => Err(error),
            };
            (answer, decodes::<Enterprise>)
        }
        "get_directory_sync_status" => {
            let enterprise = arguments.enterprise()?;
            arguments.finish()?;
            (raw.get_directory_sync_status(enterprise, options).await, decodes::<DirectorySync>)
        }
        "update_directory_sync" => {
            let enterprise = arguments.enterprise()?;
            let enable: bool = arguments.needed("enable_dir_sync")?;
            arguments.finish()?;
            let answer = raw.update_directory_sync(enterprise, enable, options).await;
            (answer, decodes::<DirectorySync>)
        }
        "trigger_directory_sync" => {
            let enterprise = arguments.enterprise()?;
            arguments.finish()?;
            (raw.trigger_directory_sync(enterprise, options).await, decodes::<DirectorySync>)
        }
        "trigger_user_directory_sync" => {
            let enterprise = arguments.enterprise()?;
            let user: String = arguments.needed("user_id")?;
            arguments.finish()?;
            let answer = raw.trigger_user_directory_sync(enterprise, &user, options).await;
            (answer, decodes::<UserDirectorySync>)
        }
        "ensure_directory_sync" => {
            let enterprise = arguments.enterprise()?;
            let enable: bool = arguments.needed("enable_dir_sync")?;
            let dry_run = arguments.optional("dry_run")?.unwrap_or_default();
            arguments.finish()?;
            let answer = raw.ensure_directory_sync(enterprise, enable, dry_run, options).await;
            (answer, decodes::<EnsuredDirectorySync>)
        }
        "request" => (request(raw, arguments, options).await?, |_| Ok(())),
        other => return Err(format!("there is no operation {other}")),
    };
    let result = answer.and_then(|answer| {
        decodes(&answer)?;
        Ok(answer)
    });
    let result = match result {
        Ok(answer) if answer.body().is_empty() => Ok(Value::Null),
        Ok(answer) => Ok(json_of(answer.body())?),
        Err(error) => Err(error),
    };
    Ok(Outcome::of(result))
}

/// Waits for a run, and keeps what is told meanwhile.
async fn wait(
    raw: &RawClient,
    operation: &str,
    mut arguments: Arguments,
    timeout: Option<Duration>,
) -> Result<Outcome, String> {
    let enterprise = arguments.enterprise()?;
    arguments.finish()?;
    let options =
        timeout.map_or_else(WaitOptions::default, |it| WaitOptions::default().timeout(it));
    let mut watch = if operation == "run_directory_sync" {
        raw.run_directory_sync(enterprise, options)
    } else {
        raw.wait_for_directory_sync(enterprise, options)
    };
    let (mut last, mut progress) = (Value::Null, Vec::new());
    let result = loop {
        match watch.next_raw().await {
            Ok(Some(answer)) => {
                last = json_of(answer.body())?;
                progress.push(last["directorySyncStatus"]["syncStatus"].clone());
                if let Err(error) = decodes::<DirectorySync>(&answer) {
                    break Err(error);
                }
            }
            Ok(None) => break Ok(last),
            Err(error) => break Err(error),
        }
    };
    Ok(Outcome { result, items: 0, progress })
}

/// Whether an answer fits a model.
type Decodes = fn(&Answer) -> Result<(), Error>;

fn decodes<T: DeserializeOwned>(answer: &Answer) -> Result<(), Error> {
    answer.decode::<T>().map(drop)
}

fn json_of(body: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(body).map_err(|error| format!("the checked bytes are no JSON: {error}"))
}

fn client(options: &Map<String, Value>, base_url: &str) -> Result<Client, String> {
    let mut options = Arguments(options.clone());
    let mut builder = Client::builder().token(TOKEN).base_url(base_url);
    if let Some(timeout) = options.seconds("timeout")? {
        builder = builder.timeout(Some(timeout));
    }
    if let Some(timeout) = options.seconds("attempt_timeout")? {
        builder = builder.attempt_timeout(timeout);
    }
    if let Some(speed) = options.optional("clock_speed")? {
        builder = builder.clock(FastClock::new(speed));
    }
    options.finish()?;
    builder.build().map_err(|error| format!("the client could not be built: {error}"))
}

async fn request(
    raw: &RawClient,
    mut arguments: Arguments,
    options: CallOptions,
) -> Result<Result<Answer, Error>, String> {
    let method: String = arguments.needed("method")?;
    let path: String = arguments.needed("path")?;
    let query = arguments.pairs("query")?;
    let body = arguments.0.shift_remove("body");
    arguments.finish()?;
    let method = method.parse().map_err(|_| format!("{method} can be no method"))?;
    Ok(raw.request(method, &path, &query, body, options).await)
}

async fn list(raw: &RawClient, mut arguments: Arguments, verb: &str) -> Result<Outcome, String> {
    let mut options = ListEnterprises::default();
    if arguments.0.shift_remove("max").is_some() {
        // No language has that argument; those that could be given it all answer so.
        return Ok(Outcome::of(Err(max_is_two_things())));
    }
    if let Some(value) = arguments.text("sp_enterprise_id")? {
        options = options.sp_enterprise_id(value);
    }
    if let Some(value) = arguments.text("starts_with")? {
        options = options.starts_with(value);
    }
    if let Some(value) = arguments.optional("page_size")? {
        options = options.page_size(value);
    }
    if let Some(value) = arguments.optional("limit")? {
        options = options.limit(value);
    }
    if let Some(value) = arguments.text("cursor")? {
        options = options.cursor(value);
    }
    if let Some(value) = arguments.optional("allow_incomplete")? {
        options = options.allow_incomplete(value);
    }
    for (name, value) in arguments.pairs("extra_query")? {
        options = options.extra_query(name, value);
    }
    arguments.finish()?;
    let read = Read::of(verb)?;
    match raw.list_enterprises(options) {
        Ok(list) => drain(list, read).await,
        Err(error) => Ok(Outcome::of(Err(error))),
    }
}

/// How a list is read.
#[derive(Clone, Copy, PartialEq)]
enum Read {
    All,
    First,
    Pages,
    Items(usize),
}

impl Read {
    fn of(verb: &str) -> Result<Self, String> {
        let count = verb.strip_prefix("items:").and_then(|count| count.parse().ok());
        match (verb, count) {
            ("all", _) => Ok(Self::All),
            ("first", _) => Ok(Self::First),
            ("pages", _) => Ok(Self::Pages),
            (_, Some(count)) => Ok(Self::Items(count)),
            _ => Err(format!("there is no verb {verb}")),
        }
    }
}

async fn drain(mut list: EnterpriseList, read: Read) -> Result<Outcome, String> {
    if read == Read::First {
        list.limit_to_one();
    }
    let enough = match read {
        Read::First => 1,
        Read::Items(count) => count,
        Read::All | Read::Pages => usize::MAX,
    };
    let (mut items, mut pages): (Vec<Value>, Vec<Value>) = Default::default();
    while items.len() < enough {
        let page = match list.next_raw_page().await {
            Ok(Some(page)) => page,
            Ok(None) => break,
            Err(error) => return Ok(Outcome { items: items.len(), ..Outcome::of(Err(error)) }),
        };
        let body = json_of(page.body())?;
        let of_page = body["items"].as_array().cloned().unwrap_or_default();
        for item in &of_page {
            Enterprise::deserialize(item).map_err(|error| format!("{item}: {error}"))?;
        }
        if of_page.len() != page.len() {
            return Err(format!("a page of {} says that it has {}", of_page.len(), page.len()));
        }
        pages.push(json!({
            "items": of_page,
            "possibly_truncated": page.possibly_truncated(),
            "has_cursor": page.cursor().is_some(),
        }));
        items.extend(of_page);
    }
    items.truncate(enough);
    let count = items.len();
    let result = match read {
        Read::All | Read::Items(_) => items.into(),
        Read::First => items.into_iter().next().into(),
        Read::Pages => pages.into(),
    };
    Ok(Outcome { items: count, ..Outcome::of(Ok(result)) })
}

/// Arguments that are taken one by one, so that one nobody takes is noticed.
struct Arguments(Map<String, Value>);

impl Arguments {
    fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, String> {
        let value = self.0.shift_remove(name);
        value
            .map(|value| T::deserialize(value).map_err(|error| format!("argument {name}: {error}")))
            .transpose()
    }

    fn needed<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, String> {
        self.optional(name)?.ok_or_else(|| format!("argument {name} is missing"))
    }

    fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        self.optional(name)
    }

    fn seconds(&mut self, name: &str) -> Result<Option<Duration>, String> {
        Ok(self.optional::<f64>(name)?.map(Duration::from_secs_f64))
    }

    fn pairs(&mut self, name: &str) -> Result<Vec<(String, String)>, String> {
        let object: Option<Map<String, Value>> = self.optional(name)?;
        let pair = |(key, value): (String, Value)| match value {
            Value::String(text) => Ok((key, text)),
            other => Err(format!("argument {name}: {key} is {other}, no text")),
        };
        object.unwrap_or_default().into_iter().map(pair).collect()
    }

    /// An id, or an enterprise as listed.
    fn enterprise(&mut self) -> Result<EnterpriseRef, String> {
        match self.needed("enterprise")? {
            Value::String(id) => Ok(EnterpriseRef::new(id)),
            listed => Enterprise::deserialize(listed)
                .map(|enterprise| EnterpriseRef::from(&enterprise))
                .map_err(|error| format!("argument enterprise: {error}")),
        }
    }

    fn finish(self) -> Result<(), String> {
        match self.0.keys().next() {
            Some(name) => Err(format!("there is no argument or option {name}")),
            None => Ok(()),
        }
    }
}

fn compare_outcome(scenario: &Scenario, outcome: &Outcome, faults: &mut Vec<String>) {
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
    let record = error.to_record(Names::Snake);
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

fn compare_requests(
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
fn compare_methods(expected: Option<&str>, seen: &[LoggedRequest], faults: &mut Vec<String>) {
    let mut methods: Vec<&str> = seen.iter().map(|it| it.method.as_str()).collect();
    methods.dedup();
    let methods = methods.join(" ");
    if expected.is_some_and(|expected| expected != methods) {
        faults.push(format!("the requests are {methods}"));
    }
}

/// What holds for every request of every scenario.
fn check_own_headers(operation: &str, seen: &[LoggedRequest], faults: &mut Vec<String>) {
    let authorization = format!("Bearer {TOKEN}");
    if seen.iter().any(|it| it.header("authorization") != Some(&authorization)) {
        faults.push("a request does not carry the token".to_owned());
    }
    let ids: Vec<_> = seen.iter().map(|it| it.header("trackingid").unwrap_or_default()).collect();
    if ids.contains(&"") {
        faults.push("a request does not carry a tracking id".to_owned());
    }
    // What ensures or waits is made of calls.
    let of_calls = ["ensure_directory_sync", "run_directory_sync", "wait_for_directory_sync"];
    if of_calls.contains(&operation) {
        return;
    }
    // One page of a list is one call.
    let paged = matches!(operation, "list_enterprises" | "get_enterprise");
    let one_call = |place: usize| !paged || seen[place].target == seen[place - 1].target;
    if (1..seen.len()).any(|place| one_call(place) && ids[place] != ids[place - 1]) {
        faults.push(format!("a call changed its tracking id: {ids:?}"));
    }
}

/// Every scenario, with the name of its file.
fn load() -> Vec<(String, Scenario)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/scenarios");
    let entries =
        std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let mut all = Vec::new();
    for path in files {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let scenarios: Vec<Scenario> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        all.extend(scenarios.into_iter().map(|scenario| (file.clone(), scenario)));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_comes_out_as_written() {
    let all = load();
    let mut names = HashMap::new();
    for (file, scenario) in &all {
        if let Some(other) = names.insert(&scenario.name, file) {
            panic!("{:?} is the name of two scenarios, in {other} and {file}", scenario.name);
        }
    }
    let play = |(file, scenario): (String, Scenario)| async move {
        let playing = tokio::spawn(async move { (play(&scenario).await, scenario.name) });
        let (faults, name) = playing.await.expect("no scenario panics");
        (file, name, faults)
    };
    let played: Vec<_> =
        futures_util::stream::iter(all).map(play).buffered(AT_ONCE).collect().await;
    let failed: Vec<_> = played.iter().filter(|(_, _, faults)| !faults.is_empty()).collect();
    let mut report = String::new();
    for (file, name, faults) in &failed {
        let _ = write!(report, "\n{file}: {name}");
        for fault in faults {
            let _ = write!(report, "\n    - {fault}");
        }
    }
    assert!(failed.is_empty(), "{} of {} failed:\n{report}\n", failed.len(), played.len());
    assert!(played.len() >= AT_LEAST, "only {} scenarios were played", played.len());
}

/// The status of one enterprise, read once, and whatever `change` makes of that.
fn changed(change: impl FnOnce(&mut Value)) -> Scenario {
    let mut scenario = json!({
        "name": "a status",
        "call": {"operation": "get_directory_sync_status", "arguments": {"enterprise": "E1"}},
        "exchanges": [{
            "request": {
                "method": "GET",
                "target": "/v1/broadworks/enterprises/E1/broadworksDirectorySync",
                "headers": {"accept": "application/json", "content-type": null},
            },
            "response": {"json": {"enableDirSync": true, "n": 1}},
        }],
        "result": {"enableDirSync": true, "n": 1},
    });
    change(&mut scenario);
    Scenario::deserialize(scenario).expect("a scenario")
}

/// A wait of a sandbox where nothing is running.
fn waited(change: impl FnOnce(&mut Value)) -> Scenario {
    let sync =
        json!({"enableDirSync": true, "n": 1, "directorySyncStatus": {"syncStatus": "FAILED"}});
    let mut scenario = json!({
        "name": "a wait",
        "call": {"operation": "wait_for_directory_sync", "arguments": {"enterprise": "E1"}},
        "sandbox": {"items": [{"id": "E1", "broadworksDirectorySync": sync}]},
        "requests": "GET",
        "result_has": {"enableDirSync": true},
        "progress": ["FAILED"],
    });
    change(&mut scenario);
    Scenario::deserialize(scenario).expect("a scenario")
}

/// The status, answered 404, and whatever `change` makes of what is expected of the error.
fn refused(change: impl FnOnce(&mut Value)) -> Scenario {
    changed(|scenario| {
        scenario["exchanges"][0]["response"] = json!({"status": 404, "json": {"message": "gone"}});
        scenario.as_object_mut().expect("an object").remove("result");
        scenario["error"] = json!({"class": "NotFoundError", "fields": {"status_code": 404}});
        change(&mut scenario["error"]);
    })
}

/// A list that leads to another host after one item.
fn led_astray(change: impl FnOnce(&mut Value)) -> Scenario {
    let mut scenario = json!({
        "name": "a list",
        "call": {"operation": "list_enterprises", "verb": "items:9"},
        "exchanges": [
            {
                "request": {"method": "GET", "target": "/v1/broadworks/enterprises?max=1000"},
                "response": {
                    "headers": {"Link": "<?after=2>; rel=\"next\""},
                    "json": {"items": [{"id": "E1"}]},
                },
            },
            {
                "request": {"method": "GET", "target": "/v1/broadworks/enterprises?max=1000&after=2"},
                "response": {
                    "headers": {"Link": "<{{elsewhere}}/v1/broadworks/enterprises>; rel=\"next\""},
                    "json": {"items": []},
                },
            },
        ],
        "error": {"class": "UntrustedLinkError", "items_before": 1},
    });
    change(&mut scenario);
    Scenario::deserialize(scenario).expect("a scenario")
}

#[tokio::test]
async fn a_scenario_that_is_wrong_fails_and_says_where() {
    for right in [changed(|_| {}), waited(|_| {}), refused(|_| {}), led_astray(|_| {})] {
        assert_eq!(play(&right).await, Vec::<String>::new());
    }
    let request = "/v1/broadworks/enterprises/E1/broadworksDirectorySync";
    let wrong: Vec<(&str, Scenario)> = vec![
        ("the result is", changed(|it| it["result"]["n"] = json!(2))),
        ("the result is", changed(|it| it["result"]["n"] = json!(1.0))),
        ("the result is", changed(|it| it["result"]["more"] = Value::Null)),
        ("the result is", changed(|it| it["result"] = json!({"n": 1, "enableDirSync": true}))),
        ("one of", changed(|it| it["error"] = json!({"class": "NotFoundError"}))),
        ("something else", waited(|it| it["result_has"]["n"] = json!(2))),
        ("something else", waited(|it| it["result_has"]["more"] = json!({"n": 1}))),
        ("the progress is", waited(|it| it["progress"] = json!(["COMPLETE"]))),
        ("the requests are GET", waited(|it| it["requests"] = json!("GET POST"))),
        (
            "`exchanges` or `sandbox`",
            changed(|it| {
                it["sandbox"] = json!({});
            }),
        ),
        ("no argument", changed(|it| it["call"]["arguments"]["extra"] = json!(1))),
        ("no argument or option", changed(|it| it["client"] = json!({"pool": 1}))),
        ("for lists alone", changed(|it| it["call"]["verb"] = json!("first"))),
        ("no operation", changed(|it| it["call"]["operation"] = json!("get"))),
        ("GET", changed(|it| it["exchanges"][0]["request"]["method"] = json!("PUT"))),
        (request, changed(|it| it["exchanges"][0]["request"]["target"] = json!("/v1/%45"))),
        ("the body", changed(|it| it["exchanges"][0]["request"]["json"] = json!({}))),
        (
            "the header accept",
            changed(|it| {
                it["exchanges"][0]["request"]["headers"]["accept"] = Value::Null;
            }),
        ),
        (
            "the header content-type",
            changed(|it| {
                it["exchanges"][0]["request"]["headers"]["content-type"] = json!("text/plain");
            }),
        ),
        (
            "1 requests instead of 2",
            changed(|it| {
                let again = it["exchanges"][0].clone();
                it["exchanges"].as_array_mut().expect("an array").push(again);
            }),
        ),
        (
            "1 requests instead of 0",
            changed(|it| {
                it["call"]["operation"] = json!("trigger_directory_sync");
                it["exchanges"] = json!([]);
            }),
        ),
        (
            "instead of the result",
            changed(|it| {
                it["exchanges"][0]["response"] = json!({"status": 404});
            }),
        ),
        (
            "instead of a NotFoundError",
            changed(|it| {
                it.as_object_mut().expect("an object").remove("result");
                it["error"] = json!({"class": "NotFoundError"});
            }),
        ),
        ("a NotFoundError instead", refused(|it| it["class"] = json!("ConflictError"))),
        ("`status_code` is 404", refused(|it| it["fields"]["status_code"] = json!(405))),
        ("no field color", refused(|it| it["fields"]["color"] = json!("red"))),
        ("does not contain", refused(|it| it["message"] = json!(["gone", "not there"]))),
        ("contains \"gone\"", refused(|it| it["not_in_message"] = json!(["gone"]))),
        ("1 items came", led_astray(|it| it["error"]["items_before"] = json!(2))),
        (
            "elsewhere, 0 requests instead of 1",
            led_astray(|it| {
                it["elsewhere"] = json!([{"method": "GET", "target": "/"}]);
            }),
        ),
        ("no verb", led_astray(|it| it["call"]["verb"] = json!("some"))),
    ];
    for (fault, scenario) in wrong {
        let faults = play(&scenario).await;
        assert!(faults.iter().any(|it| it.contains(fault)), "{fault:?} is not in {faults:?}");
    }
}

#[test]
fn a_scenario_with_a_key_that_nobody_reads_is_refused() {
    for text in [
        r#"{"name": "x", "call": {"operation": "x"}, "exchanges": [], "expect": {}}"#,
        r#"{"name": "x", "call": {"operation": "x", "verbs": "all"}, "exchanges": []}"#,
        r#"{"name": "x", "call": {"operation": "x"}, "exchanges": [], "error": {"class": "X", "msg": []}}"#,
        r#"{"name": "x", "call": {"operation": "x"}, "exchanges": [{"request":
            {"method": "GET", "target": "/"}, "response": {"body": "x"}}]}"#,
    ] {
        assert!(serde_json::from_str::<Scenario>(text).is_err(), "{text}");
    }
}
