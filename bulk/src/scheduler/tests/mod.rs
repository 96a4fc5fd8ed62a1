//! The scheduler alone, in a small world of hidden clusters.

mod nights;
mod standstill;
mod table;
mod world;
