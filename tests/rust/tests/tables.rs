//! `docs/tables.md` describes the columns that there are.
//!
//! `UPDATE_DOCS=1 cargo test --test tables` updates them between the marks of the page.

mod documents;

use webex_broadworks_tables::{BILLING_REPORTS, ENTERPRISES, OUTCOMES, SUBSCRIBERS};

use documents::{Page, columns};

#[test]
fn the_page_has_every_column() {
    Page::read("tables.md", "columns", "end of columns")
        .with("enterprises", &columns(&ENTERPRISES))
        .with("subscribers", &columns(&SUBSCRIBERS))
        .with("billing reports", &columns(&BILLING_REPORTS))
        .with("outcomes", &columns(&OUTCOMES))
        .assert_up_to_date();
}
