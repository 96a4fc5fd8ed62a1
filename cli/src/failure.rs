//! The errors that end a command.

use std::io::{self, IsTerminal as _};

use webex_broadworks::Error;

use crate::exit::Exit;
use crate::spelling::shell;

/// What ends a command early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error of the client.
    Webex(Box<Error>),
    /// Options or variables that a client can't be built with, whatever the token is.
    Options(Box<Error>),
    /// Invalid arguments, with the expected ones.
    Usage(String),
    /// Something else went wrong.
    Other(String),
    /// Standard output cannot be written.
    Output(io::Error),
    /// The reader of the output has closed it.
    ClosedPipe,
    /// The reason has been reported already.
    AlreadyReported(Exit),
}

pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Webex(error) | Self::Options(error) => Exit::of_error(error),
            Self::Usage(_) => Exit::Usage,
            Self::Other(_) | Self::Output(_) => Exit::Error,
            Self::ClosedPipe => Exit::Done,
            Self::AlreadyReported(exit) => *exit,
        }
    }

    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    /// An error of writing to standard output.
    pub(crate) fn output(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        Self::Output(error)
    }

    /// The message for the user.
    pub(crate) fn message(&self) -> Option<String> {
        match self {
            Self::Webex(error) | Self::Options(error) if io::stderr().is_terminal() => {
                Some(error.labeled_message(shell))
            }
            Self::Webex(error) | Self::Options(error) => Some(error.message(shell)),
            Self::Usage(text) | Self::Other(text) => Some(text.clone()),
            Self::Output(error) => {
                let full = error.kind() == io::ErrorKind::StorageFull;
                let cure = if full { ". Free space on its disk" } else { "" };
                Some(format!("standard output cannot be written: {error}{cure}"))
            }
            Self::ClosedPipe | Self::AlreadyReported(_) => None,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Webex(Box::new(error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Other(error.to_string())
    }
}
