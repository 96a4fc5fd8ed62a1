//! Answers that repeat the client's secrets: in any place, in any form, cut anywhere. Nothing that the
//! client shows of them holds a secret.

use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use webex_broadworks_transport::auth::OAuthRefresh;
use webex_broadworks_transport::message::snake_case;

use crate::tests::*;

const TOKEN: &str = "CANARY+token/0123_456-789~abcdefghijklmnopq==";
const CLIENT_SECRET: &str = "CANARY-01-client-secret-23456789abcdef";
const REFRESH_TOKEN: &str = "CANARY-02-refresh-token-3456789abcdef";

/// How many of a secret's first characters may be seen: so few are in ordinary words.
const MAX_SHOWN: usize = 7;

/// Answers every request the same.
#[derive(Debug)]
struct Echo(HttpResponse);

impl HttpBackend for Echo {
    fn execute(
        &self,
        _: HttpRequest,
        _: Duration,
    ) -> BoxFuture<'_, Result<HttpResponse, SendError>> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

/// Where in an answer a text is.
#[derive(Clone, Copy, Debug)]
enum Permit {
    Plain,
    Html,
    Header(&'static str),
    Json(&'static str),
}

const PLACES: [Permit; 23] = [
    Permit::Plain,
    Permit::Html,
    Permit::Header("trackingid"),
    Permit::Header("link"),
    Permit::Header("location"),
    Permit::Header("retry-after"),
    Permit::Header("cisco-spark-error-codes"),
    Permit::Header("www-authenticate"),
    Permit::Header("content-type"),
    Permit::Json(r#"{"message":"TEXT"}"#),
    Permit::Json(r#"{"message":"m","trackingId":"TEXT"}"#),
    Permit::Json(r#"{"message":"m","errors":[{"description":"TEXT"}]}"#),
    Permit::Json(r#"{"message":"m","errors":[{"errorCode":"TEXT"}]}"#),
    Permit::Json(r#"{"message":"m","errors":[{"errorCode":1,"fieldName":"TEXT"}]}"#),
    Permit::Json(r#"{"message":"m","errors":["TEXT"]}"#),
    Permit::Json(r#"{"errorCode":"TEXT"}"#),
    Permit::Json(r#"{"error":[{"key":"400","message":[{"description":"TEXT","code":"TEXT"}]}]}"#),
    Permit::Json(r#"{"error":"invalid_grant","error_description":"TEXT"}"#),
    Permit::Json(r#"{"error":"TEXT"}"#),
    Permit::Json(r#"{"TEXT":1,"message":"m"}"#),
    Permit::Json(r#"{"items":["TEXT"]}"#),
    Permit::Json(r#""TEXT""#),
    Permit::Json(r#"{"access_token":["TEXT"]}"#),
];

const STATUSES: [u16; 14] = [200, 202, 301, 400, 401, 403, 404, 409, 418, 423, 429, 500, 502, 503];

fn echo(place: Permit, status: u16, text: &str) -> Arc<Echo> {
    let (header, body) = match place {
        Permit::Plain => (None, format!("you sent {text} and more")),
        Permit::Html => (None, format!("<html>Authorization: Bearer {text}</html>")),
        Permit::Header("link") => {
            let link = format!("<https://evil.example/{text}>; rel=\"next\"");
            (Some(("link", link)), r#"{"items":[]}"#.to_owned())
        }
        Permit::Header(name) => (Some((name, text.to_owned())), "{}".to_owned()),
        Permit::Json(template) => {
            // What is JSON already stays so.
            let quoted = serde_json::to_string(text).unwrap();
            let inside = &quoted[1..quoted.len() - 1];
            (
                None,
                template.replace("TEXT", &inside.replace("\\\\u", "\\u").replace("\\\\/", "\\/")),
            )
        }
    };
    let headers = header
        .and_then(|(name, value)| {
            Some((http::HeaderName::from_static(name), HeaderValue::from_str(&value).ok()?))
        })
        .into_iter()
        .collect();
    let status = StatusCode::from_u16(status).unwrap();
    Arc::new(Echo(HttpResponse { status, headers, body: body.into() }))
}

fn form(secret: &str, form: usize) -> String {
    match form {
        0 => secret.to_owned(),
        1 => secret.to_lowercase(),
        2 => secret.to_uppercase(),
        3 => secret.replace('+', "-").replace('/', "_"),
        4 => utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        5 => secret.replace('+', "&#43;").replace('/', "&#47;").replace('=', "&#61;"),
        6 => secret.replace('+', "\\u002b").replace('/', "\\u002f").replace('=', "\\u003d"),
        7 => secret.replace('/', "\\/"),
        8 => base64::Engine::encode(&STANDARD, secret),
        _ => secret.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}")),
    }
}

const FORMS: usize = 10;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap()
}

/// All that can be seen of an error.
fn seen(error: &Error) -> String {
    format!("{error}\n{error:?}\n{error:#?}\n{}", error.to_record(snake_case))
}

/// Whether a text shows more than the first letters of a secret, as it is or encoded.
fn shows(text: &str, secret: &str) -> bool {
    let text = text.to_lowercase();
    (0..FORMS).any(|kind| {
        let form = form(secret, kind).to_lowercase();
        let end = form.char_indices().nth(MAX_SHOWN * form.len() / secret.len());
        end.is_some_and(|(end, _)| text.contains(&form[..end]))
    })
}

/// What errors show of an answer, and what data shows of it.
async fn calls(exchange: &Arc<Echo>) -> [String; 2] {
    let transport = client(exchange, TokenSource::literal(TOKEN).unwrap());
    let (mut errors, mut data) = (Vec::new(), Vec::new());
    for method in [Method::GET, Method::POST] {
        let operation = match method {
            Method::GET => Operation::DirectorySyncGetStatus,
            _ => Operation::DirectorySyncTrigger,
        };
        let target = Target::Fixed(transport.http.base.join(&["broadworks"]).unwrap());
        let subject = Some(Subject::new(SubjectKind::Enterprise, "E1"));
        let options = CallOptions::default();
        let shape = ExpectedBody::Object;
        let call = Call { operation, method, target, body: None, shape, subject, options };
        match transport.execute_inline(call).await {
            Ok(answer) => {
                match answer.decode::<crate::DirectorySync>() {
                    Ok(decoded) => data.push(format!("{decoded:?}")),
                    Err(error) => errors.push(seen(&error)),
                }
                data.push(format!("{answer:?}"));
            }
            Err(error) => errors.push(seen(&error)),
        }
    }
    let list = crate::client::Client { transport };
    match list.enterprises().list(ListEnterprises::default()).unwrap().all().await {
        Ok(all) => data.push(format!("{all:?}")),
        Err(error) => errors.push(seen(&error)),
    }
    [errors.concat(), data.concat()]
}

async fn refresh(exchange: &Arc<Echo>) -> String {
    let literal = |text: &str| TokenSource::literal(text).unwrap();
    let (secret, refresh) = (literal(CLIENT_SECRET), literal(REFRESH_TOKEN));
    let refresh = OAuthRefresh::new("C1", secret, refresh, Memory::default()).unwrap();
    let transport = client(exchange, TokenSource::oauth(refresh));
    let target = Target::Fixed(transport.http.base.join(&["broadworks"]).unwrap());
    let call = Call {
        operation: Operation::DirectorySyncGetStatus,
        method: Method::GET,
        target,
        body: None,
        shape: ExpectedBody::Object,
        subject: None,
        options: CallOptions::default(),
    };
    transport
        .execute_inline(call)
        .await
        .map_or_else(|error| seen(&error), |answer| format!("{answer:?}"))
}

#[test]
fn every_place_of_every_answer_is_searched() {
    let runtime = runtime();
    for place in PLACES {
        for status in STATUSES {
            let exchange = echo(place, status, TOKEN);
            let all = runtime.block_on(calls(&exchange)).concat();
            assert!(!shows(&all, TOKEN), "{status} {place:?}: {all}");
            for secret in [CLIENT_SECRET, REFRESH_TOKEN] {
                let all = runtime.block_on(refresh(&echo(place, status, secret)));
                assert!(!shows(&all, secret), "{status} {place:?}: {all}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_form_of_a_secret_is_seen_wherever_it_is_cut(
        place in prop::sample::select(&PLACES[..]),
        status in prop::sample::select(&STATUSES[..]),
        kind in 0..FORMS,
        length in prop::sample::select(&[0_usize, 60, 128, 1024, 8 * 1024, 64 * 1024][..]),
        before in 0_usize..200,
        cut in prop::option::of(0_usize..100),
    ) {
        let runtime = runtime();
        let padding = " x".repeat(length.saturating_sub(before).div_ceil(2));
        let text = |secret| {
            let form = form(secret, kind);
            // Something before us may have cut it: what it left of it is redacted from 16 on.
            let end = cut.filter(|cut| *cut >= 16 && kind < 4).unwrap_or(form.len());
            format!("{padding} {}", form.get(..end).unwrap_or(&form))
        };
        // Data may hold other forms, and is the caller's.
        let [errors, _] = runtime.block_on(calls(&echo(place, status, &text(TOKEN))));
        prop_assert!(!shows(&errors, TOKEN), "{}", errors);
        for secret in [CLIENT_SECRET, REFRESH_TOKEN] {
            let all = runtime.block_on(refresh(&echo(place, status, &text(secret))));
            prop_assert!(!shows(&all, secret), "{}", all);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_short_token_is_redacted_once_and_only_as_a_word() {
    let text = "The request requires a valid access token; enterprise-1 is not enterprise-10";
    let exchange = echo(Permit::Json(r#"{"message":"TEXT"}"#), 400, text);
    for (token, expected) in [
        ("enterprise-1", text.replacen("enterprise-1", "[the access token]", 1)),
        ("token", text.to_owned()),
        ("e", text.to_owned()),
    ] {
        let (token, limits) = (TokenSource::literal(token).unwrap(), ConcurrencyLimits::default());
        let mut transport = transport_with(Arc::clone(&exchange), LIMITS, token, limits);
        Arc::make_mut(&mut transport.http).base = BaseUrl::parse("http://127.0.0.1:1/v1").unwrap();
        let error = status(&Arc::new(transport)).await.unwrap_err();
        assert_eq!(error.details().service_message.as_deref(), Some(&*expected));
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_could_not_be_redacted_is_refused_before_anything_is_sent() {
    let exchange = echo(Permit::Plain, 200, "x");
    let transport = client(&exchange, TokenSource::literal("short").unwrap());
    let error = status(&transport).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("at least 8") && !error.details().request_sent, "{error}");
}

#[test]
fn a_token_that_the_token_endpoint_quotes_is_hidden() {
    const NEW: &str = "Nw5Gh7Jk2Lq9Wz4Vb6Tc8Rx1Sd3";
    // As long as Webex's, and no secret.
    const CLIENT_ID: &str = "C8a1f0e2b4c6d8f0a1b3c5d7e9f0a2b4c6d8e0f1a3b5c7d9e1f2a4b6c8d0e2f4a";
    let runtime = runtime();
    for (status, body) in [
        (400, r#"{"message":"already refreshed: {\"access_token\": \"NEW\"}"}"#),
        (401, r#"{"error_description":"CLIENT_ID: use refresh_token=NEW instead"}"#),
        (500, r#"{"access_token":"NEW","message":"x"}"#),
        (302, r#"{"error":{"refreshToken":"NEW"},"message":"moved: accessToken NEW"}"#),
        (200, r#"{"access_token":{"token":"NEW"},"message":"NEW"}"#),
    ] {
        let answer =
            move || response(status, &[], body.replace("NEW", NEW).replace("CLIENT_ID", CLIENT_ID));
        let literal = |text: &str| TokenSource::literal(text).unwrap();
        let (secret, refresh) = (literal(CLIENT_SECRET), literal(REFRESH_TOKEN));
        let refresh = OAuthRefresh::new(CLIENT_ID, secret, refresh, Memory::default()).unwrap();
        let source = TokenSource::oauth(refresh);
        let error = runtime.block_on(async {
            let transport = client(&service(move |_, _| std::future::ready(answer())), source);
            crate::test_util::status(&transport).await.unwrap_err()
        });
        let all = seen(&error);
        assert!(!shows(&all, NEW), "{status} {body}: {all}");
    }
}
