//! Broken next links, each of a kind that Webex or an attacker has been seen to send.

use bytes::Bytes;

use crate::generated::options::LinkFault;
use crate::http::{Link, Reply};

/// A title that a parser that ignores quotes would take for the end of a link and the start of
/// another.
const MISLEADING_PARAMETER: &str = r#"a, <https://elsewhere.example/>; rel=\"next\""#;

/// Breaks the next link of a page, or the page around it. `here` is the page's own address.
pub(crate) fn apply(kind: LinkFault, origin: &str, here: Link, reply: &mut Reply) {
    match kind {
        LinkFault::EmptyPage => {
            empty(reply);
            reply.next = Some(another_address(here));
        }
        LinkFault::EmptyForever => {
            empty(reply);
            reply.next = Some(here);
        }
        LinkFault::NoBody => reply.replace_body(Bytes::new()),
        LinkFault::NoItems => reply.replace_body("{}".into()),
        _ => break_next(kind, origin, here, reply),
    }
}

/// The faults that require a next link.
fn break_next(kind: LinkFault, origin: &str, here: Link, reply: &mut Reply) {
    let Some(mut next) = reply.next.take() else {
        return;
    };
    match kind {
        LinkFault::DoubleScheme => {
            reply.header("Link", format!("<https,{}>; rel=\"next\"", next.url()));
            return;
        }
        LinkFault::Quoted => {
            let first = here.url();
            let title = format!(
                "<{first}>; rel=\"first\", <{}>; title=\"{MISLEADING_PARAMETER}\"; rel=\"next\"",
                next.url()
            );
            reply.header("Link", title);
            return;
        }
        LinkFault::MaxNull => {
            next.query.iter_mut().filter(|it| it.0 == "max").for_each(|it| it.1 = "null".into());
        }
        LinkFault::LostFilters => next.query.retain(|it| it.0 == "max" || it.0 == "cursor"),
        LinkFault::LostMax => next.query.retain(|it| it.0 != "max"),
        LinkFault::Valueless => {
            next.query.insert(0, ("before".into(), String::new()));
            next.valueless = Some("before");
        }
        LinkFault::ForeignHost => origin.clone_into(&mut next.origin),
        LinkFault::ForeignPath => next.path = "/v1/people".into(),
        _ => next = here,
    }
    reply.next = Some(next);
}

fn empty(reply: &mut Reply) {
    reply.replace_body("{\"items\":[]}".into());
}

/// The same page under a new address.
fn another_address(mut here: Link) -> Link {
    match here.query.iter_mut().find(|it| it.0 == "hop") {
        Some((_, hop)) => *hop = (hop.parse::<u64>().unwrap_or_default() + 1).to_string(),
        None => here.query.push(("hop".into(), "1".into())),
    }
    here
}
