//! Converts counts to numbers that can be divided.

#[expect(clippy::cast_precision_loss, reason = "counts of enterprises are small")]
pub(crate) fn to_f64(count: usize) -> f64 {
    count as f64
}
