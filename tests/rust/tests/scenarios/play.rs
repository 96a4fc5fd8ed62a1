//! Scenarios as data, and their calls made through [`Client`].

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};
use webex_broadworks::internals::{ListOptions, check_model, download_of, wait_for};
use webex_broadworks::reexports::bytes::Bytes;
use webex_broadworks::{
    Argument, BillingReport, CallOptions, Client, ClientBuilder, Enterprise, Error, List,
    Operation, Parameter, ParameterKind, RawResponse, Subject, Subscriber, ambiguous_max_error,
};
use webex_broadworks_sandbox::{SandboxOptions, ScriptedResponse, VirtualTime};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) client: Map<String, Value>,
    /// What the client's clock shows at the start.
    pub(crate) now: Option<VirtualTime>,
    pub(crate) call: Call,
    #[serde(default)]
    pub(crate) exchanges: Vec<ScriptedExchange>,
    pub(crate) sandbox: Option<SandboxOptions>,
    pub(crate) requests: Option<String>,
    #[serde(default, deserialize_with = "even_null")]
    pub(crate) result: Option<Value>,
    pub(crate) result_has: Option<Value>,
    pub(crate) error: Option<ExpectedError>,
    pub(crate) progress: Option<Vec<Value>>,
    pub(crate) waiting: Option<Vec<Value>>,
    #[serde(default)]
    pub(crate) elsewhere: Vec<ExpectedRequest>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Call {
    pub(crate) operation: String,
    #[serde(default)]
    pub(crate) arguments: Map<String, Value>,
    #[serde(default)]
    pub(crate) verb: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScriptedExchange {
    pub(crate) request: ExpectedRequest,
    pub(crate) response: ScriptedResponse,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedRequest {
    pub(crate) method: String,
    pub(crate) target: String,
    #[serde(default, deserialize_with = "even_null")]
    pub(crate) json: Option<Value>,
    #[serde(default)]
    pub(crate) headers: HashMap<String, Option<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedError {
    pub(crate) class: String,
    #[serde(default)]
    pub(crate) fields: Map<String, Value>,
    #[serde(default)]
    pub(crate) message: Vec<String>,
    #[serde(default)]
    pub(crate) not_in_message: Vec<String>,
    pub(crate) items_before: Option<usize>,
}

/// `null` is a value here, not the absence of one.
fn even_null<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

/// What a call came to.
pub(crate) struct Outcome {
    pub(crate) result: Result<Value, Error>,
    /// How many items of a list came, before an error if there was one.
    pub(crate) items: usize,
    /// The states that a wait has told of.
    pub(crate) progress: Vec<Value>,
    pub(crate) waiting: Vec<Value>,
}

impl Outcome {
    fn of(result: Result<Value, Error>) -> Self {
        Self { result, items: 0, progress: Vec::new(), waiting: Vec::new() }
    }
}

/// Every scenario, with the name of its file.
pub(crate) fn load() -> Vec<(String, Scenario)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
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

/// Makes the call with a client of this builder; `Err` if the scenario itself cannot be played.
pub(crate) async fn call(scenario: &Scenario, builder: ClientBuilder) -> Result<Outcome, String> {
    let client = client(&scenario.client, builder)?;
    let mut arguments = Arguments(scenario.call.arguments.clone());
    let timeout = arguments.seconds("timeout")?;
    let options =
        timeout.map_or_else(CallOptions::default, |it| CallOptions::default().timeout(it));
    let id = scenario.call.operation.as_str();
    let operation = Operation::of_id(id).ok_or_else(|| format!("there is no operation {id}"))?;
    if operation.is_list() {
        let verb = scenario.call.verb.as_deref().unwrap_or("all");
        return list(&client, operation, arguments, verb).await;
    }
    if let Some(verb) = &scenario.call.verb {
        return Err(format!("`verb` {verb} is for lists alone"));
    }
    let answer = if operation == Operation::Request {
        request(&client, arguments, options).await?
    } else {
        let mut given = Vec::new();
        for parameter in operation.parameters() {
            given.push(arguments.argument(parameter)?);
        }
        arguments.finish()?;
        if operation.is_download() {
            return download(&client, operation, given, timeout).await;
        }
        if operation.is_wait() {
            return wait(&client, operation, given, timeout).await;
        }
        match client.call(operation, given) {
            Ok(request) => request.options(options).bytes().await,
            Err(error) => Err(error),
        }
    };
    let result = answer.and_then(|answer| {
        check_model(operation, &answer)?;
        Ok(answer)
    });
    let result = match result {
        Ok(answer) if answer.body().is_empty() => Ok(Value::Null),
        Ok(answer) => Ok(json_of(answer.body())?),
        Err(error) => Err(error),
    };
    Ok(Outcome::of(result))
}

/// Downloads into memory; the result is the text of the file.
async fn download(
    client: &Client,
    operation: Operation,
    given: Vec<Option<Argument>>,
    timeout: Option<Duration>,
) -> Result<Outcome, String> {
    let download = match download_of(client, operation, given) {
        Ok(download) => download,
        Err(error) => return Ok(Outcome::of(Err(error))),
    };
    let download = match timeout {
        Some(timeout) => download.timeout(timeout),
        None => download,
    };
    let text = |content: Bytes| String::from_utf8_lossy(&content).into_owned().into();
    Ok(Outcome::of(download.bytes().await.map(text)))
}

/// Waits, and keeps what is reported before the end.
async fn wait(
    client: &Client,
    operation: Operation,
    given: Vec<Option<Argument>>,
    timeout: Option<Duration>,
) -> Result<Outcome, String> {
    let mut watch = match wait_for(client, operation, given) {
        Ok(watch) => watch,
        Err(error) => return Ok(Outcome::of(Err(error))),
    };
    if let Some(timeout) = timeout {
        watch = watch.timeout(timeout);
    }
    let (mut last, mut progress, mut waiting) = (Value::Null, Vec::new(), Vec::new());
    let result = loop {
        match watch.next_step().await {
            Ok(Some(step)) => {
                last = json_of(step.status.body())?;
                if step.phase.is_waiting() {
                    waiting.push(Value::from(step.phase.name()));
                } else {
                    let status =
                        last.get("status").unwrap_or(&last["directorySyncStatus"]["syncStatus"]);
                    progress.push(status.clone());
                }
                if let Err(error) = check_model(operation, &step.status) {
                    break Err(error);
                }
            }
            Ok(None) => break Ok(last),
            Err(error) => break Err(error),
        }
    };
    Ok(Outcome { result, items: 0, progress, waiting })
}

fn json_of(body: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(body).map_err(|error| format!("the checked bytes are not JSON: {error}"))
}

fn client(options: &Map<String, Value>, mut builder: ClientBuilder) -> Result<Client, String> {
    let mut options = Arguments(options.clone());
    if let Some(timeout) = options.seconds("timeout")? {
        builder = builder.timeout(Some(timeout));
    }
    if let Some(timeout) = options.seconds("attempt_timeout")? {
        builder = builder.attempt_timeout(timeout);
    }
    // The server of the scenario has made the clock.
    options.optional::<f64>("clock_speed")?;
    options.finish()?;
    builder.build().map_err(|error| format!("the client could not be built: {error}"))
}

async fn request(
    client: &Client,
    mut arguments: Arguments,
    options: CallOptions,
) -> Result<Result<RawResponse, Error>, String> {
    let method: String = arguments.needed("method")?;
    let path: String = arguments.needed("path")?;
    let query = arguments.pairs("query")?;
    let body = arguments.0.shift_remove("body");
    arguments.finish()?;
    let method = method.parse().map_err(|_| format!("{method} is not an HTTP method"))?;
    Ok(client.request(method, &path, &query, body).options(options).bytes().await)
}

async fn list(
    client: &Client,
    operation: Operation,
    mut arguments: Arguments,
    verb: &str,
) -> Result<Outcome, String> {
    if arguments.0.shift_remove("max").is_some() {
        // No language has that argument; those that could be given it all answer so.
        return Ok(Outcome::of(Err(ambiguous_max_error(operation))));
    }
    let filters = operation.parameters().iter().map(|parameter| arguments.argument(parameter));
    let mut options = ListOptions::default()
        .filters(operation, filters.collect::<Result<_, _>>()?)
        .page_size(arguments.optional("page_size")?)
        .limit(arguments.optional("limit")?)
        .cursor(arguments.text("cursor")?);
    if let Some(value) = arguments.text("completion")? {
        options = match value.parse() {
            Ok(completion) => options.completion(completion),
            Err(error) => return Ok(Outcome::of(Err(error))),
        };
    }
    if let Some(value) = arguments.optional("allow_incomplete")? {
        options = options.allow_incomplete(value);
    }
    for (name, value) in arguments.pairs("extra_query")? {
        options = options.extra_query(name, value);
    }
    arguments.finish()?;
    let read = Read::of(verb)?;
    let check = match operation {
        Operation::EnterprisesList => fits::<Enterprise>,
        Operation::SubscribersList => fits::<Subscriber>,
        Operation::BillingReportsList => fits::<BillingReport>,
        _ => return Err(format!("the items of {} have no model", operation.id())),
    };
    match client.list(operation, options) {
        Ok(list) => drain(list, check, read).await,
        Err(error) => Ok(Outcome::of(Err(error))),
    }
}

/// Whether an item can be read as a model.
fn fits<T: DeserializeOwned>(item: &Value) -> Result<(), String> {
    T::deserialize(item).map(drop).map_err(|error| format!("{item}: {error}"))
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

async fn drain(
    mut list: List<Value>,
    check: fn(&Value) -> Result<(), String>,
    read: Read,
) -> Result<Outcome, String> {
    if read == Read::First {
        list.limit_to_first();
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
        of_page.iter().try_for_each(check)?;
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

/// Arguments that are taken one by one, so that unused ones are noticed.
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

    /// An argument as its operation takes it; a subject is an id, or an object as Webex returns it.
    fn argument(&mut self, parameter: &Parameter) -> Result<Option<Argument>, String> {
        let value: Option<Value> = self.optional(parameter.name)?;
        let ParameterKind::Subject(kind) = parameter.kind else {
            return Ok(value.map(Argument::Value));
        };
        Ok(value.map(|value| {
            let text = |key: &str| value[key].as_str().map(str::to_owned);
            let id = value.as_str().map(str::to_owned).or_else(|| text("id"));
            let name = text(kind.name_key());
            Argument::Subject(Subject::new(kind, id.unwrap_or_default()).with_name(name))
        }))
    }

    fn finish(self) -> Result<(), String> {
        match self.0.keys().next() {
            Some(name) => Err(format!("there is no argument or option {name}")),
            None => Ok(()),
        }
    }
}
