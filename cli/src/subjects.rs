//! The ids that a command takes several of: from its arguments or standard input.

use std::collections::HashSet;
use std::path::Path;

use webex_broadworks::Subject;
use webex_broadworks::internals::wrong_subject_hint;

use crate::failure::{Failure, Result};
use crate::input::Input;
use crate::session::Session;
use crate::spelling::shell;

/// The named items, each once, and how many repetitions there were; `-` means standard input.
pub(crate) fn read_subjects(
    named: Vec<Subject>,
    session: &Session,
) -> Result<(Vec<Subject>, usize)> {
    let mut subjects = Vec::new();
    for subject in named {
        if subject.id == "-" {
            let ids = Input::read(Path::new("-"), session)?.ids(subject.kind)?;
            subjects.extend(ids.into_iter().map(|id| Subject::new(subject.kind, id)));
        } else {
            subjects.push(subject);
        }
    }
    let all = subjects.len();
    let mut seen = HashSet::new();
    subjects.retain(|subject| seen.insert(subject.id.clone()));
    if subjects.is_empty() {
        return Err(Failure::usage("standard input holds no ids. Nothing was done"));
    }
    for subject in &subjects {
        if let Some(hint) = wrong_subject_hint(subject.kind, &subject.id) {
            let hint = hint.render(shell);
            return Err(Failure::usage(format!("{}: {hint} Nothing was done", subject.id)));
        }
    }
    let duplicates = all - subjects.len();
    Ok((subjects, duplicates))
}
