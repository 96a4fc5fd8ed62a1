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
    fn ask(&self, probe: &PrefixQuery) -> Vec<ListedIds> {
        let fold = |text: &str| {
            if self.ignores_case { text.to_lowercase() } else { text.to_owned() }
        };
        self.ids
            .iter()
            .filter(|id| match probe {
                _ if self.ignores_filter => true,
                PrefixQuery::Exact(exact) => fold(id) == fold(exact),
                PrefixQuery::Prefix(prefix) => fold(id).starts_with(&fold(prefix)),
            })
            .take(MAX)
            .map(|id| ListedIds {
                identity: format!("id-{id}"),
                sp_enterprise_id: Some(id.clone()),
            })
            .collect()
    }

    /// Everything found, how many requests it took, and the doubt that remained.
    fn drain(&self) -> (BTreeSet<String>, usize, Option<String>) {
        let first = self.ask(&PrefixQuery::Prefix(String::new()));
        let mut found: BTreeSet<String> =
            first.iter().filter_map(|item| item.sp_enterprise_id.clone()).collect();
        let mut search = PrefixSearch::new("", &first, MAX);
        while let Some(probe) = search.next() {
            let items = self.ask(&probe);
            for position in search.answer(probe, &items, false) {
                let id = items[position].sp_enterprise_id.clone().unwrap();
                assert!(found.insert(id), "yielded twice");
            }
        }
        (found, search.requests, search.into_incomplete_reason().map(|why| why.to_string()))
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
fn a_service_that_answers_prefixes_with_nothing_leaves_a_doubt() {
    let service = service((0..50).map(|n| format!("A{n:02}")));
    let first = service.ask(&PrefixQuery::Prefix(String::new()));
    let mut search = PrefixSearch::new("", &first, MAX);
    while let Some(probe) = search.next() {
        search.answer(probe, &[], false);
    }
    let doubt = search.into_incomplete_reason().unwrap().to_string();
    assert!(doubt.contains("listed \"A00\", but does not find it"), "{doubt}");
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
    let items: Vec<ListedIds> = (0..MAX)
        .map(|n| ListedIds { identity: n.to_string(), sp_enterprise_id: Some("Same".to_owned()) })
        .collect();
    let mut search = PrefixSearch::new("", &items, MAX);
    while let Some(probe) = search.next() {
        let items = same.ask(&probe);
        search.answer(probe, &items, false);
    }
    assert!(search.into_incomplete_reason().unwrap().to_string().contains("Same"));
}

#[test]
fn an_enterprise_without_an_identifier_leaves_a_doubt() {
    let items = vec![ListedIds { identity: "x".to_owned(), sp_enterprise_id: None }];
    assert!(PrefixSearch::new("", &items, 1).into_incomplete_reason().is_some());
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
