//! A server that answers every request from a script.

mod answer;
mod answer_queue;
mod connection;
mod request;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{fmt, io};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use tokio::sync::watch;

use crate::disconnect::Disconnect;
use crate::generated::options::DisconnectAt;
use crate::gzip::gzip;
use crate::request_log::LoggedRequest;
use crate::server::{Port, ServerThread};
use answer::{Framing, ScriptedAnswer};
use answer_queue::{AnswerQueue, no_items, unexpected};

/// One response of a script. In headers and in `json` and `text` bodies, `{{origin}}` stands for the
/// server's own origin, `{{elsewhere}}` for that of the foreign server.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "the keys of the scenario format")]
pub struct ScriptedResponse {
    /// Default 200.
    pub status: u16,
    /// Written in this order and spelling; as JSON a list of pairs or an object.
    #[serde(deserialize_with = "pairs_or_object")]
    pub headers: Vec<(String, String)>,
    /// A JSON body, written compactly. Sets `Content-Type` unless `headers` do.
    #[serde(deserialize_with = "even_null")]
    pub json: Option<Value>,
    /// A body of text.
    pub text: Option<String>,
    /// A body of bytes, in base64.
    pub base64: Option<String>,
    /// The body is compressed, and `Content-Encoding` set.
    pub gzip: bool,
    /// The body is sent in chunks rather than with its length.
    pub chunked: bool,
    /// The connection ends here.
    pub cut: Option<DisconnectAt>,
    /// With `cut`: it ends by RST rather than FIN.
    pub reset: bool,
    /// The answer waits until [`ScriptedServer::release`].
    pub hold: bool,
}

impl Default for ScriptedResponse {
    fn default() -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            json: None,
            text: None,
            base64: None,
            gzip: false,
            chunked: false,
            cut: None,
            reset: false,
            hold: false,
        }
    }
}

/// Answers the k-th request with the k-th response of a script, without looking at the request. Requests
/// after the last response get 500 and a text that names them.
///
/// A second, foreign server logs every request and responds with an empty list.
pub struct ScriptedServer {
    script: Arc<AnswerQueue>,
    elsewhere: Arc<AnswerQueue>,
    places: Places,
    released: watch::Sender<bool>,
    thread: Mutex<ServerThread>,
}

impl ScriptedServer {
    /// Starts both servers on free loopback ports.
    ///
    /// # Errors
    ///
    /// When a port cannot be bound, or when a response's `base64` isn't valid base64.
    pub fn start(responses: Vec<ScriptedResponse>) -> io::Result<Self> {
        let (port, foreign_port) = (Port::bind(0)?, Port::bind(0)?);
        let places = Places { origin: port.origin(), elsewhere: foreign_port.origin() };
        let answers = responses.into_iter().map(|response| response.answer(&places));
        let script = AnswerQueue::new(answers.collect::<io::Result<_>>()?, unexpected);
        let elsewhere = AnswerQueue::new(Vec::new(), no_items);
        let released = watch::Sender::new(false);
        let thread = ServerThread::start("webex-script", || {
            for (port, script) in [(port, &script), (foreign_port, &elsewhere)] {
                let listener = port.listen()?;
                let released = released.subscribe();
                tokio::spawn(connection::serve(listener, Arc::clone(script), released));
            }
            Ok(())
        })?;
        Ok(Self { script, elsewhere, places, released, thread: Mutex::new(thread) })
    }

    /// `http://127.0.0.1:PORT`
    pub fn origin(&self) -> &str {
        &self.places.origin
    }

    /// The origin of the foreign server.
    pub fn elsewhere_origin(&self) -> &str {
        &self.places.elsewhere
    }

    /// The base URL to give a client: `http://127.0.0.1:PORT/v1`.
    pub fn base_url(&self) -> String {
        format!("{}/v1", self.origin())
    }

    /// The requests, in order of arrival.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.script.log.requests()
    }

    /// The requests to the foreign server.
    pub fn elsewhere_requests(&self) -> Vec<LoggedRequest> {
        self.elsewhere.log.requests()
    }

    /// Blocks until this many requests have arrived. Returns false after `timeout`.
    pub fn wait_for_requests(&self, count: usize, timeout: Duration) -> bool {
        self.script.log.wait_for_requests(count, timeout)
    }

    /// Lets held answers go, those still to come too.
    pub fn release(&self) {
        self.released.send_replace(true);
    }

    /// How many clients went away while their answer was held.
    pub fn disconnects(&self) -> usize {
        self.script.log.disconnects()
    }

    /// Blocks until this many clients disconnected while their response was held. Returns false after
    /// `timeout`.
    pub fn wait_for_disconnects(&self, count: usize, timeout: Duration) -> bool {
        self.script.log.wait_for_disconnects(count, timeout)
    }

    /// Stops serving and closes all connections. The log can still be read.
    pub fn stop(&self) {
        self.thread.lock().unwrap_or_else(PoisonError::into_inner).stop();
    }
}

impl fmt::Debug for ScriptedServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ScriptedServer")
            .field("origin", &self.origin())
            .finish_non_exhaustive()
    }
}

struct Places {
    origin: String,
    elsewhere: String,
}

impl Places {
    fn fill_in(&self, text: &str) -> String {
        text.replace("{{origin}}", &self.origin).replace("{{elsewhere}}", &self.elsewhere)
    }
}

impl ScriptedResponse {
    fn answer(self, places: &Places) -> io::Result<ScriptedAnswer> {
        let headers =
            self.headers.iter().map(|(name, value)| (name.clone(), places.fill_in(value)));
        let mut answer = ScriptedAnswer::new(self.status, headers.collect(), Bytes::new());
        if let Some(json) = &self.json {
            answer.body = places.fill_in(&json.to_string()).into();
            if !answer.says("content-type") {
                answer.header("Content-Type", "application/json");
            }
        } else if let Some(text) = &self.text {
            answer.body = places.fill_in(text).into();
        } else if let Some(base64) = &self.base64 {
            answer.body = STANDARD.decode(base64).map_err(io::Error::other)?.into();
        }
        if self.gzip {
            answer.body = gzip(&answer.body);
            if !answer.says("content-encoding") {
                answer.header("Content-Encoding", "gzip");
            }
        }
        answer.framing = if answer.says("content-length") || answer.says("transfer-encoding") {
            Framing::AsGiven
        } else if self.chunked {
            Framing::Chunked
        } else {
            Framing::Length
        };
        answer.cut = self.cut.map(|at| Disconnect { at, reset: self.reset });
        answer.held = self.hold;
        Ok(answer)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum PairsOrObject {
    Pairs(Vec<(String, String)>),
    Object(serde_json::Map<String, Value>),
}

fn pairs_or_object<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(String, String)>, D::Error> {
    Ok(match PairsOrObject::deserialize(from)? {
        PairsOrObject::Pairs(pairs) => pairs,
        PairsOrObject::Object(object) => object
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(text) => (name, text),
                other => (name, other.to_string()),
            })
            .collect(),
    })
}

/// `"json": null` is a body that says `null`, not the absence of one.
fn even_null<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}
