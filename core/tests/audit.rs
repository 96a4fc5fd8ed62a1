//! `docs/audit.md` describes the findings, the changes and the columns that there are.
//!
//! `UPDATE_DOCS=1 cargo test --test audit` writes them anew, between the marks that the page has.

use std::fmt::Write as _;

use webex_broadworks::audit::{AuditTable, Change, FindingKind};
use webex_broadworks::table::ColumnType;

fn findings() -> String {
    let mut table =
        "\n| finding | severity | raised when | what to do |\n| --- | --- | --- | --- |\n"
            .to_owned();
    for kind in FindingKind::ALL {
        let (name, severity) = (kind.name(), kind.severity().name());
        writeln!(table, "| `{name}` | {severity} | {} | {} |", kind.raised_when(), kind.remedy())
            .unwrap();
    }
    table.push('\n');
    table
}

fn changes() -> String {
    let mut table = "\n| `change` | severity | what it means |\n| --- | --- | --- |\n".to_owned();
    for change in Change::ALL {
        let (name, severity) = (change.name(), change.severity().name());
        writeln!(table, "| `{name}` | {severity} | {} |", change.meaning()).unwrap();
    }
    table.push('\n');
    table
}

fn columns(of: AuditTable) -> String {
    let mut table = "\n| column | type | |\n| --- | --- | --- |\n".to_owned();
    for column in of.layout().columns() {
        let json = if column.kind() == ColumnType::Json { ", JSON" } else { "" };
        let (name, kind, about) = (column.name(), column.kind().arrow_name(), column.about());
        writeln!(table, "| `{name}` | {kind}{json} | {about} |").unwrap();
    }
    table.push('\n');
    table
}

/// The page with other text between the marks of a name.
fn replaced(page: &str, name: &str, text: &str) -> String {
    let marks = [format!("<!-- made: {name} -->\n"), "<!-- end of what is made -->\n".to_owned()];
    let (before, rest) = page.split_once(&marks[0]).expect("the first mark");
    let (_, after) = rest.split_once(&marks[1]).expect("the second mark");
    [before, &marks[0], text, &marks[1], after].concat()
}

#[test]
fn the_page_says_what_is_declared() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/audit.md");
    let page = std::fs::read_to_string(file).expect("docs/audit.md");
    let mut made = replaced(&page, "kinds", &findings());
    made = replaced(&made, "changes", &changes());
    for table in AuditTable::ALL {
        made = replaced(&made, table.name(), &columns(table));
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(file, &made).expect("a page that can be written");
        return;
    }
    assert!(made == page, "UPDATE_DOCS=1 writes the page anew");
}
