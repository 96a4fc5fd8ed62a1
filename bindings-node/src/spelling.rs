//! Spells arguments and operations in messages as in JavaScript.

use webex_broadworks::Name;

/// Spells a name in `camelCase`.
pub(crate) fn camel_case(name: &Name) -> String {
    match name {
        Name::Argument(name) | Name::Operation(name) => camel(name),
        Name::Setting(name, value) => match &**value {
            "True" | "False" => format!("{}: {}", camel(name), value.to_ascii_lowercase()),
            value => format!("{}: {value}", camel(name)),
        },
        Name::OnlyIf(conditions) => format!("onlyIf={conditions}"),
        Name::Call(operation, argument, value) => {
            format!("{}({{ {}: \"{value}\" }})", camel(operation), camel(argument))
        }
    }
}

/// `directory_sync.get_status` as `directorySync.getStatus`.
pub(crate) fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        camel + &initial.to_ascii_uppercase() + rest
    })
}
