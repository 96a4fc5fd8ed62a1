//! The `Link` header, read by RFC 8288.

use http::HeaderMap;
use http::header::LINK;

/// One link: its target, and its relation to the resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// The target as written, possibly relative.
    pub(crate) target: String,
    /// The relation types, in lower case.
    pub(crate) rels: Vec<String>,
    /// Whether an `anchor` gives the link another context than its response.
    pub(crate) anchored: bool,
}

/// The target of the next page in the headers of a response.
pub(crate) fn next_of(headers: &HeaderMap) -> Option<String> {
    // A header may contain the letters of a filter unencoded. Bytes outside ASCII don't mean that
    // the list has ended.
    let values: Vec<_> = headers
        .get_all(LINK)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    next(values.iter().map(String::as_str))
}

/// Whether a part of a `Link` header could not be read, or is a next page of another resource.
/// Either might be the link to the next page.
pub(crate) fn has_unreadable(headers: &HeaderMap) -> bool {
    headers.get_all(LINK).iter().any(|value| {
        let links = Links::of(&String::from_utf8_lossy(value.as_bytes()));
        links.is_partial || links.links.iter().any(Link::is_next)
    })
}

/// The target of the first link whose relation is `next`.
pub(crate) fn next<'a>(headers: impl Iterator<Item = &'a str>) -> Option<String> {
    headers.flat_map(parse).find(|link| !link.anchored && link.is_next()).map(|link| link.target)
}

/// Reads every well-formed link of one header value. A malformed link is skipped up to the next
/// comma.
pub(crate) fn parse(header: &str) -> Vec<Link> {
    Links::of(header).links
}

impl Link {
    fn is_next(&self) -> bool {
        self.rels.iter().any(|rel| rel == "next")
    }
}

/// The links of one header value.
struct Links {
    links: Vec<Link>,
    /// Whether a malformed link was skipped.
    is_partial: bool,
}

impl Links {
    fn of(header: &str) -> Self {
        let mut cursor = Cursor { rest: header };
        let mut read = Self { links: Vec::new(), is_partial: false };
        loop {
            cursor.skip(|c| c.is_ascii_whitespace() || c == ',');
            if cursor.rest.is_empty() {
                return read;
            }
            if let Some(link) = cursor.link() {
                read.links.push(link);
            } else {
                read.is_partial = true;
                cursor.skip_to_comma();
            }
        }
    }
}

struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    fn skip(&mut self, what: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(what);
    }

    fn skip_space(&mut self) {
        self.skip(|c| c == ' ' || c == '\t');
    }

    fn eat(&mut self, c: char) -> bool {
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// `<target>` and its parameters.
    fn link(&mut self) -> Option<Link> {
        if !self.eat('<') {
            return None;
        }
        let (target, rest) = self.rest.split_once('>')?;
        self.rest = rest;
        let mut link = Link { target: target.trim().to_owned(), rels: Vec::new(), anchored: false };
        let mut rel_seen = false;
        loop {
            self.skip_space();
            if !self.eat(';') {
                return (self.rest.is_empty() || self.rest.starts_with(',')).then_some(link);
            }
            self.skip_space();
            let (name, value) = self.parameter()?;
            // Only the first `rel` counts (RFC 8288, section 3.3).
            if name.eq_ignore_ascii_case("rel") && !rel_seen {
                rel_seen = true;
                // Single quotes aren't valid quotes in this header, but some services use them.
                let value = value.trim_matches('\'');
                link.rels = value.split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
            } else if name.eq_ignore_ascii_case("anchor") {
                link.anchored = true;
            }
        }
    }

    /// `name`, `name=token` or `name="quoted"`; a stray `;` is a parameter without a name.
    fn parameter(&mut self) -> Option<(&'a str, String)> {
        let name = self.token();
        self.skip_space();
        if !self.eat('=') {
            return Some((name, String::new()));
        }
        self.skip_space();
        let value = if self.eat('"') { self.quoted()? } else { self.token().to_owned() };
        Some((name, value))
    }

    fn token(&mut self) -> &'a str {
        let end = self.rest.find([';', ',', '=', ' ', '\t', '"']).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        token
    }

    /// The rest of a quoted string after its opening quote; `None` if it isn't closed.
    fn quoted(&mut self) -> Option<String> {
        let mut value = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((index, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = self.rest.get(index + 1..)?;
                    return Some(value);
                }
                '\\' => value.push(chars.next()?.1),
                _ => value.push(c),
            }
        }
        None
    }

    /// Advances to the next comma outside brackets and quotes.
    fn skip_to_comma(&mut self) {
        let (mut bracket, mut quote, mut escaped) = (false, false, false);
        let end = self.rest.char_indices().find(|&(_, c)| {
            match c {
                _ if escaped => escaped = false,
                '\\' if quote => escaped = true,
                '"' if !bracket => quote = !quote,
                '<' if !quote => bracket = true,
                '>' if !quote => bracket = false,
                ',' if !quote && !bracket => return true,
                _ => {}
            }
            false
        });
        self.rest = end.and_then(|(index, _)| self.rest.get(index..)).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn next_of(header: &str) -> Option<String> {
        next(std::iter::once(header))
    }

    #[test]
    fn webex_s_documented_header_is_read() {
        let header = "<https://webexapis.com/v1/people?displayName=Harold&max=10&before&after=Y2lz>; rel=\"next\"";
        assert_eq!(
            next_of(header).as_deref(),
            Some("https://webexapis.com/v1/people?displayName=Harold&max=10&before&after=Y2lz")
        );
    }

    #[test]
    fn several_links_relations_and_spellings() {
        let header =
            r#"<https://h/a?x=1,2>; rel=prev, </b>;rel="first NEXT" ; title="b, c; d", <c>"#;
        assert_eq!(next_of(header).as_deref(), Some("/b"));
        assert_eq!(parse(header).len(), 3);
        assert_eq!(parse(header)[0].target, "https://h/a?x=1,2");
    }

    #[test]
    fn a_title_cannot_smuggle_a_link_in() {
        let header = r#"<https://h/1>; title="a, <https://evil/>; rel=\"next\""; rel="prev""#;
        assert_eq!(next_of(header), None);
    }

    #[test]
    fn only_the_first_rel_counts_and_an_anchor_is_about_something_else() {
        assert_eq!(next_of(r#"<a>; rel="prev"; rel="next""#), None);
        assert_eq!(next_of(r#"<a>; rel="next"; anchor="/other""#), None);
    }

    #[test]
    fn malformed_links_do_not_hide_the_good_one() {
        for header in [
            "rubbish, <a>; rel=next",
            ",, ,<a>; rel=next",
            "<b> rubbish, <a>; rel=next",
            "<b>; rel=\"prev\" x, <a>; rel=next",
            "<b>;; rel=prev, <a>;;rel=next;",
        ] {
            assert_eq!(next_of(header).as_deref(), Some("a"), "{header}");
        }
        for header in ["", "<a", "<a>; rel=\"next", "a; rel=next"] {
            assert_eq!(next_of(header), None, "{header}");
        }
    }

    #[test]
    fn a_part_that_may_be_the_next_link_is_noticed() {
        let is_unreadable =
            |header: &str| has_unreadable(&HeaderMap::from_iter([(LINK, header.parse().unwrap())]));
        for header in [
            "rubbish",
            "<a",
            "<a>; rel=prev, <b",
            "<a>; rel=prev, <b>; rel=\"nex",
            "<a>; rel=\"prev\", b; rel=next",
            "<a>; rel=next; anchor=\"/other\"",
        ] {
            assert!(is_unreadable(header), "{header}");
        }
        for header in ["", " ", ",", "<a>; rel=prev", "<a>; rel=prev, <b>; rel=first,"] {
            assert!(!is_unreadable(header), "{header}");
        }
        assert_eq!(next_of("<a>; rel='next'").as_deref(), Some("a"));
    }

    proptest! {
        #[test]
        fn anything_is_read_without_panic_and_comes_to_an_end(header in "\\PC{0,80}") {
            parse(&header);
        }

        #[test]
        fn what_is_written_is_read(
            target in "[a-zA-Z0-9/?&=%.,;:+_-]{0,40}",
            title in "[ -~]{0,20}",
        ) {
            let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
            let header = format!("</x>; rel=prev, <{target}>; title=\"{quoted}\"; rel=\"next\"");
            prop_assert_eq!(next_of(&header), Some(target));
        }
    }
}
