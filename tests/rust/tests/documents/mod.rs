//! A page of `docs` between whose marks stands what the code declares.

use std::fmt::Write as _;

use webex_broadworks_tables::{ColumnType, TableSchema};

/// A page, and how its marks are written.
pub(crate) struct Page {
    file: String,
    text: String,
    mark: &'static str,
    end: &'static str,
}

impl Page {
    /// A page with marks such as `<!-- {mark}: {name} -->` and `<!-- {end} -->`.
    pub(crate) fn read(name: &str, mark: &'static str, end: &'static str) -> Self {
        let file = format!("{}/../../docs/{name}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&file).expect(name);
        Self { file, text, mark, end }
    }

    /// The page with other text between the marks of a name.
    pub(crate) fn with(mut self, name: &str, text: &str) -> Self {
        let marks =
            [format!("<!-- {}: {name} -->\n", self.mark), format!("<!-- {} -->\n", self.end)];
        let (before, rest) = self.text.split_once(&marks[0]).expect("the first mark");
        let (_, after) = rest.split_once(&marks[1]).expect("the second mark");
        self.text = [before, &marks[0], text, &marks[1], after].concat();
        self
    }

    /// Writes the page if `UPDATE_DOCS` is set; otherwise checks that it is current.
    #[track_caller]
    pub(crate) fn assert_up_to_date(self) {
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&self.file, &self.text).expect("a page that can be written");
            return;
        }
        let page = std::fs::read_to_string(&self.file).expect("the page");
        assert!(self.text == page, "UPDATE_DOCS=1 updates the page");
    }
}

/// The columns of a table as a table.
pub(crate) fn columns(schema: &TableSchema) -> String {
    let mut table = "\n| column | type | |\n| --- | --- | --- |\n".to_owned();
    for column in schema.columns() {
        let json = if column.kind() == ColumnType::Json { ", JSON" } else { "" };
        let (name, kind, about) = (column.name(), column.kind().arrow_name(), column.about());
        writeln!(table, "| `{name}` | {kind}{json} | {about} |").unwrap();
    }
    table.push('\n');
    table
}
