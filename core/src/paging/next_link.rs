//! Follows a `next` link only within the same list, and repairs links that Webex is known to break.

use percent_encoding::percent_decode_str;
use url::Url;
use webex_broadworks_transport::call::PageRequest;
use webex_broadworks_transport::error::{Error, ErrorKind, Result};
use webex_broadworks_transport::http::base_url::BaseUrl;
use webex_broadworks_transport::message::{Name, message};

use crate::paging::request::ListPageRequest;

/// The page that a `next` target names.
///
/// Only its query is used, with our own URL, after a check that its host and path are ours. So another
/// scheme, or a slash at the end, does no harm. Our own filters and `max` are restored as we sent them.
/// What Webex added (its cursor) is kept unchanged.
pub(crate) fn follow(
    target: &str,
    base: &BaseUrl,
    list: &ListPageRequest,
) -> Result<ListPageRequest> {
    // Gateways in front of a service can double the scheme: "https,http://...".
    let mended = match target.split_once(',') {
        Some(("http" | "https", rest))
            if ["http://", "https://"].iter().any(|it| rest.starts_with(it)) =>
        {
            rest
        }
        _ => target,
    };
    let list_url = list.url();
    let next = list_url.join(mended).map_err(|_| untrusted("is not a URL"))?;
    if !base.same_host(&next) {
        return Err(untrusted(&format!("is on another host ({})", redacted_url(&next))));
    }
    if next.path().trim_end_matches('/') != list_url.path() {
        return Err(untrusted(&format!("has another path ({})", redacted_url(&next))));
    }
    let plain =
        |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let own = |part: &&str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        list.is_own_parameter(&plain(name), &plain(value))
    };
    let rest: Vec<&str> = next
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|part| !part.is_empty() && !own(part))
        .collect();
    Ok(list.with_continuation(rest.join("&")))
}

/// Scheme, host and path. User information and the query might contain secrets.
fn redacted_url(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

fn untrusted(what: &str) -> Error {
    Error::new(
        ErrorKind::UntrustedLink,
        message!(
            "the link to the next page {what}. To protect the token, no request was sent there: it \
             is only for the list at this client's {}",
            Name::Argument("base_url")
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paging::options::ListOptions;
    use webex_broadworks_transport::operation::Operation;

    fn base() -> BaseUrl {
        BaseUrl::parse("https://webexapis.com/v1").unwrap()
    }

    fn list() -> ListPageRequest {
        let options = ListOptions::default()
            .filter("starts_with", "Reseller1+".to_owned())
            .page_size(Some(100))
            .extra_query("syncStatus", "failed");
        page(&options)
    }

    fn page(options: &ListOptions) -> ListPageRequest {
        ListPageRequest::new(&base(), Operation::EnterprisesList, options).unwrap()
    }

    const OWN: &str = "https://webexapis.com/v1/broadworks/enterprises?startsWith=Reseller1%2B&max=100&syncStatus=failed";

    fn next(target: &str) -> Result<String> {
        follow(target, &base(), &list()).map(|list| list.url().to_string())
    }

    #[test]
    fn the_cursor_is_kept_to_the_letter_and_what_we_asked_is_ours() {
        for target in [
            "https://webexapis.com/v1/broadworks/enterprises?startsWith=Reseller1+&max=100&syncStatus=failed&before&after=Y2%2Bl+z",
            "https://webexapis.com/v1/broadworks/enterprises?before&after=Y2%2Bl+z",
            "https://webexapis.com/v1/broadworks/enterprises?max=null&before&after=Y2%2Bl+z",
            "https,https://webexapis.com/v1/broadworks/enterprises?before&after=Y2%2Bl+z",
            "https,http://webexapis.com/v1/broadworks/enterprises?before&after=Y2%2Bl+z",
            "http://webexapis.com/v1/broadworks/enterprises?before&after=Y2%2Bl+z",
            "https://webexapis.com:443/v1/broadworks/enterprises/?before&after=Y2%2Bl+z",
            "/v1/broadworks/enterprises?before&after=Y2%2Bl+z",
            "?before&after=Y2%2Bl+z&m%61x=7",
        ] {
            assert_eq!(next(target).unwrap(), format!("{OWN}&before&after=Y2%2Bl+z"), "{target}");
        }
    }

    #[test]
    fn a_cursor_that_is_called_as_a_filter_of_ours_is_the_service_s() {
        let list = page(&ListOptions::default().extra_query("after", "1700000000000"));
        let first = list.url().to_string();
        assert!(first.ends_with("max=1000&after=1700000000000"), "{first}");
        let next = follow("?max=1000&before&after=Y2lz", &base(), &list).unwrap().url().to_string();
        assert!(next.ends_with("?max=1000&before&after=Y2lz"), "{next}");
        let kept = follow("?cursor=2&after=1700000000000", &base(), &list).unwrap().url();
        assert_eq!(kept.query(), Some("max=1000&after=1700000000000&cursor=2"));
    }

    #[test]
    fn a_filter_that_is_called_as_a_cursor_is_put_back_unless_the_link_has_one() {
        let options = ListOptions::default().filter("after", "2026-11-30T08:00:00Z".to_owned());
        let list = ListPageRequest::new(&base(), Operation::SubscribersList, &options).unwrap();
        let first = list.url();
        assert_eq!(first.query(), Some("after=1796025600000&max=100"));
        let next = |target: &str| {
            follow(target, &base(), &list).unwrap().url().query().unwrap().to_owned()
        };
        assert_eq!(next("?max=100&before&after=Y2lz"), "max=100&before&after=Y2lz");
        let kept = "after=1796025600000&max=100&cursor=2";
        assert_eq!(next("?cursor=2&after=1796025600000"), kept);
        assert_eq!(next("?cursor=2"), kept);
    }

    #[test]
    fn another_place_gets_nothing() {
        for target in [
            "https://evil.example/v1/broadworks/enterprises?after=1",
            "http://evil.example/v1/broadworks/enterprises?after=1",
            "http://webexapis.com/v1/people?after=1",
            "http://me:pw@webexapis.com/v1/broadworks/enterprises?after=1",
            "https,ftp://webexapis.com/v1/broadworks/enterprises?after=1",
            "https://webexapis.com/v1/broadworks/enterprises/1?after=1",
            "https://webexapis.com:8443/v1/broadworks/enterprises?after=1",
            "https://me:pw@webexapis.com/v1/broadworks/enterprises?after=1",
            "//evil.example/v1/broadworks/enterprises",
            "https://webexapis.com/v1/people?after=1",
            "https://webexapis.com/v1/broadworks/enterprises/../../admin",
            "https://",
        ] {
            let error = next(target).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UntrustedLink, "{target}");
            assert!(!error.to_string().contains("pw"), "{error}");
        }
    }
}
