//! `docs/audit.md` describes the findings, the changes and the columns that there are.
//!
//! `UPDATE_DOCS=1 cargo test --test audit` updates them between the marks of the page.

mod documents;

use std::fmt::Write as _;

use webex_broadworks_audit::{AuditTable, Change, FindingKind};

use documents::{Page, columns};

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

#[test]
fn the_page_matches_the_declarations() {
    let mut page = Page::read("audit.md", "made", "end of what is made")
        .with("kinds", &findings())
        .with("changes", &changes());
    for table in AuditTable::ALL {
        page = page.with(table.name(), &columns(table.schema()));
    }
    page.assert_up_to_date();
}
