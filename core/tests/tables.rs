//! `docs/tables.md` describes the columns that there are.
//!
//! `UPDATE_DOCS=1 cargo test --test tables` writes them anew, between the marks that the page has.

use std::fmt::Write as _;

use webex_broadworks::table::{ColumnType, ENTERPRISES, Layout, OUTCOMES};

fn table(layout: &Layout) -> String {
    let mut table = "\n| column | type | |\n| --- | --- | --- |\n".to_owned();
    for column in layout.columns() {
        let json = if column.kind() == ColumnType::Json { ", JSON" } else { "" };
        let (name, kind, about) = (column.name(), column.kind().arrow_name(), column.about());
        writeln!(table, "| `{name}` | {kind}{json} | {about} |").unwrap();
    }
    table.push('\n');
    table
}

/// The page with other text between the marks of a name.
fn replaced(page: &str, name: &str, text: &str) -> String {
    let marks = [format!("<!-- columns: {name} -->\n"), "<!-- end of columns -->\n".to_owned()];
    let (before, rest) = page.split_once(&marks[0]).expect("the first mark");
    let (_, after) = rest.split_once(&marks[1]).expect("the second mark");
    [before, &marks[0], text, &marks[1], after].concat()
}

#[test]
fn the_page_has_every_column() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tables.md");
    let page = std::fs::read_to_string(file).expect("docs/tables.md");
    let mut made = replaced(&page, "enterprises", &table(&ENTERPRISES));
    made = replaced(&made, "outcomes", &table(&OUTCOMES));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(file, &made).expect("a page that can be written");
        return;
    }
    assert!(made == page, "UPDATE_DOCS=1 writes the columns anew");
}
