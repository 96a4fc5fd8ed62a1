//! Messages that contain this library's names as data, so that each language spells them.

use std::cell::RefCell;
use std::fmt;

use serde_json::Value;

/// A text with the names of arguments and operations. The macro `message!` writes one like
/// `format!`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Shown unchanged.
    Text(String),
    Name(Name),
    /// Words with a name after them: both are left out where the name doesn't exist.
    Optional(&'static str, Name),
}

/// A name of this library in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// An argument, in `snake_case`.
    Argument(&'static str),
    /// An argument with its value.
    Setting(&'static str, String),
    /// The argument `only_if` with its conditions, an object.
    OnlyIf(Value),
    /// An operation, by its id.
    Operation(&'static str),
    /// A call of an operation with an argument and its value.
    Call(&'static str, &'static str, String),
}

/// How a language or a shell spells a name; empty if it doesn't have it.
pub type Spelling = fn(&Name) -> String;

/// Spells a name as Rust and Python do.
pub fn snake_case(name: &Name) -> String {
    match name {
        Name::Argument(name) | Name::Operation(name) => (*name).to_owned(),
        Name::Setting(name, value) => format!("{name}={value}"),
        Name::OnlyIf(conditions) => format!("only_if={conditions}"),
        Name::Call(operation, argument, value) => format!("{operation}({argument}=\"{value}\")"),
    }
}

impl Message {
    /// Returns the text, with each name in backticks.
    pub fn render(&self, spelling: Spelling) -> String {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(words) => text.push_str(words),
                Part::Name(name) => text.extend(["`", &spelling(name), "`"]),
                Part::Optional(before, name) => match &*spelling(name) {
                    "" => {}
                    spelled => text.extend([before, "`", spelled, "`"]),
                },
            }
        }
        text
    }

    /// Words with a name after them, which only a language that has the name shows.
    pub fn optional(before: &'static str, name: Name) -> Self {
        Self(vec![Part::Optional(before, name)])
    }

    /// Joins texts or names.
    pub fn join<T: Into<Self>>(row: impl IntoIterator<Item = T>, separator: &str) -> Self {
        let mut joined = Self::default();
        for part in row {
            let separator = if joined.0.is_empty() { "" } else { separator };
            joined = message!("{}{separator}{}", joined, part);
        }
        joined
    }

    /// Text that can come from outside.
    pub(crate) fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.0.iter_mut().filter_map(|part| match part {
            Part::Text(text)
            | Part::Name(Name::Setting(_, text) | Name::Call(_, _, text))
            | Part::Optional(_, Name::Setting(_, text) | Name::Call(_, _, text)) => Some(text),
            Part::Name(_) | Part::Optional(..) => None,
        })
    }

    fn push(&mut self, part: Part) {
        match (self.0.last_mut(), part) {
            (Some(Part::Text(last)), Part::Text(text)) => last.push_str(&text),
            (_, part) => self.0.push(part),
        }
    }
}

impl<T: Into<String>> From<T> for Message {
    fn from(text: T) -> Self {
        Self(vec![Part::Text(text.into())])
    }
}

impl From<Name> for Message {
    fn from(name: Name) -> Self {
        Self(vec![Part::Name(name)])
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(snake_case))
    }
}

/// Writes a [`Message`] like `format!`: `{}` stands for a name or a message, `{captured}` for text.
#[doc(hidden)]
#[macro_export]
macro_rules! message {
    ($text:literal $(, $part:expr)* $(,)?) => {{
        let writer = $crate::message::MessageWriter::default();
        writer.write(format_args!($text $(, writer.part($part))*))
    }};
}
pub use message;

/// Collects a message: text as it is formatted, names as data.
#[derive(Debug, Default)]
pub struct MessageWriter(RefCell<Message>);

/// Adds itself to the message when it is formatted.
struct PartOf<'a>(&'a MessageWriter, Message);

impl MessageWriter {
    /// Prepares a part for `format_args!`.
    pub fn part(&self, part: impl Into<Message>) -> impl fmt::Display {
        PartOf(self, part.into())
    }

    /// Returns the message of text and parts.
    pub fn write(&self, arguments: fmt::Arguments<'_>) -> Message {
        // Writing to it can't fail.
        let _ = fmt::Write::write_fmt(&mut &*self, arguments);
        self.0.take()
    }
}

impl fmt::Write for &MessageWriter {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.borrow_mut().push(Part::Text(text.to_owned()));
        Ok(())
    }
}

impl fmt::Display for PartOf<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(writer, Message(parts)) = self;
        parts.iter().cloned().for_each(|part| writer.0.borrow_mut().push(part));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text, and each kind of name with a value.
    fn every_part(value: &str) -> Message {
        let setting = Name::Setting("limit", value.to_owned());
        let call = Name::Call("enterprises.get", "org_id", value.to_owned());
        message!("{value}, {}, {}, {}", Name::Argument("cursor"), setting, call)
    }

    #[test]
    fn names_are_spelled_and_text_stays_as_it_is() {
        let spelling: Spelling = |name| format!("<{}>", snake_case(name));
        assert_eq!(
            every_part("`a_b`").render(spelling),
            "`a_b`, `<cursor>`, `<limit=`a_b`>`, `<enterprises.get(org_id=\"`a_b`\")>`"
        );
    }

    #[test]
    fn words_about_a_name_that_a_language_lacks_are_left_out() {
        let setting = Name::Setting("trust_env", "False".to_owned());
        let text = message!("Unset it{}.", Message::optional(", or pass ", setting));
        assert_eq!(text.to_string(), "Unset it, or pass `trust_env=False`.");
        assert_eq!(text.render(|_| String::new()), "Unset it.");
    }

    #[test]
    fn values_are_texts_that_can_be_redacted() {
        let mut message = every_part("secret");
        message.texts_mut().for_each(|text| *text = text.replace("secret", "x"));
        assert_eq!(message, every_part("x"));
    }

    #[test]
    fn messages_hold_messages() {
        let names = ["a", "b"].map(Name::Argument);
        let inner = message!("pass {}", Message::join(names, " and "));
        assert_eq!(message!("{}. {}", "no", inner).to_string(), "no. pass `a` and `b`");
        assert_eq!(message!("{}. {}", "no", "pass"), "no. pass".into());
    }
}
