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

fn entities(secret: &str, entity: impl Fn(u32) -> String) -> String {
    secret.bytes().map(|byte| entity(byte.into())).collect()
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
        percent.replace('%', "%25"),
        entities(secret, |code| format!("%{code:02X}")),
        secret.replace('+', "&#43;").replace('/', "&#x2F;").replace('=', "&equals;"),
        secret.replace('+', "&plus;").replace('/', "&sol;"),
        secret.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"),
        entities(secret, |code| format!("&#{code};")),
        entities(secret, |code| format!("&amp;#x{code:x};")),
        entities(secret, |code| format!("\\u{code:04x}")),
        entities(secret, |code| format!("\\\\u{code:04X}")),
        entities(secret, |code| format!("\\x{code:02x}")),
        entities(secret, |code| format!("{code:02X}")),
        secret.replace('/', "\\/"),
        json.trim_matches('"').to_owned(),
        STANDARD.encode(secret),
        STANDARD.encode(format!("Bearer {secret}\n")),
        STANDARD.encode(format!("id:{secret}")),
        URL_SAFE_NO_PAD.encode(format!("i:{secret}, and more")),
        STANDARD.encode(STANDARD.encode(format!("id:{secret}"))),
        STANDARD.encode(format!("Basic {}", URL_SAFE_NO_PAD.encode(secret))),
        entities(secret, |code| format!("\\{code:03o}")),
        entities(secret, |code| format!("\\0{code:03o}")),
        entities(secret, |code| format!("={code:02X}")),
        entities(secret, |code| format!("&#{code:05}")),
        entities(secret, |code| format!("0x{code:02x}, ")),
        entities(secret, |code| char::from_u32(code + 0xfee0).unwrap().to_string()),
    ]
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
fn any_part_of_a_secret_is_redacted_but_not_the_id_at_its_end() {
    let secret = "xNDkzZGI2ZmQtYzE2/yW0tNDVmOC1hN+TktODk0NzQ_PE93_";
    let token = format!("{secret}1eb65fdf-9643-417f-9974-ad72cae0e10f");
    let redactor = redactor(&[&token]);
    for start in 0..secret.len() {
        for end in start + UNMISTAKABLE..=secret.len() {
            let text = format!("is <{}>", &secret[start..end]);
            assert_eq!(redactor.redact(&text), format!("is <{LABEL}>"), "{start}..{end}");
        }
    }
    let lines: Vec<_> =
        secret.as_bytes().chunks(UNMISTAKABLE).map(String::from_utf8_lossy).collect();
    assert_eq!(redactor.redact(&lines.join("\r\n\t")), LABEL);
    let rest = &token[secret.len() - 12..];
    assert_eq!(redactor.redact(rest), rest);
}

#[test]
fn an_id_that_is_all_there_is_of_a_secret_is_secret() {
    let id = "1eb65fdf-9643-417f-9974-ad72cae0e10f";
    for secret in [id.to_owned(), format!("x_{id}"), format!("NDkzZGI2_PE93_{id}")] {
        let redactor = redactor(&[&secret]);
        for form in forms(&secret) {
            let clean = redactor.redact(&form).into_owned();
            assert_eq!(clean.matches(LABEL).count(), 1, "{secret}: {form}: {clean}");
            assert!(shown_of(&clean, &secret) < 6, "{secret}: {form}: {clean}");
        }
        assert_eq!(redactor.redact(&format!("is <{secret}>")), format!("is <{LABEL}>"));
    }
}

#[test]
fn a_secret_with_many_signs_is_redacted_like_others() {
    let secret = "a1-b2_c3.d4~e5+f6/g7-h8-i9_j0";
    let redactor = redactor(&[secret]);
    for form in forms(secret) {
        assert!(redactor.redact(&form).contains(LABEL), "{form}");
    }
    let query = format!("https://h/?access_token={}&b", secret.replace('+', "%2B"));
    assert_eq!(redactor.redact(&query), format!("https://h/?access_token={LABEL}&b"));
    for separator in SEPARATORS {
        for every in [5, 8, 11] {
            let clean = redactor.redact(&separated(secret, every, separator)).into_owned();
            assert!(shown_of(&clean, secret) < 6, "{separator:?}: {clean}");
        }
    }
    assert_eq!(redactor.redact(&format!("***{}", &secret[8..])), format!("***{LABEL}"));
}

/// A text with a separator after every few characters.
fn separated(text: &str, every: usize, separator: &str) -> String {
    let parts: Vec<_> = text.as_bytes().chunks(every).map(String::from_utf8_lossy).collect();
    parts.join(separator)
}

const SEPARATORS: [&str; 14] = [
    ":", " ", "-", ".", ", ", "\n", "\r\n\t", "=\r\n", "\\n", "\\r\\n", "&shy;", "&#8203;",
    "<br />", "\u{200b}",
];

#[test]
fn separators_hide_nothing() {
    let redactor = redactor(&[TOKEN]);
    let hexadecimal = entities(TOKEN, |code| format!("{code:02x}"));
    for text in [TOKEN, &hexadecimal, &STANDARD.encode(TOKEN)] {
        for separator in SEPARATORS {
            for every in [1, 2, 3, 5, 8, 11] {
                let text = format!("is <{}>", separated(text, every, separator));
                let clean = redactor.redact(&text);
                assert!(clean.starts_with(&format!("is <{LABEL}")), "{text}: {clean}");
            }
        }
    }
}

#[test]
fn every_way_to_write_a_hyphen_is_known() {
    let hyphens = "CANARY-client-secret-0123456789";
    let redactor = redactor(&[hyphens]);
    for hyphen in
        ["&dash;", "&hyphen;", "&#45;", "&#x2d;", "&DASH;", "\u{2010}", "&#x2010;", "&minus;"]
    {
        assert_eq!(redactor.redact(&hyphens.replace('-', hyphen)), LABEL, "{hyphen}");
    }
}

#[test]
fn parts_are_redacted_in_data_and_headers_too() {
    let redactor = redactor(&[TOKEN]);
    let part = &TOKEN[8..];
    let data = redactor.redact_data(Bytes::from(format!(r#"{{"items":[{{"id":"x{part}"}}]}}"#)));
    assert_eq!(data, format!(r#"{{"items":[{{"id":"x{LABEL}"}}]}}"#));
    let mut headers = HeaderMap::new();
    headers.insert("server", part.parse().unwrap());
    assert_eq!(redactor.redact_headers(headers)["server"], LABEL);
}

#[test]
fn a_part_that_may_be_words_is_no_secret() {
    let redactor = redactor(&["sandbox-refresh-token", "demo-access-token-for-east-4711"]);
    let text = "the refresh token was refused: give the client an access token for another partner";
    assert_eq!(redactor.redact(text), text);
    let echo = redactor.redact("refused: Sandbox Refresh Token");
    assert!(!echo.contains("Refresh"), "{echo}");
    let echo = redactor.redact("got token-for-east-4711");
    assert!(!echo.contains("4711"), "{echo}");
}

#[test]
fn text_in_utf_16_is_searched() {
    let redactor = redactor(&[TOKEN]);
    for encode in [u16::to_le_bytes, u16::to_be_bytes] {
        let text = format!("\u{feff}is {TOKEN}.");
        let bytes: Vec<u8> = text.encode_utf16().flat_map(encode).collect();
        let clean = redactor.redact_start(&bytes, 1_000);
        assert!(
            clean.contains(LABEL) && shown_of(&clean.replace('\0', ""), TOKEN) < 6,
            "{clean:?}"
        );
    }
}

#[test]
fn a_short_secret_is_redacted_as_a_whole_word_only() {
    let redactor = redactor(&["sandbox1", "token", "a"]);
    for (text, clean) in [
        ("the sandbox1.", "the [the access token]."),
        ("sandbox1", "[the access token]"),
        ("token=%73andbox1&x", "token=[the access token]&x"),
        ("sandbox10 xsandbox1 sandbox1\u{e9}", "sandbox10 xsandbox1 sandbox1\u{e9}"),
        ("a valid access token", "a valid access token"),
    ] {
        assert_eq!(redactor.redact(text), clean);
    }
    let data = Bytes::from_static(b"{\"id\":\"sandbox1\"}");
    assert_eq!(redactor.redact_data(data.clone()), data);
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
    fn a_secret_is_found_however_it_is_encoded_separated_and_encoded_again(
        // A part of a secret is recognized by its digit.
        secret in "[A-Za-z0-9]{4,9}([-_.+/~][A-Za-z0-9]{5,9}){1,8}[-_.+/~][A-Za-z0-9]{4,8}[0-9]",
        inner in 0..9_usize,
        every in 1..12_usize,
        separator in prop::sample::select(&SEPARATORS[..]),
        outer in 0..9_usize,
    ) {
        let text = match inner {
            0 => secret.clone(),
            1 => secret.to_uppercase(),
            2 => separated(&secret, every, separator),
            3 => STANDARD.encode(&secret),
            4 => separated(&STANDARD.encode(format!("id:{secret}")), every, separator),
            5 => STANDARD.encode(URL_SAFE_NO_PAD.encode(format!("x{secret}"))),
            6 => separated(&entities(&secret, |code| format!("{code:02X}")), every, separator),
            7 => secret.replace('-', "&dash;").replace('_', "&#95;"),
            _ => secret.chars().skip(secret.len() - 16).collect(),
        };
        let each = |show: fn(u8) -> String| text.bytes().map(show).collect::<String>();
        let text = match outer {
            0 => text,
            1 => utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string(),
            2 => each(|byte| format!("%{byte:02x}")),
            3 => each(|byte| format!("&#{byte};")),
            4 => each(|byte| format!("\\x{byte:02x}")),
            5 => each(|byte| format!("\\{byte:03o}")),
            6 => each(|byte| format!("={byte:02X}")),
            7 => serde_json::to_string(&text).unwrap(),
            _ => utf8_percent_encode(&serde_json::to_string(&text).unwrap(), NON_ALPHANUMERIC).to_string(),
        };
        let redactor = redactor(&[&secret]);
        let clean = redactor.redact(&text);
        prop_assert!(clean.contains(LABEL), "{} became {}", text, clean);
        // What base64 mixes with characters around the secret stays.
        prop_assert!(clean.len() <= LABEL.len() + 12 + text.len() / 3, "{} became {}", text, clean);
        prop_assert!(redactor.is_clean(&clean), "{}", clean);
    }

    #[test]
    fn other_text_stays_as_it_is(text in "\\PC{0,60}") {
        prop_assert_eq!(redactor(&[TOKEN]).redact(&text), text.as_str());
    }
}
