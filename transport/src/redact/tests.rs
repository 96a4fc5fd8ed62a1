use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

use crate::redact::*;

const TOKEN: &str = "CANARY+0123/456_789-abcdefg==";
const LABEL: &str = "[the access token]";

fn redactor(secrets: &[&str]) -> Redactor {
    let redactor = Redactor::default();
    for secret in secrets {
        redactor.add(LABEL, secret);
    }
    redactor
}

/// The forms in which echoes of a secret were seen, or can be expected.
fn forms(secret: &str) -> Vec<String> {
    let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let json = serde_json::to_string(secret).unwrap();
    vec![
        secret.to_owned(),
        secret.to_uppercase(),
        secret.to_lowercase(),
        secret.replace('+', "-").replace('/', "_"),
        secret.replace('-', "+").replace('_', "/"),
        secret.replace('+', " "),
        percent.clone(),
        percent.to_lowercase(),
        escaped(secret, |code| format!("&#{code};")),
        escaped(secret, |code| format!("&#x{code:X};")),
        escaped(secret, |code| format!("\\u{code:04X}")),
        secret
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;"),
        hexadecimal(secret).to_uppercase(),
        json.trim_matches('"').replace('/', "\\/"),
        STANDARD.encode(secret),
        STANDARD.encode(format!("Bearer {secret}\n")),
        STANDARD.encode(format!("id:{secret}")),
        URL_SAFE_NO_PAD.encode(format!("i:{secret}, and more")),
    ]
}

fn hexadecimal(secret: &str) -> String {
    secret.bytes().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

/// A secret with all but letters, digits and a URL's unreserved characters escaped.
fn escaped(secret: &str, escape: impl Fn(u32) -> String) -> String {
    let is_kept = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let each = |c: char| if is_kept(c) { c.to_string() } else { escape(c.into()) };
    secret.chars().map(each).collect()
}

/// The longest run of a secret's characters, from its start, that a text shows in any case.
fn shown_of(text: &str, secret: &str) -> usize {
    let text = text.to_lowercase();
    let secret = secret.to_lowercase();
    (0..=secret.len()).rev().find(|end| text.contains(&secret[..*end])).unwrap_or_default()
}

#[test]
fn every_form_of_a_secret_is_redacted_once() {
    let redactor = redactor(&[TOKEN]);
    for form in forms(TOKEN) {
        let clean = redactor.redact(&form).into_owned();
        assert_eq!(clean.matches(LABEL).count(), 1, "{form}: {clean}");
        let around = redactor.redact(&format!("x{form}y \u{e9}{form}")).into_owned();
        assert_eq!(around.matches(LABEL).count(), 2, "{form}: {around}");
        assert!(shown_of(&around, TOKEN) < 6, "{form}: {around}");
    }
}

#[test]
fn the_beginning_of_a_secret_that_was_cut_is_redacted() {
    let redactor = redactor(&[TOKEN]);
    for length in UNMISTAKABLE..TOKEN.len() {
        assert_eq!(redactor.redact(&format!("is {}", &TOKEN[..length])), format!("is {LABEL}"));
    }
    // The end of a real token is the organization's id, which messages name.
    let text = "not of 1eb65fdf-9643-417f-9974-ad72cae0e10f";
    let real = Redactor::default();
    real.add(LABEL, "NDkzZGI2ZmQt_PE93_1eb65fdf-9643-417f-9974-ad72cae0e10f");
    assert_eq!(real.redact(text), text);
}

#[test]
fn a_short_secret_is_redacted_as_a_whole_word_only() {
    let redactor = redactor(&["sandbox1", "token", "a"]);
    for (text, clean) in [
        ("the sandbox1.", "the [the access token]."),
        ("sandbox1", "[the access token]"),
        ("token=sandbox1&x", "token=[the access token]&x"),
        ("sandbox10 xsandbox1 sandbox1\u{e9}", "sandbox10 xsandbox1 sandbox1\u{e9}"),
        ("a valid access token", "a valid access token"),
    ] {
        assert_eq!(redactor.redact(text), clean);
    }
    let data = Bytes::from_static(b"{\"id\":\"sandbox1\"}");
    assert_eq!(redactor.redact_data(&data), data);
}

#[test]
fn data_holds_no_plain_secret_and_is_otherwise_as_sent() {
    let redactor = redactor(&[TOKEN, "another-0123456789-secret"]);
    let data = |id: &str| Bytes::from(format!(r#"{{"items":[{{"id":"{id}"}}]}}"#));
    let clean = redactor.redact_data(&data(&format!("x{TOKEN}y another-0123456789-secret")));
    assert_eq!(clean, data(&format!("x{LABEL}y {LABEL}")));
    let encoded = data(&STANDARD.encode(TOKEN));
    assert_eq!(redactor.redact_data(&encoded), encoded);
}

#[test]
fn what_is_cut_was_searched_before() {
    let redactor = redactor(&[TOKEN]);
    for form in forms(TOKEN) {
        for before in 0..80 {
            let text = format!("{}{form} and more of it", "x".repeat(before));
            let start = redactor.redact_start(text.as_bytes(), 60);
            assert!(start.len() <= 60 && shown_of(&start, TOKEN) < 6, "{form}: {start}");
        }
    }
    assert_eq!(redactor.redact_start("é".repeat(40).as_bytes(), 7), "ééé");
}

#[test]
fn a_hidden_value_is_hidden_where_the_text_is_cut() {
    let text = br#"{"access_token":"Nw5Gh7Jk2Lq9Wz4Vb6Tc8Rx1Sd3"}"#;
    for length in 0..text.len() {
        let start = redactor(&[]).redact_start(text, length);
        assert!(shown_of(&start, "Nw5Gh7Jk2Lq9Wz4Vb6Tc8Rx1Sd3") < 2, "{start}");
    }
}

#[test]
fn headers_and_their_names_are_searched() {
    let mut headers = HeaderMap::new();
    headers.insert("link", format!("<https://evil/{TOKEN}>; rel=next").parse().unwrap());
    headers.insert("server", HeaderValue::from_static("nginx"));
    let name = http::HeaderName::from_bytes(b"canary-0123-456-789-abcdefg").unwrap();
    headers.insert(name, HeaderValue::from_static("1"));
    let redactor = redactor(&[TOKEN, "canary-0123-456-789-abcdefg"]);
    let clean = redactor.redact_headers(headers);
    assert_eq!(clean.len(), 2);
    assert_eq!(clean["link"], "<https://evil/[the access token]>; rel=next");
}

#[test]
fn a_cause_that_shows_a_secret_becomes_its_redacted_text() {
    let redactor = redactor(&[TOKEN]);
    let leak = std::io::Error::other(format!("refused {TOKEN}"));
    let error = Error::configuration("it failed").with_source(leak);
    let clean = redactor.redact_error(error);
    assert!(shown_of(&format!("{clean} {clean:?}"), TOKEN) < 6, "{clean:?}");
    assert!(clean.to_string().contains("refused [the access token]"), "{clean}");
    let kept = redactor.redact_error(Error::configuration("x").with_source(fmt::Error));
    assert!(std::error::Error::source(&kept).unwrap().is::<fmt::Error>());
}

proptest! {
    #[test]
    fn any_secret_is_found_in_any_text_in_any_form(
        secret in "[!-~]{16,80}",
        before in "[ -~]{0,20}\\PC{0,4}",
        after in "\\PC{0,4}[ -~]{0,20}",
        form in any::<prop::sample::Index>(),
    ) {
        let forms = forms(&secret);
        let redactor = redactor(&[&secret]);
        let text = format!("{before} {} {after}", form.get(&forms));
        let clean = redactor.redact(&text);
        prop_assert!(clean.contains(LABEL), "{} became {}", text, clean);
        prop_assert!(redactor.is_clean(&clean), "{}", clean);
    }

    #[test]
    fn other_text_stays_as_it_is(text in "\\PC{0,60}") {
        prop_assert_eq!(redactor(&[TOKEN]).redact(&text), text.as_str());
    }
}
