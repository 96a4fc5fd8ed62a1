//! How a handler ends the connection of its request.

use std::sync::Arc;

use once_cell::sync::OnceCell;

use crate::disconnect::Disconnect;

/// How a handler ends the connection of its request; in the request's extensions.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConnectionControl(Arc<OnceCell<End>>);

#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) cut: Disconnect,
    /// How many bytes of the body may still be sent.
    pub(super) body: usize,
}

impl ConnectionControl {
    /// Ends the connection within the response that the handler is about to return. A cut in the
    /// body comes after `body` bytes of it.
    pub(crate) fn cut(&self, cut: Disconnect, body: usize) {
        // A connection ends once, so the first call decides how.
        let _ = self.0.set(End { cut, body });
    }

    /// Whether the connection ends before its answer.
    pub(crate) fn is_cut(&self) -> bool {
        self.0.get().is_some()
    }

    /// How the connection ends, if it does.
    pub(super) fn end(&self) -> Option<End> {
        self.0.get().copied()
    }
}
