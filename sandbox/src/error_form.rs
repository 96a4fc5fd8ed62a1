//! The shapes of error bodies.

use serde::{Deserialize, Serialize};

/// The known formats of Webex's error bodies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorForm {
    /// `{"message", "errors": [{"description"}], "trackingId"}`: the usual one. An error that has a
    /// directory sync code shows it as `errorCode` beside `description`.
    #[default]
    A,
    /// As A, with an `errorCode` beside `message` and in each of `errors`, code or no code.
    B,
    /// `{"errorCode", "message"}` and no more.
    C,
    /// As B, with a `fieldName` in each of `errors` and no `errorCode` beside `message`.
    D,
    /// `{"error": [{"key", "message": [{"description", "code", "location"}]}], "trackingId"}`.
    E,
    /// OAuth's `{"error", "error_description", "trackingID"}`.
    F,
    /// A gateway's `{"code", "message", "trackingId"}`.
    G,
    /// A proxy's HTML page.
    H,
}
