//! `docs/audit.md` describes the findings, the changes and the columns that there are.
//!
//! `UPDATE_DOCS=1 cargo test --test audit` updates them between the marks of the page.

mod documents;

use std::fmt::Write as _;

use webex_broadworks_audit::{
    AuditTable, Change, FindingKind, Kind, Severity, SubscriberAuditTable, SubscriberChange,
    SubscriberFindingKind,
};

use documents::{Page, columns};

fn findings<K: Kind>() -> String {
    let mut table =
        "\n| finding | severity | raised when | what to do |\n| --- | --- | --- | --- |\n"
            .to_owned();
    for kind in K::ALL {
        let (name, about) = (kind.name(), kind.declaration());
        let (severity, raised_when, remedy) =
            (about.severity.name(), about.raised_when, about.remedy);
        writeln!(table, "| `{name}` | {severity} | {raised_when} | {remedy} |").unwrap();
    }
    table.push('\n');
    table
}

fn changes(changes: impl IntoIterator<Item = (&'static str, Severity, &'static str)>) -> String {
    let mut table = "\n| `change` | severity | what it means |\n| --- | --- | --- |\n".to_owned();
    for (name, severity, meaning) in changes {
        writeln!(table, "| `{name}` | {} | {meaning} |", severity.name()).unwrap();
    }
    table.push('\n');
    table
}

#[test]
fn the_page_matches_the_declarations() {
    let of_enterprises = Change::ALL.iter().map(|it| (it.name(), it.severity(), it.meaning()));
    let of_subscribers = SubscriberChange::ALL.iter();
    let of_subscribers = of_subscribers.map(|it| (it.name(), it.severity(), it.meaning()));
    let mut page = Page::read("audit.md", "made", "end of what is made")
        .with("kinds", &findings::<FindingKind>())
        .with("changes", &changes(of_enterprises))
        .with("subscriber kinds", &findings::<SubscriberFindingKind>())
        .with("subscriber changes", &changes(of_subscribers));
    for table in AuditTable::ALL {
        page = page.with(table.name(), &columns(table.schema()));
    }
    for table in SubscriberAuditTable::ALL {
        page = page.with(&format!("subscriber {}", table.name()), &columns(table.schema()));
    }
    page.assert_up_to_date();
}
