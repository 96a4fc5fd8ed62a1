//! `wxbw api`.

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::Value;

use crate::output::Format;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  wxbw api GET /people/me
  wxbw api GET /organizations/ORGID
  wxbw api GET /broadworks/enterprises --query startsWith=Reseller1 --query max=10")]
pub(crate) struct ApiArguments {
    /// HTTP method
    #[arg(
        value_name = "METHOD",
        ignore_case = true,
        value_parser = PossibleValuesParser::new(["GET", "POST", "PUT", "PATCH", "DELETE"])
    )]
    pub(crate) method: String,
    /// Path below the base URL, unencoded, such as /people/me
    #[arg(value_name = "PATH", value_parser = parse_path)]
    pub(crate) path: String,
    /// Query parameter; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_pair)]
    pub(crate) query: Vec<(String, String)>,
    /// Field of the JSON body; the value is JSON, or else text; repeatable
    #[arg(long = "field", short = 'F', value_name = "KEY=VALUE", value_parser = parse_field)]
    pub(crate) fields: Vec<(String, Value)>,
    /// Output format [default: json on a terminal, ndjson otherwise]
    #[arg(
        long,
        short,
        value_parser = Format::of_responses(),
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(crate) output: Option<Format>,
}

/// Reads a path, whose parts aren't empty.
fn parse_path(text: &str) -> Result<String, String> {
    if text.is_empty() || text.contains("//") {
        return Err("expected a path below the base URL, such as /people/me".to_owned());
    }
    Ok(text.to_owned())
}

fn parse_pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("expected KEY=VALUE".to_owned()),
    }
}

fn parse_field(text: &str) -> Result<(String, Value), String> {
    let (key, value) = parse_pair(text)?;
    let value = serde_json::from_str(&value).unwrap_or(Value::String(value));
    Ok((key, value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_json_or_text() {
        assert_eq!(parse_field("a=true"), Ok(("a".to_owned(), json!(true))));
        assert_eq!(parse_field("a=b=c"), Ok(("a".to_owned(), json!("b=c"))));
        assert!(parse_field("a").is_err() && parse_field("=a").is_err());
    }
}
