//! Checks with one or two requests whether a page without a link to the next page was truncated.
//!
//! If a page has as many items as requested, either the service never links next pages and
//! truncated it, or it is the whole list. To distinguish these cases, the client requests the first
//! enterprise alone. There must be a next page after it, so a service that links next pages links
//! that page.
//!
//! Any other page with fewer items than requested may also have been truncated, at the most items
//! that the service ever sends. So the client requests a prefix that some of the page's identifiers
//! have, but not all. The response contains any enterprises with that prefix that the page lacks.
//! If no identifier of the page has the most revealing prefix, an empty response may come from a
//! service that answers no prefix at all. Then the client requests a prefix that the page does
//! have.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use webex_broadworks_transport::call::Transport;
use webex_broadworks_transport::error::Result;
use webex_broadworks_transport::http::list_body::ListBody;
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::message::{Message, Name, message};
use webex_broadworks_transport::task::AbortOnDrop;

use crate::paging::page_call::PageCall;
use crate::paging::prefix_scan::{PrefixScan, seen};
use crate::paging::prefix_search::{ListedIds, PrefixQuery};
use crate::paging::request::ListPageRequest;
use crate::paging::{link_header, next_link};

/// No service limits a page to fewer items than this.
const LEAST_CLAMP: usize = 4;

/// A list counts as sorted if this share of its neighbors is in order, in percent.
const SORTED_PERCENT: usize = 90;

/// A check of a page, and the meaning of its response.
#[derive(Debug)]
pub(crate) struct Check {
    list: ListPageRequest,
    page: ListBody,
    kind: CheckKind,
    /// A prefix of the page, requested after a prefix that no identifier of the page has.
    own_prefix: Option<String>,
    /// The running request. A dropped future doesn't send it twice.
    asked: Option<AbortOnDrop<RawResponse>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum CheckKind {
    /// Whether Webex links next pages. If it does, it has linked all there are.
    NamesNextPages,
    /// Whether a request for one item returns two.
    MoreThanOne,
    /// Whether more enterprises than the page shows have this prefix.
    MoreWithPrefix(String),
}

/// What came out.
pub(crate) enum Finding {
    /// The page is the complete list.
    Whole,
    /// The page was truncated, and this completes it.
    Cut(Box<PrefixScan>),
    /// Prefixes can't show it, for this reason.
    Unknown(Message),
}

/// How a response relates to the page.
enum Comparison {
    Whole,
    /// The response contains an enterprise that the page lacks, or lacks one that it must contain.
    Cut,
    /// The response contains the whole page, although not all of it has the prefix.
    Nothing,
}

impl Check {
    /// Chooses the check for a page; `None` if no response could show anything.
    pub(crate) fn of(list: ListPageRequest, page: &ListBody, full: bool) -> Result<Option<Self>> {
        let mut own_prefix = None;
        let kind = match page.len() {
            1 if full => Some(CheckKind::MoreThanOne),
            _ if full => Some(CheckKind::NamesNextPages),
            _ if !list.operation().is_completed_by_prefix() => None,
            _ => {
                let names: Vec<String> =
                    seen(page)?.into_iter().filter_map(|item| item.sp_enterprise_id).collect();
                let within = list.filter(false).unwrap_or_default();
                let prefix = revealing_prefix(&names, within);
                let has = |prefix: &String| names.iter().any(|name| name.starts_with(prefix));
                if prefix.as_ref().is_some_and(|prefix| !has(prefix)) {
                    own_prefix = distinguishing_prefix(&names);
                }
                prefix.map(CheckKind::MoreWithPrefix)
            }
        };
        let with = |kind| Self { list, page: page.clone(), kind, own_prefix, asked: None };
        Ok(kind.map(with))
    }

    /// Whether the request was sent and its response is still awaited.
    pub(crate) fn is_asked(&self) -> bool {
        self.asked.is_some()
    }

    /// Sends the check, and returns whether the page was truncated.
    pub(crate) async fn send(
        &mut self,
        transport: &Arc<Transport>,
        page_call: PageCall,
    ) -> Result<Finding> {
        let answer = loop {
            let target = self.target();
            let asked = self
                .asked
                .get_or_insert_with(|| transport.spawn_call(page_call.call(target.clone())));
            let answer = asked.await;
            self.asked = None;
            let answer = answer?;
            if answer.reports_error {
                return Ok(Finding::Unknown("a response reports an error beside its items".into()));
            }
            let next = link_header::next_of(&answer.metadata.headers).is_some_and(|next| {
                next_link::follow(&next, &transport.http.base, &target).is_ok()
            });
            if self.kind == CheckKind::NamesNextPages {
                if !next {
                    break answer;
                }
                if self.list.operation().is_completed_by_prefix() {
                    transport.names_next_pages.store(true, Ordering::Relaxed);
                }
                return Ok(Finding::Whole);
            }
            if next {
                break answer;
            }
            match (self.compare(&answer)?, self.own_prefix.take()) {
                (Comparison::Cut, _) => break answer,
                (Comparison::Nothing, _) => {
                    return Ok(Finding::Unknown(message!(
                        "Webex ignores {}",
                        Name::Argument("starts_with")
                    )));
                }
                (Comparison::Whole, None) => return Ok(Finding::Whole),
                (Comparison::Whole, Some(own)) => self.kind = CheckKind::MoreWithPrefix(own),
            }
        };
        if !self.list.operation().is_completed_by_prefix() {
            return Ok(Finding::Unknown("the page is full and has no link to a next page".into()));
        }
        let mut split =
            PrefixScan::new(Arc::clone(transport), page_call, self.list.clone(), &self.page)?;
        if let CheckKind::MoreWithPrefix(prefix) = &self.kind {
            split.take(PrefixQuery::Prefix(prefix.clone()), answer);
        }
        Ok(Finding::Cut(Box::new(split)))
    }

    fn target(&self) -> ListPageRequest {
        let with_max = |max| {
            let mut list = self.list.clone();
            list.max = Some(max);
            list
        };
        match &self.kind {
            CheckKind::NamesNextPages => with_max(1),
            CheckKind::MoreThanOne => with_max(2),
            CheckKind::MoreWithPrefix(prefix) => self.list.by_prefix(prefix.clone()),
        }
    }

    /// Compares the page with the response.
    fn compare(&self, answer: &RawResponse) -> Result<Comparison> {
        let page = seen(&self.page)?;
        let items = seen(&answer.list_body())?;
        let known: HashSet<&str> = page.iter().map(|item| item.identity.as_str()).collect();
        let answered: HashSet<&str> = items.iter().map(|item| item.identity.as_str()).collect();
        if !answered.is_subset(&known) {
            return Ok(Comparison::Cut);
        }
        let CheckKind::MoreWithPrefix(prefix) = &self.kind else {
            return Ok(Comparison::Whole);
        };
        if answered.len() == known.len() {
            return Ok(Comparison::Nothing);
        }
        let is_missing = |item: &ListedIds| {
            let name = item.sp_enterprise_id.as_deref().unwrap_or_default();
            name.starts_with(prefix) && !answered.contains(item.identity.as_str())
        };
        let is_cut = page.iter().any(is_missing);
        Ok(if is_cut { Comparison::Cut } else { Comparison::Whole })
    }
}

/// A prefix of the last identifier, which not all identifiers have.
fn distinguishing_prefix(names: &[String]) -> Option<String> {
    let folded: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    start_of(names.last()?, shared_length(&folded) + 1)
}

/// The prefix that most likely shows what a cut page lacks, of all that not the whole page has.
///
/// Shorter ones show more. In a sorted or numbered list what is missing follows the last identifier; in
/// any other order, most of it is likely to be where most of the page is.
fn revealing_prefix(names: &[String], within: &str) -> Option<String> {
    let last = names.last().filter(|_| names.len() >= LEAST_CLAMP)?;
    let folded: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let shared = shared_length(&folded);
    let most_common =
        most_common(names, &folded, shared).and_then(|name| start_of(name, shared + 1));
    let candidates = match step(&folded) {
        Some(step) => [
            following(last, step).and_then(|next| {
                let common = next.chars().zip(last.chars()).take_while(|(a, b)| a == b).count();
                start_of(&next, common.min(shared) + 1)
            }),
            start_of(last, shared + 1),
            most_common,
        ],
        None => [most_common, None, None],
    };
    let within = within.to_lowercase();
    candidates.into_iter().flatten().find(|prefix| prefix.to_lowercase().starts_with(&within))
}

/// The length of the common prefix of all names.
fn shared_length(names: &[String]) -> usize {
    let Some((first, others)) = names.split_first() else { return 0 };
    let equal = |name: &String| first.chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
    others.iter().map(equal).min().unwrap_or_else(|| first.chars().count())
}

/// The first name with the most frequent character after the common prefix.
fn most_common<'a>(names: &'a [String], folded: &[String], shared: usize) -> Option<&'a String> {
    let mut groups: HashMap<char, (usize, &String)> = HashMap::new();
    for (name, folded) in names.iter().zip(folded) {
        if let Some(c) = folded.chars().nth(shared) {
            groups.entry(c).or_insert((0, name)).0 += 1;
        }
    }
    groups.into_iter().max_by_key(|(c, (count, _))| (*count, *c)).map(|(_, (_, name))| name)
}

/// The first characters of a name. One more if the last would be a space, which might get lost.
fn start_of(name: &str, length: usize) -> Option<String> {
    let mut start = String::new();
    for (position, c) in name.chars().enumerate() {
        if position >= length && !start.ends_with(char::is_whitespace) {
            break;
        }
        start.push(c);
    }
    (start.chars().count() >= length).then_some(start)
}

/// The order of a sorted list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Up,
    Down,
}

/// In which direction the names are sorted, if they are.
fn step(names: &[String]) -> Option<Step> {
    let pairs = names.len().saturating_sub(1);
    let in_order = |ordered: fn(&String, &String) -> bool| {
        let count = names.windows(2).filter(|pair| matches!(pair, [a, b] if ordered(a, b))).count();
        count * 100 >= pairs * SORTED_PERCENT
    };
    if in_order(|a, b| a <= b) {
        Some(Step::Up)
    } else {
        in_order(|a, b| a >= b).then_some(Step::Down)
    }
}

/// The name after another, if names are numbered at their end; otherwise the same.
fn following(name: &str, step: Step) -> Option<String> {
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (start, number) = name.split_at_checked(name.len() - digits)?;
    let (turns, turned, delta) = match step {
        Step::Up => (b'9', b'0', 1),
        Step::Down => (b'0', b'9', -1),
    };
    let mut number = number.as_bytes().to_vec();
    let mut carries = digits > 0;
    for digit in number.iter_mut().rev() {
        if *digit != turns {
            *digit = digit.saturating_add_signed(delta);
            carries = false;
            break;
        }
        *digit = turned;
    }
    match (carries, step) {
        (true, Step::Down) => return None,
        (true, Step::Up) => number.insert(0, b'1'),
        (false, _) => {}
    }
    Some(format!("{start}{}", String::from_utf8(number).ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

    use super::*;

    fn prefix(names: impl IntoIterator<Item = String>) -> Option<String> {
        revealing_prefix(&names.into_iter().collect::<Vec<_>>(), "")
    }

    fn of(names: &[&str]) -> Option<String> {
        prefix(names.iter().map(|&name| name.to_owned()))
    }

    #[test]
    fn a_sorted_list_is_asked_for_what_follows_its_last_name() {
        assert_eq!(of(&["R+acme", "R+bank", "R+mill", "R+moon"]).as_deref(), Some("R+m"));
        assert_eq!(of(&["R+zoo", "R+moon", "R+mill", "R+bank"]).as_deref(), Some("R+b"));
    }

    #[test]
    fn a_numbered_list_is_asked_for_the_next_number() {
        for (last, expected) in [(49, "R+e05"), (99, "R+e1"), (298, "R+e2"), (299, "R+e3")] {
            let names = (0..=last).map(|n| format!("R+e{n:03}"));
            assert_eq!(prefix(names).as_deref(), Some(expected), "{last}");
        }
        let unpadded = (0..300).map(|n| format!("R+{n}"));
        assert_eq!(prefix(unpadded).as_deref(), Some("R+3"));
        let upwards = (100..200).map(|n| format!("R+{n}"));
        assert_eq!(prefix(upwards).as_deref(), Some("R+2"));
        let downwards = (300..500).rev().map(|n| format!("R+{n}"));
        assert_eq!(prefix(downwards).as_deref(), Some("R+2"));
        let longer = (0..10).map(|n| format!("R+e{n}"));
        assert_eq!(prefix(longer).as_deref(), Some("R+e1"));
    }

    #[test]
    fn an_unsorted_list_is_asked_for_what_most_of_it_has() {
        let names = ["R+nord", "R+acme", "R+mill", "R+amt", "R+zoo", "R+arc", "R+bank"];
        assert_eq!(of(&names).as_deref(), Some("R+a"));
    }

    #[test]
    fn no_prefix_is_one_that_the_whole_page_has_or_that_the_filter_excludes() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["R+acme", "R+bank", "R+zoo"]), None);
        assert_eq!(of(&["R+acme", "r+ACME", "R+acme", "R+acme"]), None);
        let names: Vec<String> = (10..20).map(|n| format!("R+{n}")).collect();
        assert_eq!(revealing_prefix(&names, "R+1").as_deref(), Some("R+19"));
        assert_eq!(revealing_prefix(&names, "acme"), None);
    }

    #[test]
    fn a_prefix_does_not_end_in_a_space() {
        assert_eq!(of(&["R", "R", "R & Co", "R & Sons"]).as_deref(), Some("R &"));
    }

    /// The clamps at which a list of these names would be cut without notice.
    fn unnoticed(names: &[String]) -> usize {
        let is_unnoticed = |&clamp: &usize| {
            let (page, rest) = names.split_at(clamp);
            let prefix = revealing_prefix(page, "").unwrap();
            !rest.iter().any(|name| name.starts_with(&prefix))
        };
        (10..1_000).step_by(7).filter(is_unnoticed).count()
    }

    #[test]
    fn most_clamps_of_believable_names_are_noticed() {
        let options = SandboxOptions { enterprises: 1_200, ..SandboxOptions::default() };
        let made_up = Sandbox::start(options).unwrap().enterprises();
        let name = |item: &Value| item["spEnterpriseId"].as_str().unwrap().to_owned();
        let mut names: Vec<String> = made_up.as_array().unwrap().iter().map(name).collect();
        assert_eq!(unnoticed(&names), 0, "in no order");
        // A sorted list can be cut right after the last name with one letter.
        names.sort();
        assert!(unnoticed(&names) <= 10, "sorted: {}", unnoticed(&names));
        names.reverse();
        assert!(unnoticed(&names) <= 10, "backwards: {}", unnoticed(&names));
    }
}
