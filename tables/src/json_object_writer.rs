//! Writes a JSON object field by field.

/// The text of the object so far.
#[derive(Debug, Default)]
pub(super) struct JsonObjectWriter(String);

impl JsonObjectWriter {
    /// Adds a field, whose value is JSON.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        // A text always serializes.
        self.0.push_str(&serde_json::to_string(name).unwrap_or_default());
        self.0.push(':');
        self.0.push_str(value);
    }

    /// The object; `None` if nothing was written.
    pub(super) fn finish(mut self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        self.0.push('}');
        Some(self.0)
    }
}
