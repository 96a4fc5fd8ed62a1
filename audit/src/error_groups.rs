//! Groups errors by partner and code.

use std::collections::HashMap;

/// Number of enterprises or subscribers that are named as examples.
const EXAMPLES: usize = 5;

/// The same error of several enterprises or subscribers.
pub(crate) struct ErrorGroup<'a, E> {
    pub(crate) partner: Option<&'a str>,
    pub(crate) code: Option<i64>,
    /// The error as the first of them shows it.
    pub(crate) error: &'a E,
    pub(crate) count: usize,
    pub(crate) examples: Vec<String>,
}

/// Groups the errors of one partner's enterprises or subscribers, which are given with their names.
pub(crate) fn group_errors<'a, E>(
    subjects: impl IntoIterator<Item = (Option<&'a str>, &'a str, &'a [E])>,
    code_of: impl Fn(&E) -> Option<i64>,
) -> Vec<ErrorGroup<'a, E>> {
    let mut groups: HashMap<(Option<&str>, Option<i64>), ErrorGroup<'a, E>> = HashMap::new();
    for (partner, name, errors) in subjects {
        for (at, error) in errors.iter().enumerate() {
            let code = code_of(error);
            if errors.iter().take(at).any(|earlier| code_of(earlier) == code) {
                continue;
            }
            let group = groups.entry((partner, code)).or_insert_with(|| ErrorGroup {
                partner,
                code,
                error,
                count: 0,
                examples: Vec::new(),
            });
            group.count += 1;
            if group.examples.len() < EXAMPLES {
                group.examples.push(name.to_owned());
            }
        }
    }
    groups.into_values().collect()
}
