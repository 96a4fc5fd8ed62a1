//! The scheduler alone, in a small world of hidden clusters.

mod table;
mod world;
