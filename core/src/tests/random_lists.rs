//! Lists of services made up at random: none is short without an error, none shows anything twice, and a
//! whole one costs one request more at most.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::paging::options::Completion;
use crate::tests::*;

/// How a service answers what the documentation leaves open.
#[derive(Clone, Debug)]
struct Fleet {
    /// What each enterprise shows as its spEnterpriseId, in the order in which they are listed.
    names: Vec<Option<String>>,
    prefix_ignores_case: bool,
    exact_ignores_case: bool,
    /// The maximum number of items per page, even if a request asks for more.
    clamp: usize,
    links: bool,
    odd: Odd,
}

/// What a filter does with odd characters.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Odd {
    TakenAsTheyAre,
    /// `%` and `_` are wildcards.
    Wildcards,
    /// Spaces at both ends get lost.
    Trimmed,
    /// All but letters, digits, `+` and `-` are answered with 400.
    Refused,
    /// Nothing has any prefix.
    Nothing,
}

impl Fleet {
    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let query: HashMap<_, _> = request.url.query_pairs().into_owned().collect();
        let filter = |name| match (query.get(name), self.odd) {
            (Some(text), Odd::Trimmed) => Some(text.trim()).filter(|text| !text.is_empty()),
            (text, _) => text.map(String::as_str),
        };
        let (prefix, exact) = (filter("startsWith"), filter("spEnterpriseId"));
        let is_plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || "+-".contains(c));
        if self.odd == Odd::Refused && ![prefix, exact].into_iter().flatten().all(is_plain) {
            return response(400, &[], r#"{"message":"odd"}"#);
        }
        let from: usize = query.get("after").map_or(0, |after| after.parse().unwrap());
        let max = self.clamp.min(query["max"].parse().unwrap());
        let matching = self.names.iter().enumerate().filter(|(_, name)| {
            let name = name.as_deref().unwrap_or_default();
            (prefix.is_none() || self.odd != Odd::Nothing)
                && prefix.is_none_or(|prefix| self.starts_with(name, prefix))
                && exact.is_none_or(|exact| {
                    fold(name, self.exact_ignores_case) == fold(exact, self.exact_ignores_case)
                })
        });
        let rest: Vec<_> = matching.skip(from).collect();
        let item = |(at, name): &(usize, &Option<String>)| {
            let mut item = serde_json::json!({"id": format!("id-{at}")});
            if let Some(name) = name {
                item["spEnterpriseId"] = name.as_str().into();
            }
            item.to_string()
        };
        let items: Vec<String> = rest.iter().take(max).map(item).collect();
        let mut page = response(200, &[], format!(r#"{{"items":[{}]}}"#, items.join(",")));
        if self.links && rest.len() > max {
            let link = format!("<?after={}>; rel=next", from + max);
            page.headers.insert("link", HeaderValue::from_str(&link).unwrap());
        }
        page
    }

    fn starts_with(&self, name: &str, prefix: &str) -> bool {
        let (name, prefix) =
            (fold(name, self.prefix_ignores_case), fold(prefix, self.prefix_ignores_case));
        if self.odd != Odd::Wildcards {
            return name.starts_with(&prefix);
        }
        is_like(&name.chars().collect::<Vec<_>>(), &prefix.chars().collect::<Vec<_>>())
    }

    /// Whether no client could find an enterprise that was not listed.
    fn hides(&self, name: Option<&str>, listed: &HashSet<usize>) -> bool {
        let Some(name) = name.filter(|name| !name.is_empty()) else { return true };
        let known: HashSet<char> = listed
            .iter()
            .filter_map(|&at| self.names[at].as_deref())
            .flat_map(str::chars)
            .collect();
        name.chars().any(|c| !c.is_ascii() && !known.contains(&c))
    }
}

fn fold(text: &str, ignores_case: bool) -> String {
    if ignores_case { text.to_lowercase() } else { text.to_owned() }
}

/// Whether a text begins as a pattern of SQL's `LIKE` says.
fn is_like(text: &[char], pattern: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, _) => true,
        (Some(('%', rest)), _) => (0..=text.len()).any(|at| is_like(&text[at..], rest)),
        (Some((c, rest)), Some((first, others))) => {
            (c == first || *c == '_') && is_like(others, rest)
        }
        (Some(_), None) => false,
    }
}

/// The outcome of reading a list.
struct Read {
    /// The places of the enterprises in the fleet, as they were listed.
    listed: Vec<usize>,
    error: Option<Error>,
    requests: Vec<Url>,
}

fn read(fleet: &Fleet, options: ListEnterprises) -> Read {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (log, answering) = (Arc::clone(&requests), fleet.clone());
        let service = service(move |_, request| {
            log.lock().unwrap().push(request.url.clone());
            std::future::ready(answering.answer(&request))
        });
        let mut list = raw(service).enterprises().list(options).unwrap();
        let mut listed = Vec::new();
        let error = loop {
            match list.next_raw_page().await {
                Ok(Some(page)) => listed.extend(page.items().map(|item| {
                    let item: serde_json::Value = serde_json::from_str(item).unwrap();
                    item["id"].as_str().unwrap()[3..].parse::<usize>().unwrap()
                })),
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        let requests = requests.lock().unwrap().clone();
        Read { listed, error, requests }
    })
}

fn name() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        4 => "[A-Ba-c0-1]{1,4}".prop_map(Some),
        4 => (0..400_u32).prop_map(|n| Some(format!("R+e{n:03}"))),
        2 => (0..400_u32).prop_map(|n| Some(format!("r+{n}"))),
        2 => "[aA+& %_\"'<]{1,4}".prop_map(Some),
        2 => "[aeéÉüßiİıΣς東 ]{1,3}".prop_map(Some),
        1 => Just(Some("Same".to_owned())),
        1 => prop_oneof![Just(None), Just(Some(String::new()))],
    ]
}

fn fleet() -> impl Strategy<Value = Fleet> {
    let kind = prop_oneof![Just(0), Just(1), Just(2)];
    let numbered = (0..80_usize, any::<bool>()).prop_map(|(count, padded)| {
        let name = |n| if padded { format!("R+e{n:03}") } else { format!("R+e{n}") };
        (0..count).map(|n| Some(name(n))).collect::<Vec<_>>()
    });
    let names = prop_oneof![prop::collection::vec(name(), 0..40), numbered];
    let odd = prop_oneof![
        6 => Just(Odd::TakenAsTheyAre),
        1 => Just(Odd::Wildcards),
        1 => Just(Odd::Trimmed),
        1 => Just(Odd::Refused),
    ];
    (names, kind, any::<bool>(), any::<bool>(), 4..30_usize, prop::bool::weighted(0.2), odd)
        .prop_map(
            |(mut names, order, prefix_ignores_case, exact_ignores_case, clamp, links, odd)| {
                match order {
                    0 => names.sort(),
                    1 => names.sort_by_key(|name| std::cmp::Reverse(name.clone())),
                    _ => {}
                }
                Fleet { names, prefix_ignores_case, exact_ignores_case, clamp, links, odd }
            },
        )
}

/// Asserts what holds of every list, and returns whether it is one that the check could not see was cut.
fn assert_honest(fleet: &Fleet, page_size: u32) -> bool {
    let Read { listed, error, requests } =
        read(fleet, ListEnterprises::default().page_size(page_size));
    let all: HashSet<usize> = listed.iter().copied().collect();
    assert_eq!(all.len(), listed.len(), "listed twice: {listed:?}");
    if let Some(error) = &error {
        assert_eq!(error.kind(), ErrorKind::IncompleteList, "{error}");
        assert!(error.details().request_sent, "{error}");
        return false;
    }
    let first = fleet.clamp.min(page_size as usize);
    if fleet.links || fleet.names.len() <= first {
        let pages = fleet.names.len().div_ceil(first).max(1);
        let is_cheap = fleet.names.len() < page_size as usize;
        if fleet.links || is_cheap {
            assert!(requests.len() <= pages + 2, "{} requests for {pages} pages", requests.len());
        }
    }
    let missing = |(at, name): &(usize, &Option<String>)| {
        !all.contains(at) && !fleet.hides(name.as_deref(), &all)
    };
    let missing: Vec<_> = fleet.names.iter().enumerate().filter(missing).collect();
    if missing.is_empty() {
        return false;
    }
    // A page with less than asked for: a prefix or two are asked for, and what they don't cover stays unseen.
    let unseen = first < page_size as usize && requests.len() <= 3;
    assert!(unseen, "{} of {}; missing {missing:?}", listed.len(), fleet.names.len());
    let prefix = |url: &Url| {
        let mut pairs = url.query_pairs().into_owned();
        pairs.find_map(|(name, value)| (name == "startsWith").then_some(value))
    };
    for prefix in requests.iter().skip(1).filter_map(prefix) {
        let shown = |(_, name): &&(usize, &Option<String>)| {
            fleet.starts_with(name.as_deref().unwrap_or_default(), &prefix)
        };
        let shown: Vec<_> = missing.iter().filter(shown).collect();
        assert!(shown.is_empty(), "{prefix:?} would have shown {shown:?}");
    }
    true
}

fn runner(cases: u32) -> TestRunner {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn a_list_that_was_cut_at_what_was_asked_for_is_never_short_in_silence() {
    let page_size = prop_oneof![1..12_u32, Just(1000)];
    let check = |(mut fleet, page_size): (Fleet, u32)| {
        fleet.clamp = fleet.clamp.max(page_size as usize);
        assert_honest(&fleet, page_size);
        Ok(())
    };
    runner(120).run(&(fleet(), page_size), check).unwrap();
}

#[test]
fn a_list_that_was_clamped_in_silence_is_completed_where_the_check_shows_it() {
    let cut = std::cell::Cell::new((0, 0));
    let check = |fleet: Fleet| {
        let (unseen, all) = cut.get();
        let is_cut = !fleet.links && fleet.names.len() > fleet.clamp;
        let is_unseen = assert_honest(&fleet, 1000);
        cut.set((unseen + u32::from(is_unseen), all + u32::from(is_cut)));
        Ok(())
    };
    runner(120).run(&fleet(), check).unwrap();
    let (unseen, all) = cut.get();
    assert!(unseen * 4 <= all, "{unseen} of {all} short lists were not noticed");
}

/// A service that names no next pages, with names of four digits.
fn linkless(count: usize, clamp: usize) -> Fleet {
    Fleet {
        names: (0..count).map(|n| Some(format!("R+e{n:04}"))).collect(),
        prefix_ignores_case: false,
        exact_ignores_case: false,
        clamp,
        links: false,
        odd: Odd::TakenAsTheyAre,
    }
}

/// How many were listed, with how many requests, and the error that came in the end.
fn counts(fleet: &Fleet, options: ListEnterprises) -> (usize, usize, Option<ErrorKind>) {
    let read = read(fleet, options);
    (read.listed.len(), read.requests.len(), read.error.map(|error| error.kind()))
}

/// Groups of names, each with a first letter of its own.
fn grouped(groups: &[char], size: usize) -> Vec<Option<String>> {
    let group = |letter: char| (0..size).map(move |n| Some(format!("R+{letter}{n:03}")));
    groups.iter().copied().flat_map(group).collect()
}

#[test]
fn a_service_that_answers_prefixes_with_nothing_leaves_a_doubt() {
    for clamp in [4, 10, 47, 50, 90, 99, 300, 1_000] {
        let fleet = Fleet { odd: Odd::Nothing, ..linkless(1_200, clamp) };
        let (listed, _, error) = counts(&fleet, ListEnterprises::default());
        assert_eq!((listed, error), (clamp, Some(ErrorKind::IncompleteList)), "{clamp}");
        let names = grouped(&['a', 'b', 'c'], clamp);
        let fleet = Fleet { names, ..fleet };
        let (listed, _, error) = counts(&fleet, ListEnterprises::default());
        assert_eq!((listed, error), (clamp, Some(ErrorKind::IncompleteList)), "{clamp}");
    }
}

#[test]
fn a_whole_list_costs_a_request_or_two_more() {
    for (count, requests) in [(4, 3), (40, 3), (99, 2), (120, 2), (275, 2), (999, 2)] {
        let listed = counts(&linkless(count, 1000), ListEnterprises::default());
        assert_eq!(listed, (count, requests, None));
    }
    for count in [10, 50, 250, 500] {
        let (listed, requests, error) = counts(&linkless(count, 1000), ListEnterprises::default());
        assert_eq!((listed, error), (count, None));
        assert!(requests <= 3, "{count}: {requests}");
    }
    // A full page: a service that links next pages links one after the first enterprise.
    for (count, page_size) in [(1000, 1000), (100, 100), (1, 1)] {
        let fleet = Fleet { links: true, ..linkless(count, 1000) };
        let options = ListEnterprises::default().page_size(page_size);
        assert_eq!(counts(&fleet, options), (count, 2, None));
    }
}

#[test]
fn nothing_is_checked_where_nothing_could_be_learnt() {
    for count in 0..4 {
        assert_eq!(counts(&linkless(count, 1000), ListEnterprises::default()), (count, 1, None));
    }
    let exact = ListEnterprises::default().sp_enterprise_id("R+e0007");
    assert_eq!(counts(&linkless(100, 1000), exact), (1, 1, None));
    let limited = ListEnterprises::default().limit(100);
    assert_eq!(counts(&linkless(100, 1000), limited), (100, 1, None));
    let paged = Fleet { links: true, ..linkless(2_000, 1000) };
    assert_eq!(counts(&paged, ListEnterprises::default()), (2_000, 2, None));
}

#[test]
fn a_check_that_shows_a_cut_is_followed_by_prefixes() {
    for (count, clamp) in [(500, 300), (500, 50), (1_500, 999), (1_500, 1_000), (60, 10)] {
        let (listed, requests, error) = counts(&linkless(count, clamp), ListEnterprises::default());
        assert_eq!((listed, error), (count, None), "{clamp}");
        assert!(requests > 90, "{clamp}: {requests}");
    }
}

#[test]
fn a_list_without_completion_sends_its_pages_alone() {
    let off = || ListEnterprises::default().completion(Completion::Off);
    assert_eq!(counts(&linkless(500, 300), off()), (300, 1, None));
    let full = linkless(1_500, 1_000);
    assert_eq!(counts(&full, off()), (1_000, 1, Some(ErrorKind::IncompleteList)));
    assert_eq!(counts(&full, off().allow_incomplete(true)), (1_000, 1, None));
}

#[test]
fn an_identifier_that_begins_others_is_found_in_whatever_case() {
    for begins in ["acme-", "Acme-", "ACME-"] {
        let others = (0..1_000).map(|n| Some(format!("Acme-{n:04}")));
        let fleet = Fleet {
            names: others.chain([Some(begins.to_owned())]).collect(),
            prefix_ignores_case: true,
            ..linkless(0, 1_000)
        };
        let (listed, _, error) = counts(&fleet, ListEnterprises::default());
        assert_eq!((listed, error), (1_001, None), "{begins}");
    }
}

#[test]
fn an_empty_identifier_is_none() {
    let mut fleet = linkless(1_000, 1_000);
    fleet.names.insert(0, Some(String::new()));
    fleet.names.push(Some(String::new()));
    let (listed, _, error) = counts(&fleet, ListEnterprises::default());
    assert_eq!((listed, error), (1_001, Some(ErrorKind::IncompleteList)));
}

#[test]
fn a_refused_check_leaves_a_doubt() {
    let names = ["&co", "&no", "&so", "&to"].map(|name| Some(name.to_owned())).to_vec();
    let fleet = Fleet { names, odd: Odd::Refused, ..linkless(0, 1_000) };
    let read = read(&fleet, ListEnterprises::default());
    let error = read.error.unwrap();
    assert_eq!((read.listed.len(), error.kind()), (4, ErrorKind::IncompleteList));
    assert!(error.to_string().contains("refused"), "{error}");
}
