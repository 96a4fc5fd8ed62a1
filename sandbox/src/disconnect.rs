//! Connections that end too early.

use serde::{Deserialize, Serialize};

/// Where and how a connection ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disconnect {
    pub(crate) at: DisconnectAt,
    /// By RST rather than FIN.
    pub(crate) reset: bool,
}

/// Where the connection ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisconnectAt {
    /// Nothing is sent.
    #[default]
    BeforeHead,
    /// Half of the head is sent.
    InHead,
    /// The head, which declares the whole body, and half of the body are sent.
    InBody,
}
