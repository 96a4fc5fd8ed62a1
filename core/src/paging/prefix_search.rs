//! Completes a list that the service truncated without a link to the rest, by requesting
//! increasingly longer `startsWith` prefixes. Does no I/O: it returns the next queries and takes
//! the responses.
//!
//! A prefix is complete if its response isn't full. A prefix with a full response is split into an
//! exact id and longer prefixes: the prefix followed by each character that an id may have next.
//! Those are the printable ASCII characters and every other character seen in any id of the
//! listing. A character that is seen later is also requested under every prefix that was split
//! before. What can't be made certain that way is kept as a doubt and reported at the end.
//!
//! No prefix finds these three kinds of enterprises, which `docs/service.md` describes:
//!
//! * Those without an identifier.
//! * Those whose identifier has, after a split prefix, a non-ASCII character that no other
//!   identifier has.
//! * Those whose identifier is a split prefix in a spelling that no other has, if `startsWith`
//!   ignores case and the exact filter doesn't.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use webex_broadworks_transport::message::{Message, Name, message};

/// The maximum number of requests to complete one list.
pub const MAX_PREFIX_REQUESTS: usize = 10_000;

/// The longest prefix that is split; `BroadWorks` ids are shorter.
const MAX_PREFIX_CHARS: usize = 128;

/// A prefix with up to this many letters is also requested as an exact id in each spelling.
const MAX_FREE_LETTERS: usize = 5;

/// The maximum number of spellings in which one prefix is requested as an exact id.
const MAX_SPELLINGS: usize = 64;

/// If this many prefixes change nothing, and no prefix did, the filter is ignored.
const MAX_IGNORED_PREFIXES: usize = 8;

/// A question to the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PrefixQuery {
    /// Everything that starts so.
    Prefix(String),
    /// The one enterprise with exactly this id.
    Exact(String),
}

/// The ids of an item.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListedIds {
    /// Its id. For an item without one, the whole item.
    pub(crate) identity: String,
    /// `None` if it is absent or empty: no filter finds these.
    pub(crate) sp_enterprise_id: Option<String>,
}

impl ListedIds {
    fn named(&self) -> Option<(String, String)> {
        Some((self.identity.clone(), self.sp_enterprise_id.clone()?))
    }
}

/// Whether the exact filter ignores case. That matters if `startsWith` ignores it.
#[derive(Debug, Default, PartialEq, Eq)]
enum ExactCase {
    #[default]
    Unknown,
    /// An identifier was requested in another spelling.
    Asked {
        as_listed: String,
        respelled: String,
    },
    Ignored,
    Minded,
}

#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent yes-or-no questions")]
pub(crate) struct PrefixSearch {
    alphabet: BTreeSet<char>,
    /// Every prefix with a full response.
    split: Vec<String>,
    /// How many of those were requested as exact ids.
    exact_until: usize,
    exact_asked: HashSet<String>,
    queue: VecDeque<PrefixQuery>,
    /// Every prefix requested so far, in lower case once case doesn't matter.
    asked: HashSet<String>,
    identities: HashSet<String>,
    /// The items of the first page that no response to a prefix contained so far, by name.
    unconfirmed: HashMap<String, String>,
    names: BTreeSet<String>,
    requests: usize,
    full_at: usize,
    ignores_case: bool,
    exact_case: ExactCase,
    /// Prefixes whose full response had no matching item, or that were refused.
    ignored: usize,
    honored: bool,
    /// Whether a prefix was split that matches only parts after a `+`.
    split_by_part: bool,
    /// Whether an identifier was found by its own start, not by the part after the `+`.
    matches_whole: bool,
    incomplete_reason: Option<Message>,
}

impl PrefixSearch {
    /// Starts from the truncated first page, which had `count` items.
    pub(crate) fn new(prefix: &str, first: &[ListedIds], count: usize) -> Self {
        let mut search = Self {
            alphabet: (' '..='~').collect(),
            unconfirmed: first.iter().filter_map(ListedIds::named).collect(),
            // A service that omits some items after truncating sends slightly less than a full
            // page.
            full_at: (count - count / 10).max(1),
            ..Self::default()
        };
        let _ = search.record(first);
        search.expand(prefix.to_owned());
        search
    }

    /// Notes a request that was already sent. Its response is still to come.
    pub(crate) fn asked_before(&mut self, probe: &PrefixQuery) {
        if let PrefixQuery::Prefix(prefix) = probe {
            let key = self.key(prefix);
            self.asked.insert(key);
        }
        self.requests += 1;
    }

    /// The next request; `None` if nothing is left, the maximum is reached, or the next one depends
    /// on a response in flight.
    pub(crate) fn next(&mut self) -> Option<PrefixQuery> {
        loop {
            if self.queue.is_empty() {
                self.query_exact_ids();
            }
            let probe = self.queue.pop_front()?;
            if let PrefixQuery::Prefix(prefix) = &probe
                && !self.asked.insert(self.key(prefix))
            {
                continue;
            }
            if self.requests >= MAX_PREFIX_REQUESTS {
                self.stop();
                self.mark_incomplete(format!(
                    "{MAX_PREFIX_REQUESTS} requests by prefix were not enough to find all"
                ));
                return None;
            }
            self.requests += 1;
            return Some(probe);
        }
    }

    /// Returns a request that could not be sent.
    pub(crate) fn put_back(&mut self, probe: PrefixQuery) {
        if let PrefixQuery::Prefix(prefix) = &probe {
            self.asked.remove(&self.key(prefix));
        }
        self.requests -= 1;
        self.queue.push_front(probe);
    }

    /// Takes the response to a request, and returns the positions of new items.
    ///
    /// `more` is whether something else than the number of items shows that there are more.
    pub(crate) fn answer(
        &mut self,
        probe: PrefixQuery,
        items: &[ListedIds],
        more: bool,
    ) -> Vec<usize> {
        let new = self.record(items);
        for item in items {
            self.unconfirmed.remove(&item.identity);
        }
        let full = more || items.len() >= self.full_at;
        match probe {
            PrefixQuery::Exact(id) => {
                self.learn_exact_case(&id, items);
                // An exact id has only one item, which doesn't fill a page.
                if full && items.len() > 1 {
                    self.mark_incomplete(format!(
                        "more enterprises are named \"{id}\" than fit into one response"
                    ));
                }
            }
            PrefixQuery::Prefix(prefix) => {
                self.detect_case_folding(&prefix, items);
                let matched = Matched::of(&prefix, items);
                self.honored |= matched.by_start || matched.by_part;
                self.matches_whole |= matched.by_start_alone;
                if full && !matched.by_start && !matched.by_part {
                    self.mark_incomplete(message!(
                        "Webex ignores {} if it is \"{prefix}\"",
                        Name::Argument("starts_with")
                    ));
                    self.ignored();
                } else if full && prefix.chars().count() >= MAX_PREFIX_CHARS {
                    self.mark_incomplete(format!("too many enterprises start with \"{prefix}\""));
                } else if full {
                    self.split_by_part |= !matched.by_start;
                    self.expand(prefix);
                }
            }
        }
        new
    }

    /// Webex refused a request.
    pub(crate) fn refused(&mut self, probe: &PrefixQuery) {
        let (PrefixQuery::Prefix(text) | PrefixQuery::Exact(text)) = probe;
        self.mark_incomplete(format!("Webex refuses to list by \"{text}\""));
        self.ignored();
    }

    /// Why the list may still be incomplete.
    pub(crate) fn into_incomplete_reason(mut self) -> Option<Message> {
        if self.split_by_part && !self.matches_whole {
            self.mark_incomplete(message!(
                "Webex compares {} only with the part after the +, so a name that others start \
                 with cannot be searched for",
                Name::Argument("starts_with")
            ));
        }
        // A service that returns too little for prefixes would also hide others.
        if let Some(name) = self.unconfirmed.values().min().cloned() {
            self.mark_incomplete(format!(
                "Webex listed \"{name}\", but does not find it by a prefix"
            ));
        }
        self.incomplete_reason
    }

    /// Keeps the first reason why the list may be incomplete.
    pub(crate) fn mark_incomplete(&mut self, why: impl Into<Message>) {
        self.incomplete_reason.get_or_insert_with(|| why.into());
    }

    fn ignored(&mut self) {
        self.ignored += 1;
        if !self.honored && self.ignored >= MAX_IGNORED_PREFIXES {
            self.stop();
        }
    }

    /// Asks nothing more.
    fn stop(&mut self) {
        self.queue.clear();
        self.exact_until = self.split.len();
    }

    fn expand(&mut self, prefix: String) {
        self.queue
            .extend(self.alphabet.iter().map(|c| PrefixQuery::Prefix(format!("{prefix}{c}"))));
        self.split.push(prefix);
    }

    /// Under what a prefix is remembered as asked. Only ASCII letters are taken for the same in both
    /// cases: a service may go no further.
    fn key(&self, prefix: &str) -> String {
        if self.ignores_case { prefix.to_ascii_lowercase() } else { prefix.to_owned() }
    }

    /// Requests the split prefixes as exact ids, after all prefixes.
    fn query_exact_ids(&mut self) {
        if self.ignores_case && self.exact_until < self.split.len() {
            match &self.exact_case {
                ExactCase::Unknown => return self.query_other_spelling(),
                ExactCase::Asked { .. } => return,
                ExactCase::Ignored | ExactCase::Minded => {}
            }
        }
        while let Some(prefix) = self.split.get(self.exact_until).cloned() {
            self.exact_until += 1;
            for spelling in self.spellings(&prefix) {
                if !spelling.is_empty() && self.exact_asked.insert(spelling.clone()) {
                    self.queue.push_back(PrefixQuery::Exact(spelling));
                }
            }
        }
    }

    /// Requests a listed identifier in another spelling, to learn whether the exact filter ignores
    /// case.
    fn query_other_spelling(&mut self) {
        let listed =
            self.names.iter().find(|name| name.contains(|c: char| c.is_ascii_alphabetic()));
        let Some(as_listed) = listed.cloned() else {
            self.exact_case = ExactCase::Minded;
            return self.query_exact_ids();
        };
        let respelled: String = as_listed.chars().map(swap_case).collect();
        self.queue.push_back(PrefixQuery::Exact(respelled.clone()));
        self.exact_case = ExactCase::Asked { as_listed, respelled };
    }

    fn learn_exact_case(&mut self, asked: &str, items: &[ListedIds]) {
        if let ExactCase::Asked { as_listed, respelled } = &self.exact_case
            && respelled == asked
        {
            let found = items.iter().any(|item| item.sp_enterprise_id.as_ref() == Some(as_listed));
            self.exact_case = if found { ExactCase::Ignored } else { ExactCase::Minded };
        }
    }

    /// The spellings in which a split prefix may be an identifier itself.
    fn spellings(&mut self, prefix: &str) -> Vec<String> {
        if !self.ignores_case || self.exact_case != ExactCase::Minded {
            return vec![prefix.to_owned()];
        }
        let letters: Vec<char> = prefix.chars().collect();
        let free = letters.iter().filter(|c| c.is_ascii_alphabetic()).count() <= MAX_FREE_LETTERS;
        let mut choices: Vec<BTreeSet<char>> = letters
            .iter()
            .map(|&c| if free { [c, swap_case(c)].into() } else { [c].into() })
            .collect();
        for name in self.names.iter().filter(|name| starts_with_ignoring_case(name, prefix)) {
            for (choice, c) in choices.iter_mut().zip(name.chars()) {
                choice.insert(c);
            }
        }
        let mut spellings = vec![String::new()];
        for choice in choices {
            let longer = spellings.iter().flat_map(|start| choice.iter().map(move |c| (start, c)));
            spellings = longer.map(|(start, c)| format!("{start}{c}")).collect();
            if spellings.len() > MAX_SPELLINGS {
                self.mark_incomplete(format!(
                    "\"{prefix}\" may be an identifier in too many spellings"
                ));
                return vec![prefix.to_owned()];
            }
        }
        spellings
    }

    /// Remembers the items and the characters of their ids; returns the positions of new ones.
    fn record(&mut self, items: &[ListedIds]) -> Vec<usize> {
        let mut new = Vec::new();
        for (position, item) in items.iter().enumerate() {
            if !self.identities.insert(item.identity.clone()) {
                continue;
            }
            new.push(position);
            match &item.sp_enterprise_id {
                Some(sp_enterprise_id) => {
                    for c in sp_enterprise_id.chars() {
                        self.learn_character(c);
                    }
                    self.names.insert(sp_enterprise_id.clone());
                }
                None => self.mark_incomplete(
                    "an enterprise has no spEnterpriseId, so prefixes cannot find others like it"
                        .to_owned(),
                ),
            }
        }
        new
    }

    fn learn_character(&mut self, c: char) {
        if self.alphabet.insert(c) {
            self.queue.extend(
                self.split.iter().map(|prefix| PrefixQuery::Prefix(format!("{prefix}{c}"))),
            );
        }
    }

    /// An item that matches the prefix only in another case shows that case doesn't matter.
    fn detect_case_folding(&mut self, prefix: &str, items: &[ListedIds]) {
        if self.ignores_case {
            return;
        }
        let other_case = |id: &str| starts_with_ignoring_case(id, prefix) && !id.contains(prefix);
        if items.iter().filter_map(|item| item.sp_enterprise_id.as_deref()).any(other_case) {
            self.ignores_case = true;
            self.asked = self.asked.iter().map(|prefix| prefix.to_ascii_lowercase()).collect();
            // The exact filter may need more spellings than the one that was requested.
            self.exact_until = 0;
        }
    }
}

/// How the items of a response match the requested prefix, in any case.
#[derive(Default)]
struct Matched {
    by_start: bool,
    /// By the part after a `+`.
    by_part: bool,
    /// One by its start, and not by a part after a `+`.
    by_start_alone: bool,
}

impl Matched {
    fn of(prefix: &str, items: &[ListedIds]) -> Self {
        let folded = prefix.to_lowercase();
        let mut matched = Self::default();
        for id in items.iter().filter_map(|item| item.sp_enterprise_id.as_deref()) {
            let id = id.to_lowercase();
            let by_start = id.starts_with(&folded);
            let by_part = id.split('+').skip(1).any(|part| part.starts_with(&folded));
            matched.by_start |= by_start;
            matched.by_part |= by_part;
            matched.by_start_alone |= by_start && !by_part;
        }
        matched
    }
}

fn starts_with_ignoring_case(id: &str, prefix: &str) -> bool {
    id.to_lowercase().starts_with(&prefix.to_lowercase())
}

fn swap_case(c: char) -> char {
    if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() }
}

#[cfg(test)]
mod tests;
