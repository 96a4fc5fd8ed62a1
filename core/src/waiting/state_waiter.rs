//! Waits for something whose state one request shows.

use std::marker::PhantomData;
use std::time::Duration;

use futures_util::stream::try_unfold;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;
use webex_broadworks_transport::clock::BoxFuture;
use webex_broadworks_transport::error::{Error, ErrorKind, Result};
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::operation::path_segment::canonical_id;
use webex_broadworks_transport::operation::subject::Subject;
use webex_broadworks_transport::redact::secret_keys::remove_secret_keys;

use crate::client::Client;
use crate::client::request::Request;
use crate::result_stream::ResultStream;
use crate::waiting::accepted_request::AcceptedRequest;
use crate::waiting::poll_backoff::PollBackoff;
use crate::waiting::poll_outage::PollOutage;
use crate::waiting::poll_timer::PollTimer;
use crate::waiting::wait_step::{DEFAULT_STATE_WAIT_TIMEOUT, WaitPhase, WaitStep};

/// A wait for a subscriber or a billing report.
///
/// Sends nothing before the first step. Dropping it, or a step, gives up the wait and changes nothing
/// at Webex.
#[must_use = "nothing is sent before the first step"]
#[derive(Debug)]
pub struct StateWaiter<T> {
    client: Client,
    wait: StateWait,
    timer: PollTimer,
    backoff: PollBackoff,
    outage: PollOutage,
    last: Option<RawResponse>,
    /// Why the last poll failed, if it did.
    poll_error: Option<Error>,
    is_over: bool,
    model: PhantomData<fn() -> T>,
}

/// The operation to poll with, and the states that end the wait.
#[derive(Debug)]
pub(super) struct StateWait {
    /// The operation that waits.
    pub(super) operation: Operation,
    /// The operation of a poll.
    pub(super) poll: Operation,
    pub(super) subject: Subject,
    /// Whether a status ends the wait.
    pub(super) has_ended: fn(&str) -> bool,
    /// The request whose end is waited for, if the wait started with one.
    pub(super) accepted: Option<AcceptedRequest>,
}

impl<T> StateWaiter<T> {
    pub(super) fn new(client: &Client, wait: StateWait) -> Self {
        Self {
            client: client.clone(),
            wait,
            timer: PollTimer::new(client, DEFAULT_STATE_WAIT_TIMEOUT),
            backoff: PollBackoff::RUN,
            outage: PollOutage::default(),
            last: None,
            poll_error: None,
            is_over: false,
            model: PhantomData,
        }
    }

    /// Replaces the rule that decides which states end the wait.
    pub(super) fn until(mut self, has_ended: fn(&str) -> bool) -> Self {
        self.wait.has_ended = has_ended;
        self
    }

    /// Sets the timeout of the wait, > 0. [`Duration::MAX`] sets no deadline. Default:
    /// [`DEFAULT_STATE_WAIT_TIMEOUT`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timer.timeout = timeout;
        self
    }

    /// Waits for the end of a request that started earlier and that Webex accepted with this
    /// response.
    pub(super) fn after(mut self, answer: RawResponse, started: Instant) -> Result<Self> {
        self.wait.accepted = Some(AcceptedRequest::new(&answer)?);
        self.timer.started = Some(started);
        self.timer.pause = self.backoff.pause(self.timer.chance());
        self.last = Some(answer);
        Ok(self)
    }

    /// The wait, with results as plain JSON.
    pub(crate) fn untyped(self) -> StateWaiter<Value> {
        let Self { client, wait, timer, backoff, outage, last, poll_error, is_over, model: _ } =
            self;
        let model = PhantomData;
        StateWaiter { client, wait, timer, backoff, outage, last, poll_error, is_over, model }
    }

    /// Polls the state once; `None` after the step that ended the wait.
    ///
    /// After the first answer, the wait goes on through an outage of up to 30 minutes.
    ///
    /// # Errors
    /// [`ErrorKind::WaitTimeout`], and those of the request that polls.
    pub async fn next_step(&mut self) -> Result<Option<WaitStep>> {
        if self.is_over {
            return Ok(None);
        }
        let step = self.step().await.map_err(|error| match &self.wait.accepted {
            Some(accepted) => accepted.attach_context(error),
            None => error,
        });
        self.is_over = !matches!(&step, Ok(WaitStep { phase: WaitPhase::Running, .. }));
        step.map(Some)
    }

    /// Waits to the end, and returns the response that showed it.
    ///
    /// # Errors
    /// Those of [`Self::next_step`].
    pub async fn finish_raw(mut self) -> Result<RawResponse> {
        let mut last = None;
        while let Some(step) = self.next_step().await? {
            last = Some(step.status);
        }
        last.ok_or_else(|| Error::internal("a wait ended without a status"))
    }

    async fn step(&mut self) -> Result<WaitStep> {
        self.timer.start().map_err(|error| self.attach_context(error))?;
        loop {
            if self.last.is_some() && self.timer.left().is_zero() {
                let cause = self.poll_error.take();
                return Err(self.timeout_error(cause));
            }
            self.timer.sleep().await;
            let answer = self.poll().await;
            self.timer.pause = self.backoff.pause(self.timer.chance());
            match answer {
                Ok((status, state)) => {
                    self.outage.end();
                    self.poll_error = None;
                    self.last = Some(status.clone());
                    let has_ended = self.has_ended(&state);
                    let phase = if has_ended { WaitPhase::Ended } else { WaitPhase::Running };
                    return Ok(WaitStep { phase, status });
                }
                Err(error) => self.poll_failed(error)?,
            }
        }
    }

    /// Whether a state ends the wait. One without a status does, unless it may come too early.
    fn has_ended(&mut self, state: &Value) -> bool {
        let status = state["status"].as_str().filter(|status| !status.is_empty());
        let has_ended = status.is_none_or(self.wait.has_ended);
        let waited = self.timer.elapsed();
        let Some(accepted) = &mut self.wait.accepted else { return has_ended };
        if !has_ended {
            accepted.note_running();
        }
        has_ended && !accepted.is_stale(state, waited)
    }

    async fn poll(&self) -> Result<(RawResponse, Value)> {
        let subject = self.wait.subject.clone();
        let request: Request<T> =
            Request::of_call(&self.client, self.wait.poll, vec![Some(subject.into())]);
        let status = request.options(self.timer.call_options()).bytes().await?;
        let state: Value = status.decode()?;
        match state.get("id").and_then(Value::as_str) {
            Some(id) if canonical_id(id) != canonical_id(&self.wait.subject.id) => {
                let kind = self.wait.subject.kind.name();
                Err(status.decode_error(&format!("the answer is about another {kind}")))
            }
            _ => Ok((status, state)),
        }
    }

    /// A poll failed: returns its error unless the wait continues.
    fn poll_failed(&mut self, error: Error) -> Result<()> {
        if self.last.is_none() {
            return Err(error);
        }
        if self.timer.is_late(&error) {
            return Err(self.timeout_error(Some(error)));
        }
        let waited = self.timer.elapsed();
        let is_early = self.wait.accepted.as_ref().is_some_and(|it| it.tolerates(&error, waited));
        if !is_early && !self.outage.tolerates(&error, self.timer.now()) {
            return Err(error.with(|details| details.last_status = self.last_status()));
        }
        self.poll_error = Some(error);
        Ok(())
    }

    fn timeout_error(&self, cause: Option<Error>) -> Error {
        let last = self.last_status();
        let status = last.as_ref().and_then(|last| last["status"].as_str()).unwrap_or("unknown");
        let waited = self.timer.timeout.as_secs_f64();
        let reason = format!("the wait did not end within {waited} s. The last status is {status}");
        let error = Error::new(ErrorKind::WaitTimeout, reason);
        let error = self.attach_context(error).with(|details| {
            details.elapsed = Some(self.timer.timeout);
            details.request_sent = true;
            details.safe_to_retry = true;
            details.last_status = last;
        });
        match cause {
            Some(cause) => error.with_source(cause),
            None => error,
        }
    }

    fn attach_context(&self, error: Error) -> Error {
        error.with(|details| {
            details.operation = Some(self.wait.operation);
            details.subject = Some(self.wait.subject.clone());
        })
    }

    fn last_status(&self) -> Option<Value> {
        let mut last = self.last.as_ref().and_then(|answer| answer.decode().ok())?;
        remove_secret_keys(&mut last);
        Some(last)
    }
}

impl<T: DeserializeOwned> StateWaiter<T> {
    /// The next state, decoded; `None` after the one that ended the wait.
    ///
    /// # Errors
    /// Those of [`Self::next_step`].
    pub async fn next(&mut self) -> Result<Option<T>> {
        let step = self.next_step().await?;
        step.map(|step| step.status.decode()).transpose()
    }

    /// Waits to the end, and returns the state that ended the wait.
    ///
    /// # Errors
    /// Those of [`Self::next_step`].
    pub async fn finish(self) -> Result<T> {
        self.finish_raw().await?.decode()
    }
}

impl<T: DeserializeOwned + 'static> StateWaiter<T> {
    /// The states as a stream, which ends after the last one or after an error.
    pub fn statuses(self) -> ResultStream<T> {
        ResultStream::new(try_unfold(self, |mut waiter| async move {
            Ok(waiter.next().await?.map(|status| (status, waiter)))
        }))
    }
}

/// Awaiting a waiter waits to the end, as [`StateWaiter::finish`] does.
impl<T: DeserializeOwned + 'static> IntoFuture for StateWaiter<T> {
    type Output = Result<T>;
    type IntoFuture = BoxFuture<'static, Result<T>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.finish())
    }
}
