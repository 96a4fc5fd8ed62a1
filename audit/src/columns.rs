//! Short forms of the declaration of columns.

use webex_broadworks_tables::{Column, ColumnType};

pub(crate) const fn text(name: &'static str, about: &'static str) -> Column {
    Column::new(name, ColumnType::Text, about)
}

pub(crate) const fn time(name: &'static str, about: &'static str) -> Column {
    Column::new(name, ColumnType::Time, about)
}

pub(crate) const fn whole(name: &'static str, about: &'static str) -> Column {
    Column::new(name, ColumnType::Integer, about)
}

pub(crate) const fn number(name: &'static str, about: &'static str) -> Column {
    Column::new(name, ColumnType::Number, about)
}

pub(crate) const fn flag(name: &'static str, about: &'static str) -> Column {
    Column::new(name, ColumnType::Flag, about)
}

pub(crate) const fn json(name: &'static str, about: &'static str) -> Column {
    Column::new(name, ColumnType::Json, about)
}

pub(crate) const PARTNER: Column = text("partner", "The partner label.");

pub(crate) const SP_ENTERPRISE_ID: Column =
    text("spEnterpriseId", "The identifier on BroadWorks: service provider, `+`, enterprise.");
