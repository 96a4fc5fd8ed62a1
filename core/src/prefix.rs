//! Completing a list that the service cut off without a link to the rest, by asking for ever
//! longer `startsWith` prefixes. Pure: says what to ask next and is told what came.
//!
//! A prefix whose answer is not full is complete. One whose answer is full is split: into itself as
//! an exact id, and itself followed by each character an id may go on with. Those are the printable
//! ASCII characters and every other character seen in any id of the listing; a character seen late
//! is asked for again under every prefix split before. What cannot be made certain that way is
//! kept as a doubt and said in the end. One assumption remains: that a non-ASCII character, where
//! it stands right behind a split prefix, occurs somewhere in an id that was seen.

use std::collections::{BTreeSet, HashSet, VecDeque};

/// The most requests that are spent on completing one list.
pub const MAX_PREFIX_REQUESTS: usize = 10_000;

/// The longest prefix that is split; `BroadWorks` ids are shorter.
const MAX_PREFIX_CHARS: usize = 128;

/// A question to the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Probe {
    /// Everything that starts so.
    Prefix(String),
    /// The one enterprise of exactly this id.
    Exact(String),
}

/// What an item says about itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) id: Option<String>,
    pub(crate) sp_enterprise_id: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Splitter {
    alphabet: BTreeSet<char>,
    split: Vec<String>,
    queue: VecDeque<Probe>,
    asked: HashSet<String>,
    ids: HashSet<String>,
    requests: usize,
    full_at: usize,
    ignores_case: bool,
    doubt: Option<String>,
}

impl Splitter {
    /// Starts from the first page, which was full; `full_at` is how many items it had.
    pub(crate) fn new(prefix: &str, first: &[Seen], full_at: usize) -> Self {
        let mut splitter = Self {
            alphabet: (' '..='~').collect(),
            split: Vec::new(),
            queue: VecDeque::new(),
            asked: HashSet::new(),
            ids: HashSet::new(),
            requests: 0,
            full_at: full_at.max(1),
            ignores_case: false,
            doubt: None,
        };
        let _ = splitter.keep(first);
        splitter.split_up(prefix.to_owned());
        splitter
    }

    /// What to ask next; `None` once nothing is left, or the bound on requests is reached.
    pub(crate) fn next(&mut self) -> Option<Probe> {
        loop {
            let probe = self.queue.pop_front()?;
            if let Probe::Prefix(prefix) = &probe
                && self.ignores_case
                && !self.asked.insert(prefix.to_lowercase())
            {
                continue;
            }
            if self.requests >= MAX_PREFIX_REQUESTS {
                self.queue.clear();
                self.doubt(format!(
                    "{MAX_PREFIX_REQUESTS} requests by prefix were not enough to be sure of all"
                ));
                return None;
            }
            self.requests += 1;
            return Some(probe);
        }
    }

    /// Puts back a probe that could not be asked.
    pub(crate) fn put_back(&mut self, probe: Probe) {
        if let Probe::Prefix(prefix) = &probe {
            self.asked.remove(&prefix.to_lowercase());
        }
        self.requests -= 1;
        self.queue.push_front(probe);
    }

    /// Takes the answer to a probe; returns the positions of the items not seen before.
    ///
    /// `more` is whether something else than the number of items shows that there are more.
    pub(crate) fn answer(&mut self, probe: Probe, items: &[Seen], more: bool) -> Vec<usize> {
        let new = self.keep(items);
        let full = more || items.len() >= self.full_at;
        match probe {
            Probe::Exact(id) if full => {
                self.doubt(format!("more enterprises are called \"{id}\" than one answer holds"));
            }
            Probe::Exact(_) => {}
            Probe::Prefix(prefix) => {
                self.learn_case(&prefix, items);
                if full && !is_honoured(&prefix, items) {
                    self.doubt("the service does not keep to `starts_with`".to_owned());
                    self.queue.clear();
                } else if full && prefix.chars().count() >= MAX_PREFIX_CHARS {
                    self.doubt(format!("too many enterprises start with \"{prefix}\""));
                } else if full {
                    self.split_up(prefix);
                }
            }
        }
        new
    }

    /// Why the list may still be short, if it may.
    pub(crate) fn into_doubt(self) -> Option<String> {
        self.doubt
    }

    /// Remembers why the list may be short; the first reason stays.
    pub(crate) fn doubt(&mut self, why: String) {
        self.doubt.get_or_insert(why);
    }

    fn split_up(&mut self, prefix: String) {
        if !prefix.is_empty() {
            self.queue.push_back(Probe::Exact(prefix.clone()));
        }
        self.queue.extend(self.alphabet.iter().map(|c| Probe::Prefix(format!("{prefix}{c}"))));
        self.split.push(prefix);
    }

    /// Remembers the items and the characters of their ids; returns the positions of new ones.
    fn keep(&mut self, items: &[Seen]) -> Vec<usize> {
        let mut new = Vec::new();
        for (position, item) in items.iter().enumerate() {
            match &item.id {
                Some(id) => {
                    if self.ids.insert(id.clone()) {
                        new.push(position);
                    }
                }
                // Without an id it cannot be told from one that came before: better twice than never.
                None => new.push(position),
            }
            match &item.sp_enterprise_id {
                Some(sp_enterprise_id) => {
                    for c in sp_enterprise_id.chars() {
                        self.learn_character(c);
                    }
                }
                None => self.doubt(
                    "an enterprise without spEnterpriseId was listed, and no prefix finds those"
                        .to_owned(),
                ),
            }
        }
        new
    }

    fn learn_character(&mut self, c: char) {
        if self.alphabet.insert(c) {
            self.queue
                .extend(self.split.iter().map(|prefix| Probe::Prefix(format!("{prefix}{c}"))));
        }
    }

    /// An item that starts with the prefix in another case shows that case does not matter.
    fn learn_case(&mut self, prefix: &str, items: &[Seen]) {
        let folded = prefix.to_lowercase();
        let by_a_part = |id: &str| id.split('+').any(|part| part.starts_with(prefix));
        let other_case = |id: &str| {
            !id.starts_with(prefix) && !by_a_part(id) && id.to_lowercase().starts_with(&folded)
        };
        if !self.ignores_case
            && items.iter().filter_map(|item| item.sp_enterprise_id.as_deref()).any(other_case)
        {
            self.ignores_case = true;
            self.asked.insert(folded);
        }
    }
}

/// Whether any item bears the prefix, in its whole id or in the part behind the `+`.
fn is_honoured(prefix: &str, items: &[Seen]) -> bool {
    let folded = prefix.to_lowercase();
    items.iter().filter_map(|item| item.sp_enterprise_id.as_deref()).any(|id| {
        let id = id.to_lowercase();
        id.starts_with(&folded) || id.split('+').any(|part| part.starts_with(&folded))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MAX: usize = 10;

    /// A service without links, in as many variants as may exist.
    struct Service {
        ids: Vec<String>,
        ignores_case: bool,
        ignores_filter: bool,
    }

    impl Service {
        fn ask(&self, probe: &Probe) -> Vec<Seen> {
            let fold = |text: &str| {
                if self.ignores_case { text.to_lowercase() } else { text.to_owned() }
            };
            self.ids
                .iter()
                .filter(|id| match probe {
                    _ if self.ignores_filter => true,
                    Probe::Exact(exact) => fold(id) == fold(exact),
                    Probe::Prefix(prefix) => fold(id).starts_with(&fold(prefix)),
                })
                .take(MAX)
                .map(|id| Seen { id: Some(format!("id-{id}")), sp_enterprise_id: Some(id.clone()) })
                .collect()
        }

        /// Everything found, how many requests it took, and the doubt that remained.
        fn drain(&self) -> (BTreeSet<String>, usize, Option<String>) {
            let first = self.ask(&Probe::Prefix(String::new()));
            let mut found: BTreeSet<String> =
                first.iter().filter_map(|item| item.sp_enterprise_id.clone()).collect();
            let mut splitter = Splitter::new("", &first, MAX);
            while let Some(probe) = splitter.next() {
                let items = self.ask(&probe);
                for position in splitter.answer(probe, &items, false) {
                    let id = items[position].sp_enterprise_id.clone().unwrap();
                    assert!(found.insert(id), "yielded twice");
                }
            }
            (found, splitter.requests, splitter.into_doubt())
        }
    }

    fn service(ids: impl IntoIterator<Item = String>) -> Service {
        Service { ids: ids.into_iter().collect(), ignores_case: false, ignores_filter: false }
    }

    #[test]
    fn an_id_that_is_a_prefix_of_others_is_not_lost() {
        let ids = (0..30).map(|n| format!("A{n}")).chain(["A".to_owned(), "A1+x".to_owned()]);
        let service = service(ids);
        let (found, _, doubt) = service.drain();
        assert_eq!((found.len(), doubt), (32, None));
    }

    #[test]
    fn a_character_seen_late_is_asked_for_everywhere() {
        let mut ids: Vec<String> = (0..20).map(|n| format!("A{n:02}")).collect();
        ids.extend((0..3).map(|n| format!("é{n}")));
        ids.push("Zé".to_owned());
        let (found, _, doubt) = service(ids).drain();
        assert_eq!((found.len(), doubt), (24, None));
    }

    #[test]
    fn a_service_that_ignores_case_is_not_asked_twice() {
        let ids: Vec<String> = (0..60).map(|n| format!("Reseller{n:02}")).collect();
        let strict = service(ids.clone());
        let folding = Service { ignores_case: true, ..service(ids) };
        let (found, requests, doubt) = folding.drain();
        assert_eq!((found.len(), doubt), (60, None));
        assert!(requests < strict.drain().1);
    }

    #[test]
    fn a_service_that_ignores_the_filter_leaves_a_doubt_soon() {
        let service = Service { ignores_filter: true, ..service((0..50).map(|n| n.to_string())) };
        let (_, requests, doubt) = service.drain();
        assert!(doubt.unwrap().contains("`starts_with`"));
        assert!(requests < 100);
    }

    #[test]
    fn many_of_one_name_leave_a_doubt() {
        let mut same = service(std::iter::repeat_n("Same".to_owned(), 1));
        same.ids = vec!["Same".to_owned(); 25];
        let items: Vec<Seen> = (0..MAX)
            .map(|n| Seen { id: Some(n.to_string()), sp_enterprise_id: Some("Same".to_owned()) })
            .collect();
        let mut splitter = Splitter::new("", &items, MAX);
        while let Some(probe) = splitter.next() {
            let items = same.ask(&probe);
            splitter.answer(probe, &items, false);
        }
        assert!(splitter.into_doubt().unwrap().contains("Same"));
    }

    #[test]
    fn an_enterprise_without_an_identifier_leaves_a_doubt() {
        let items = vec![Seen { id: Some("x".to_owned()), sp_enterprise_id: None }];
        assert!(Splitter::new("", &items, 1).into_doubt().is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn all_ascii_ids_are_found_once(
            ids in prop::collection::btree_set("[A-Ca-c0-1+&/ ]{1,6}", 0..80),
            ignores_case in any::<bool>(),
        ) {
            let all: BTreeSet<String> = ids.iter().cloned().collect();
            let service = Service { ignores_case, ..service(ids) };
            let (found, _, doubt) = service.drain();
            prop_assert_eq!(doubt, None);
            prop_assert_eq!(found, all);
        }
    }
}
