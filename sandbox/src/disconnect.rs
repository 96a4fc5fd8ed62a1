//! Connections that end too early.

use crate::generated::options::DisconnectAt;

/// Where and how a connection ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disconnect {
    pub(crate) at: DisconnectAt,
    /// By RST rather than FIN.
    pub(crate) reset: bool,
}
