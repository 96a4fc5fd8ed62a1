//! The wait for a subscriber.

use webex_broadworks_transport::error::Result;
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::message::Message;
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::operation::path_segment::validate_path_segment;

use crate::client::request::Request;
use crate::generated::models::{Subscriber, SubscriberStatus};
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
    /// The wait ends as [`SubscribersResource::wait`] does. For a minute, a state from before the
    /// change doesn't end it. [`Request::timeout`] limits the request and the wait together; without
    /// it, the wait may take [`DEFAULT_STATE_WAIT_TIMEOUT`].
    ///
    /// If the wait fails, Webex has still accepted the request:
    /// [`Error::may_have_been_executed`](crate::Error::may_have_been_executed) is true.
    pub fn and_wait(self) -> Self {
        let (client, options) = (self.client.clone(), self.options);
        let request = Self::of_steps(&client, move |client, options| async move {
            let started = client.transport.http.clock.now();
            let timeout = options.own_timeout().unwrap_or(DEFAULT_STATE_WAIT_TIMEOUT);
            let answer = self.options(options).bytes().await?;
            let waiter = client.subscribers().wait(subscriber_of(&answer)?).timeout(timeout);
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

/// Whether the status doesn't say that Webex is at work.
fn webex_is_idle(status: &str) -> bool {
    waited_for(status) != Some(WaitsFor::Webex)
}

/// Who must act next in a status.
fn waited_for(status: &str) -> Option<WaitsFor> {
    waits_for(&SubscriberStatus::from(status.to_ascii_lowercase()))
}

/// The subscriber that an accepted request is about.
fn subscriber_of(answer: &RawResponse) -> Result<SubscriberRef> {
    if let Some(subject) = answer.about.1.clone() {
        return Ok(SubscriberRef::new(subject.id).with_user_id(subject.name));
    }
    SubscriberRef::try_from(&answer.decode::<Subscriber>()?)
        .and_then(|subscriber| {
            validate_path_segment("id", &subscriber.id, Message::default)?;
            Ok(subscriber)
        })
        .map_err(|_| answer.decode_error("the answer has no usable `id` to wait for"))
}
