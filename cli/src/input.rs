//! Reads names of enterprises and users from a file: lines, a CSV of a spreadsheet, or this
//! command's own CSV and JSON. Pure except for reading.

use std::collections::HashSet;
use std::io::Read as _;
use std::path::Path;
use std::slice;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde_json::Value;
use webex_broadworks::SubjectKind;

use crate::arguments::IdentifierKindArgument;
use crate::failure::{Failure, Result};
use crate::messages;
use crate::output::sanitize::remove_guard;
use crate::session::Session;

/// Columns with the name of an enterprise, as [`normalize_column`] returns them, the preferred one
/// first.
const ENTERPRISE: &[&str] = &["enterprise", "spenterpriseid", "enterpriseid", "id"];
const ENTERPRISE_ID: &[&str] = &["enterpriseid", "id"];
const ENTERPRISE_SP: &[&str] = &["enterprise", "spenterpriseid"];
const ORG: &[&str] = &["orgid"];
const USER: &[&str] = &["user", "userid"];

/// A file, and its name in messages.
pub(crate) struct Input {
    name: String,
    text: String,
}

/// A user of an enterprise, both as typed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) enterprise: String,
    pub(crate) user: String,
}

impl Input {
    /// Reads a file, or standard input.
    pub(crate) fn read(file: &Path, session: &Session) -> Result<Self> {
        let (name, bytes) = read_bytes(file, session)?;
        let (text, note) = decode(&bytes, &name)?;
        if let Some(note) = note {
            messages::warn(&note);
        }
        Ok(Self { name, text })
    }

    /// Names of enterprises: one in each line, or those of a table.
    pub(crate) fn enterprises(&self, by: Option<IdentifierKindArgument>) -> Result<Vec<String>> {
        let wanted = match by {
            None => ENTERPRISE,
            Some(IdentifierKindArgument::Id) => ENTERPRISE_ID,
            Some(IdentifierKindArgument::SpEnterpriseId) => ENTERPRISE_SP,
            Some(IdentifierKindArgument::OrgId) => ORG,
        };
        let known = [ENTERPRISE, ORG, USER].concat();
        let names = match self.read_table(&known)? {
            Some(table) => table.column(wanted)?,
            None => self.lines(),
        };
        if names.is_empty() {
            return Err(Failure::usage(format!("no enterprise names found in {}", self.name)));
        }
        Ok(names)
    }

    /// Users and their enterprises, which need a table.
    pub(crate) fn users(&self) -> Result<Vec<User>> {
        let Some(table) = self.read_table(USER)? else {
            return Err(Failure::usage(format!(
                "{} has no header: expected a first line with the columns enterprise and user, \
                 such as\nenterprise,user\nReseller1+acme,john.anderson@acme.example",
                self.name
            )));
        };
        let user = |row: &Row| {
            let (enterprise, user) = (table.field(row, ENTERPRISE)?, table.field(row, USER)?);
            Ok(User { enterprise, user })
        };
        let users = table.rows.iter().map(user).collect::<Result<Vec<_>>>()?;
        if users.is_empty() {
            return Err(Failure::usage(format!("no users found in {}", self.name)));
        }
        Ok(users)
    }

    /// Ids: one in each line, or those of a table or of JSON. `kind` says of what.
    pub(crate) fn ids(&self, kind: SubjectKind) -> Result<Vec<String>> {
        let own = normalize_column(&format!("{} id", kind.name()));
        let wanted = ["id", &own];
        let Some(table) = self.read_table(&wanted)? else { return Ok(self.lines()) };
        // A table might have only some of the columns.
        let is_complete = table.is_json && kind == SubjectKind::Subscriber;
        if is_complete && table.has(ORG) && !table.has(USER) {
            return Err(Failure::usage(format!(
                "{} is a list of enterprises: expected ids of subscribers, such as from \
                 `wxbw subscriber list`",
                self.name
            )));
        }
        table.column(&wanted)
    }

    /// Users of one enterprise, one in each line. A table says of which enterprise, and is refused.
    pub(crate) fn user_lines(&self) -> Result<Vec<String>> {
        if self.read_table(&[ENTERPRISE, USER].concat())?.is_some() {
            return Err(Failure::usage(format!(
                "{} is a table: expected one user in each line. To sync the users of a table with the \
                 columns enterprise and user, pass --file - without an enterprise",
                self.name
            )));
        }
        Ok(self.lines())
    }

    /// Returns the names, one per line, without empty lines and comments.
    fn lines(&self) -> Vec<String> {
        let lines = self.text.split(['\n', '\r']).map(str::trim);
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
    }

    /// Its table, if it contains one with at least one of these columns.
    fn read_table(&self, columns: &[&str]) -> Result<Option<Table>> {
        let is_table = |header: &[String]| has_column(header, columns);
        if self.text.trim_start().starts_with(['{', '[']) {
            return self.read_json().map(Some);
        }
        let head = self.text.lines().find(|line| !is_before_header(line));
        let Some(head) = head else { return Ok(None) };
        // Excel's declaration of the separator.
        let named = head.trim().strip_prefix("sep=").and_then(|it| it.bytes().next());
        for separator in named.map_or(vec![b',', b';', b'\t'], |separator| vec![separator]) {
            let table = Table::read(&self.name, &self.text, separator, named.is_some());
            if let Ok(table) = &table
                && !is_table(&table.header)
            {
                continue;
            }
            let is_right = table.as_ref().is_ok_and(|table| is_table(&table.header));
            if is_right || is_table(&header_of(head, separator)) {
                return table.map(Some);
            }
        }
        Ok(None)
    }

    /// The documents as rows: one in each line, an array of them, or pages with `items`.
    fn read_json(&self) -> Result<Table> {
        let mut table =
            Table { name: self.name.clone(), header: Vec::new(), rows: Vec::new(), is_json: true };
        for document in serde_json::Deserializer::from_str(&self.text).into_iter::<Value>() {
            let document = document.map_err(|error| {
                Failure::usage(format!("{} is not valid JSON: {error}", self.name))
            })?;
            let items = document.get("items").unwrap_or(&document);
            for item in items.as_array().map_or(slice::from_ref(&document), Vec::as_slice) {
                table.push_json(item);
            }
        }
        Ok(table)
    }
}

/// The bytes of a file or of standard input, and its name.
pub(crate) fn read_bytes(file: &Path, session: &Session) -> Result<(String, Vec<u8>)> {
    let (name, read) = if file == Path::new("-") {
        if session.connection.token_stdin {
            return Err(Failure::usage(
                "--token-stdin and - both read standard input: use a file for one of them",
            ));
        }
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes);
        ("standard input".to_owned(), read)
    } else {
        (file.display().to_string(), std::fs::read(file))
    };
    let wrong = |error| Failure::usage(format!("{name} cannot be read: {error}"));
    let bytes = read.map_err(wrong)?;
    Ok((name, bytes))
}

/// The text of bytes, and a note about the encoding if it was guessed.
fn decode(bytes: &[u8], name: &str) -> Result<(String, Option<String>)> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    // "Unicode text" without its byte order mark: every second byte of Western text is zero.
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let unmarked = match (zeros(0) * 4 > bytes.len(), zeros(1) * 4 > bytes.len()) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    };
    if let Some(encoding) = marked.or(unmarked) {
        let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
        if !had_errors {
            return Ok((text.into_owned(), None));
        }
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), None));
    } else if !bytes.contains(&0) {
        let (text, had_errors) = WINDOWS_1252.decode_without_bom_handling(bytes);
        let is_text = !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        if !had_errors && is_text {
            let note = format!(
                "{name} is not UTF-8, so it was read as Windows-1252, in which Excel saves CSV in \
                 Western countries. To keep all accents, save it as \"CSV UTF-8\""
            );
            return Ok((text.into_owned(), Some(note)));
        }
    }
    Err(Failure::usage(format!(
        "{name} is not readable text. Save it as UTF-8, in Excel as \"CSV UTF-8\""
    )))
}

/// A table with named columns.
#[derive(Debug)]
struct Table {
    name: String,
    header: Vec<String>,
    rows: Vec<Row>,
    is_json: bool,
}

/// A row, with its number in a spreadsheet.
#[derive(Debug)]
struct Row {
    number: usize,
    fields: Vec<String>,
}

impl Table {
    fn read(name: &str, text: &str, separator: u8, skips_line: bool) -> Result<Self> {
        let (skipped_lines, text) = skip_comments(text);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut header: Option<Vec<String>> = None;
        let mut skips_line = skips_line;
        let mut rows = Vec::new();
        // Lines within quotes belong to one row.
        let mut within = 0;
        for record in reader.records() {
            let record = record
                .map_err(|error| Failure::usage(format!("{name} cannot be read: {error}")))?;
            let line = skipped_lines + record.position().map_or(0, |at| line_of(text, at));
            let number = line.saturating_sub(within);
            within += record.iter().map(|field| field.matches('\n').count()).sum::<usize>();
            if std::mem::take(&mut skips_line)
                || record.iter().all(str::is_empty)
                || is_comment(&record, header.as_deref())
            {
                continue;
            }
            let fields: Vec<String> =
                record.iter().map(|field| remove_guard(field).to_owned()).collect();
            let Some(header) = &header else {
                check_header(name, &fields)?;
                header = Some(fields);
                continue;
            };
            if fields.iter().skip(header.len()).any(|field| !field.is_empty()) {
                return Err(Failure::usage(format!(
                    "row {number} of {name} has {} fields, but the header has {}. A field that \
                     contains {:?} needs quotes around it",
                    fields.len(),
                    header.len(),
                    char::from(separator)
                )));
            }
            rows.push(Row { number, fields });
        }
        Ok(Self { name: name.to_owned(), header: header.unwrap_or_default(), rows, is_json: false })
    }

    /// Adds a document, whose texts are its fields.
    fn push_json(&mut self, document: &Value) {
        let mut fields = vec![String::new(); self.header.len()];
        for (key, value) in document.as_object().into_iter().flatten() {
            let Some(text) = value.as_str() else { continue };
            let known = self.header.iter().position(|known| known == key);
            if let Some(field) = known.and_then(|at| fields.get_mut(at)) {
                text.clone_into(field);
            } else {
                self.header.push(key.clone());
                fields.push(text.to_owned());
            }
        }
        self.rows.push(Row { number: self.rows.len() + 1, fields });
    }

    /// Whether it has one of these columns.
    fn has(&self, columns: &[&str]) -> bool {
        has_column(&self.header, columns)
    }

    /// The first of these columns with a value, in each row.
    fn column(&self, wanted: &[&str]) -> Result<Vec<String>> {
        self.rows.iter().map(|row| self.field(row, wanted)).collect()
    }

    /// The first of these columns with a value in the row.
    fn field(&self, row: &Row, wanted: &[&str]) -> Result<String> {
        let fields = wanted.iter().filter_map(|wanted| {
            let at = self.header.iter().position(|header| normalize_column(header) == *wanted)?;
            row.fields.get(at).filter(|field| !field.is_empty()).cloned()
        });
        let what = if self.is_json { "document" } else { "row" };
        let field = fields.into_iter().next().ok_or_else(|| {
            let names =
                wanted.iter().map(|it| column_spelling(it)).collect::<Vec<_>>().join(" or ");
            Failure::usage(format!(
                "{what} {} of {} has no value for {names}",
                row.number, self.name
            ))
        })?;
        if has_line_break(&field) {
            let cause = if self.is_json { "" } else { ". Is a quote not closed?" };
            return Err(Failure::usage(format!(
                "{what} {} of {} has a value with a line break: {field:?}{cause}",
                row.number, self.name
            )));
        }
        Ok(field)
    }
}

/// Whether a name, a user id or an id can't be one, because it is several lines.
pub(crate) fn has_line_break(text: &str) -> bool {
    text.contains(['\n', '\r'])
}

/// Whether a line can come before the header: an empty one, or a comment.
fn is_before_header(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}

/// The text without the comments before its header, and how many lines they are.
fn skip_comments(text: &str) -> (usize, &str) {
    let before = text.split_inclusive('\n').take_while(|line| is_before_header(line));
    let (lines, bytes) =
        before.fold((0, 0), |(lines, bytes), line| (lines + 1, bytes + line.len()));
    (lines, text.get(bytes..).unwrap_or_default())
}

/// Whether a row is a comment. After the header it is one without a separator, in a table of several
/// columns: any other row that starts with `#` is data.
fn is_comment(row: &csv::StringRecord, header: Option<&[String]>) -> bool {
    row.get(0).is_some_and(|field| field.starts_with('#'))
        && header.is_none_or(|header| header.len() > 1 && row.len() == 1)
}

/// The line on which a record starts. Its position is before the empty lines that precede it.
fn line_of(text: &str, position: &csv::Position) -> usize {
    let at = usize::try_from(position.byte()).unwrap_or_default();
    let before = text.get(at..).unwrap_or_default().lines();
    let skipped = before.take_while(|line| line.is_empty()).count();
    usize::try_from(position.line()).unwrap_or_default() + skipped
}

fn header_of(line: &str, separator: u8) -> Vec<String> {
    line.split(char::from(separator)).map(|it| it.trim().trim_matches('"').to_owned()).collect()
}

/// Refuses a header with ambiguous columns.
fn check_header(name: &str, header: &[String]) -> Result<()> {
    let mut seen = HashSet::new();
    let known = header.iter().map(|it| normalize_column(it)).filter(|it| is_known(it));
    for column in known {
        if !seen.insert(column.clone()) {
            return Err(Failure::usage(format!(
                "the header of {name} has the column {} twice",
                column_spelling(&column)
            )));
        }
    }
    for (one, other) in [("user", "userid"), ("enterprise", "spenterpriseid")] {
        if seen.contains(one) && seen.contains(other) {
            return Err(Failure::usage(format!(
                "the header of {name} has the columns {one} and {}, which mean the same. Remove \
                 one of them",
                column_spelling(other)
            )));
        }
    }
    Ok(())
}

/// A column's name without differences of spelling: `sp_enterprise_id` is `spEnterpriseId`.
fn normalize_column(column: &str) -> String {
    let kept = column.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    kept.flat_map(char::to_lowercase).collect()
}

fn has_column(header: &[String], columns: &[&str]) -> bool {
    header.iter().any(|it| columns.contains(&&*normalize_column(it)))
}

fn is_known(column: &str) -> bool {
    [ENTERPRISE, ORG, USER].concat().contains(&&*normalize_column(column))
}

fn column_spelling(column: &str) -> &str {
    match column {
        "spenterpriseid" => "spEnterpriseId",
        "enterpriseid" => "enterpriseId",
        "orgid" => "orgId",
        "userid" => "userId",
        other => other,
    }
}

/// Warns about unknown names with combining characters.
pub(crate) fn describe_decomposed_name<'a>(
    mut names: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let is_combining = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let name = names.find(|name| name.contains(is_combining))?;
    let mut apart = String::new();
    for c in name.chars() {
        if is_combining(c) { apart.extend(c.escape_unicode()) } else { apart.push(c) }
    }
    Some(format!(
        "\"{apart}\" has accents as separate characters, as in file names on macOS. The same name \
         looks identical if it is typed, but is a different one"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(bytes: &[u8]) -> Input {
        let (text, _) = decode(bytes, "users.csv").expect("text");
        Input { name: "users.csv".to_owned(), text }
    }

    fn users(text: &str) -> Result<Vec<User>, String> {
        input(text.as_bytes()).users().map_err(|failure| failure.message().unwrap_or_default())
    }

    fn names(text: &str) -> Vec<String> {
        input(text.as_bytes()).enterprises(None).expect("names")
    }

    fn user(enterprise: &str, user: &str) -> User {
        User { enterprise: enterprise.to_owned(), user: user.to_owned() }
    }

    #[test]
    fn a_file_has_a_name_in_each_line_and_may_have_comments() {
        let text =
            "\u{feff}# partners\nReseller1+acme\n\n  R+b & c \r\n#R+d\nR+semi;colon, comma\n";
        assert_eq!(names(text), ["Reseller1+acme", "R+b & c", "R+semi;colon, comma"]);
    }

    #[test]
    fn users_are_read_from_every_csv_dialect() {
        let expected = [user("R+a", "jane@a.com"), user("R+b", "o,k@b.com")];
        for text in [
            "user,enterprise\n# none\njane@a.com, R+a\n\"o,k@b.com\",R+b\n",
            "enterprise;user\r\nR+a;jane@a.com\r\nR+b;o,k@b.com\r\n;\r\n",
            "sep=;\nenterprise;user\nR+a;jane@a.com\nR+b;o,k@b.com\n",
            "enterprise\tuser\nR+a\tjane@a.com\nR+b\to,k@b.com\n",
            "sp_enterprise_id,user_id\nR+a,jane@a.com\nR+b,\"o,k@b.com\"\n",
            "SpEnterpriseId,User ID,note\nR+a,jane@a.com,\nR+b,\"o,k@b.com\"\n",
            "{\"spEnterpriseId\":\"R+a\",\"userId\":\"jane@a.com\"}\n\
             {\"spEnterpriseId\":null,\"enterpriseId\":\"R+b\",\"userId\":\"o,k@b.com\"}\n",
        ] {
            assert_eq!(users(text).as_deref(), Ok(&expected[..]), "{text}");
        }
    }

    #[test]
    fn a_row_that_begins_with_a_number_sign_is_data() {
        let expected = [user("R+a", "#hash"), user("R+b", "# b, c")];
        for text in [
            "# exported \"today\n\n#\"x\nuser,enterprise\n#hash,R+a\n\"# b, c\",R+b\n",
            "user;enterprise\n#hash;R+a\n# a comment\n# b, c;R+b\n",
            "sep=;\n# a; comment\nuser;enterprise\n#hash;R+a\n# b, c;R+b\n",
        ] {
            assert_eq!(users(text).as_deref(), Ok(&expected[..]), "{text}");
        }
        assert_eq!(names("# partners\nenterprise\nR+a\n#R+b\n"), ["R+a", "#R+b"]);
        let late = users("# one\n\nenterprise,user\n# two\nR+a,\n").expect_err("no user");
        assert!(late.contains("row 5 of users.csv"), "{late}");
    }

    #[test]
    fn a_value_of_several_lines_is_refused() {
        let open = "enterprise,user\nR+a,b@x\nR+acme,\"a@x\nR+acme,b@x\n";
        let refused = users(open).expect_err("one value");
        assert!(refused.contains("row 3 of users.csv has a value with a line break"), "{refused}");
        assert!(refused.contains("Is a quote not closed?"), "{refused}");
        let json = "{\"spEnterpriseId\":\"R+a\",\"userId\":\"a\\nb\"}";
        let refused = users(json).expect_err("one value");
        assert!(refused.contains("document 1 of users.csv has a value with a line"), "{refused}");
        // A column that isn't used can have several lines.
        let note = "enterprise,user,note\nR+a,b@x,\"one\ntwo\"\n";
        assert_eq!(users(note).as_deref(), Ok(&[user("R+a", "b@x")][..]));
    }

    #[test]
    fn a_table_is_not_taken_for_lines_of_users() {
        let lines = |text: &str| {
            input(text.as_bytes()).user_lines().map_err(|it| it.message().unwrap_or_default())
        };
        for table in ["enterprise,user\nR+a,b@x\n", "userId\nb@x\n", "{\"userId\":\"b@x\"}\n"] {
            let refused = lines(table).expect_err(table);
            assert!(refused.contains("--file -"), "{refused}");
        }
        assert_eq!(lines("a@x\r# b\r\nc@x\n"), Ok(vec!["a@x".to_owned(), "c@x".to_owned()]));
    }

    #[test]
    fn csv_and_json_output_can_be_read_back() {
        let csv = "id,spEnterpriseId,orgId,status\nE1,R+a,O1,COMPLETE\nE2,,O2,FAILED\n";
        assert_eq!(names(csv), ["R+a", "E2"]);
        let lines = "{\"id\":\"E1\",\"spEnterpriseId\":\"R+a\"}\n{\"id\":\"E2\"}\n";
        assert_eq!(names(lines), ["R+a", "E2"]);
        let by = |by| input(csv.as_bytes()).enterprises(Some(by)).expect("names");
        assert_eq!(
            (by(IdentifierKindArgument::Id), by(IdentifierKindArgument::OrgId)),
            (vec!["E1".into(), "E2".into()], vec!["O1".into(), "O2".into()])
        );
        let guarded = "enterprise,user\n'=R+a,'+15551234567@example.com\n''=x,'plain\n";
        assert_eq!(
            users(guarded).as_deref(),
            Ok(&[user("=R+a", "+15551234567@example.com"), user("'=x", "'plain")][..])
        );
    }

    #[test]
    fn encodings_of_spreadsheets_are_read() {
        let text = "enterprise\tuser\nR+Bäckerei\tjürgen@b.de\n";
        let utf16 = |order: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
            let mark = mark.then_some('\u{feff}');
            let text: String = mark.into_iter().chain(text.chars()).collect();
            text.encode_utf16().flat_map(order).collect()
        };
        let expected = [user("R+Bäckerei", "jürgen@b.de")];
        for bytes in [
            utf16(u16::to_le_bytes, true),
            utf16(u16::to_be_bytes, true),
            utf16(u16::to_le_bytes, false),
            utf16(u16::to_be_bytes, false),
            format!("\u{feff}{text}").into_bytes(),
            WINDOWS_1252.encode(text).0.into_owned(),
        ] {
            assert_eq!(input(&bytes).users().expect("users"), expected, "{bytes:?}");
        }
        let (_, note) = decode(b"R+B\xE4ckerei", "x").expect("text");
        assert!(note.is_some_and(|note| note.contains("Windows-1252")));
        for binary in [&b"PK\x03\x04\x00\xFF"[..], b"\x1F\x8B\x08\x00\xFE\xFF", b"a\xE4\x01"] {
            assert!(decode(binary, "x").is_err(), "{binary:?}");
        }
    }

    #[test]
    fn errors_in_a_csv_name_the_spreadsheet_row() {
        let error = |text: &str| users(text).expect_err(text);
        assert!(error("R+a,jane@a.com\n").contains("users.csv has no header"));
        assert!(error("").contains("users.csv has no header"));
        assert!(error("enterprise,user\n").contains("no users found in users.csv"));
        assert!(
            error("enterprise,user\nR+a,\n").contains("row 2 of users.csv has no value for user")
        );
        let quoted = "enterprise,user,note\nR+a,b@a.com,\"one\ntwo\"\n\nR+a,,\n";
        assert!(error(quoted).contains("row 4 of users.csv"), "{}", error(quoted));
        let wide = error("enterprise,user\nR+a,b@a.com\nR+a,o,k@b.com\n");
        assert!(wide.contains("row 3 of users.csv has 3 fields, but the header has 2"), "{wide}");
        assert!(error("enterprise,user,user\nR+a,b,c\n").contains("the column user twice"));
        assert!(error("enterprise,User,user\nR+a,b,c\n").contains("the column user twice"));
        assert!(error("enterprise,user,user_id\nR+a,b,c\n").contains("which mean the same"));
        assert!(error("{\"message\":\"no\"}").contains("document 1 of users.csv has no value"));
    }
}
