//! The error classes of both languages.

use webex_broadworks::ErrorKind;

/// A class that both languages have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorClass {
    /// Its name.
    pub name: &'static str,
    /// The code of its errors.
    pub code: &'static str,
    /// Whether the same call may succeed later without any change by the caller.
    pub is_transient: bool,
}

/// The class that summarizes the failures of a bulk run. It isn't a kind of core's.
pub(crate) const BULK_ERROR: ErrorClass =
    ErrorClass { name: "BulkError", code: "BULK", is_transient: false };

/// Lists the class of each kind of error, and that of bulk runs.
pub fn error_classes() -> Vec<ErrorClass> {
    let kinds = ErrorKind::ALL.iter().map(|kind| ErrorClass {
        name: kind.class_name(),
        code: kind.code(),
        is_transient: kind.is_transient(),
    });
    kinds.chain([BULK_ERROR]).collect()
}
