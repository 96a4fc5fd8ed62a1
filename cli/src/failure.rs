//! Why a command does not do what it was asked to.

use std::io;

use webex_broadworks::Error;

use crate::exit::Exit;

/// What ends a command early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error of the client's.
    Webex(Box<Error>),
    /// The arguments cannot be used as they are; the text says what would do.
    Usage(String),
    /// Something else went wrong.
    Other(String),
    /// Whoever read the output has read enough.
    ClosedPipe,
    /// All has been said.
    Said(Exit),
}

pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Webex(error) => Exit::of_error(error),
            Self::Usage(_) => Exit::Usage,
            Self::Other(_) => Exit::Error,
            Self::ClosedPipe => Exit::Done,
            Self::Said(exit) => *exit,
        }
    }

    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Webex(Box::new(error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        Self::Other(error.to_string())
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => error.into(),
            other => Self::Other(format!("the CSV cannot be written: {other:?}")),
        }
    }
}
