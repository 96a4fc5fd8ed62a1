//! The wait for a subscriber.

use serde_json::Value;

use crate::client::request::Request;
use crate::generated::models::{Subscriber, SubscriberStatus};
use crate::generated::operations::Operation;
use crate::generated::resources::SubscribersResource;
use crate::generated::subjects::SubscriberRef;
use crate::models::subscriber_state::{WaitsFor, waits_for};
use crate::waiting::state_waiter::{StateWait, StateWaiter};
use crate::waiting::wait_step::DEFAULT_STATE_WAIT_TIMEOUT;

impl SubscribersResource {
    /// Waits until Webex has provisioned or updated a subscriber.
    ///
    /// `GET /broadworks/subscribers/{id}`
    ///
    /// The wait ends with `provisioned`, with `error`, with a status that waits for the person, and
    /// with a status that this library doesn't know. Each is a result and not an error. The waiter
    /// fails with [`ErrorKind::WaitTimeout`](crate::ErrorKind::WaitTimeout) if none of them came in
    /// time.
    pub fn wait(&self, subscriber: impl Into<SubscriberRef>) -> StateWaiter<Subscriber> {
        let wait = StateWait {
            operation: Operation::SubscribersWait,
            poll: Operation::SubscribersGet,
            subject: subscriber.into().into(),
            has_ended: webex_is_idle,
            accepted: None,
        };
        StateWaiter::new(&self.client, wait)
    }
}

impl Request<Subscriber> {
    /// Waits, once Webex has accepted a subscriber or a change of one, until Webex shows the result.
    ///
    /// The wait ends as [`SubscribersResource::wait`] does. A state from before the change doesn't
    /// end it. [`Request::timeout`] limits the request and the wait together; without it, the wait
    /// may take [`DEFAULT_STATE_WAIT_TIMEOUT`].
    ///
    /// If the wait fails, Webex has still accepted the request:
    /// [`Error::may_have_been_executed`](crate::Error::may_have_been_executed) is true.
    pub fn and_wait(self) -> Self {
        let (client, options) = (self.client.clone(), self.options);
        let request = Self::of_steps(&client, move |client, options| async move {
            let started = client.transport.http.clock.now();
            let timeout = options.timeout.unwrap_or(DEFAULT_STATE_WAIT_TIMEOUT);
            let answer = self.options(options).bytes().await?;
            let subscriber: Subscriber = answer.decode()?;
            let waiter = client.subscribers().wait(&subscriber).timeout(timeout);
            waiter.after(answer, started)?.finish_raw().await
        });
        request.options(options)
    }
}

impl StateWaiter<Subscriber> {
    /// Sets whether to wait while the person must act. Default: false.
    pub fn wait_for_person(self, wait_for_person: bool) -> Self {
        self.until(if wait_for_person { |it| waited_for(it).is_none() } else { webex_is_idle })
    }
}

/// Whether Webex is not at work in this status.
fn webex_is_idle(subscriber: &Value) -> bool {
    waited_for(subscriber) != Some(WaitsFor::Webex)
}

/// Who must act next in a subscriber's status.
fn waited_for(subscriber: &Value) -> Option<WaitsFor> {
    let status = subscriber.get("status")?.as_str()?.to_ascii_lowercase();
    waits_for(&SubscriberStatus::from(status))
}
