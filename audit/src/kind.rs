//! What is declared about each kind of finding: its texts and its severity.

use serde::Serialize;
use strum::IntoStaticStr;

/// Severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[derive(IntoStaticStr)]
#[strum(serialize_all = "camelCase")]
#[non_exhaustive]
pub enum Severity {
    /// Users are missing or out of date, and waiting does not help.
    High,
    /// Needs attention within a week.
    Medium,
    /// For information.
    Low,
}

impl Severity {
    /// Returns the name in rows.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The texts of a kind of finding, and its severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Declaration {
    /// The title for people.
    pub title: &'static str,
    /// The severity; of a kind that has several, the highest.
    pub severity: Severity,
    /// The meaning as a clause without a full stop.
    pub meaning: &'static str,
    /// The condition as a clause without a full stop.
    pub raised_when: &'static str,
    /// The default remedy as complete sentences.
    pub remedy: &'static str,
}

/// A kind of finding, of enterprises or of subscribers.
pub trait Kind: Copy + Ord + Into<&'static str> + 'static {
    /// Every kind, the most severe first.
    const ALL: &'static [Self];

    /// Returns what is declared about it.
    fn declaration(self) -> Declaration;

    /// Returns the name in rows, which is stable.
    fn name(self) -> &'static str {
        self.into()
    }

    /// Returns the title for people.
    fn title(self) -> &'static str {
        self.declaration().title
    }

    /// Returns the severity; of a kind that has several, the highest.
    fn severity(self) -> Severity {
        self.declaration().severity
    }

    /// Returns the default remedy as complete sentences.
    fn remedy(self) -> &'static str {
        self.declaration().remedy
    }
}
