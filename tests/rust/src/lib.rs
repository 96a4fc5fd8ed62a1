//! Tests of the Rust crates together: see `tests/`.
