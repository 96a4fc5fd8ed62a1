//! Realistic names: service providers, companies, people.

use crate::random::Random;

#[rustfmt::skip]
const FIRST: &[&str] = &[
    "acme", "alder", "amber", "apex", "arbor", "atlas", "aurora", "beacon", "birch", "bluefin",
    "boreal", "bright", "canyon", "cedar", "cobalt", "compass", "copper", "coral", "crescent",
    "delta", "dover", "eagle", "elm", "ember", "falcon", "fern", "fjord", "flint", "garnet",
    "glacier", "granite", "harbor", "hazel", "heron", "highland", "indigo", "ironwood", "jasper",
    "juniper", "keystone", "lakeside", "lantern", "laurel", "linden", "maple", "meadow", "meridian",
    "mesa", "midland", "northwind", "oakley", "onyx", "orchard", "osprey", "pacific", "pine",
    "pioneer", "prairie", "quarry", "ridge", "river", "saffron", "sierra", "silver", "solstice",
    "stonegate", "summit", "tamarack", "tidewater", "umber", "valley", "vista", "walnut",
    "westbrook", "willow", "zenith",
];

#[rustfmt::skip]
const SECOND: &[&str] = &[
    "analytics", "architects", "bakery", "bank", "books", "builders", "capital", "care",
    "chemicals", "clinic", "college", "dental", "design", "dynamics", "electric", "energy",
    "engineering", "farms", "finance", "foods", "freight", "gardens", "health", "hotels",
    "insurance", "interiors", "labs", "law", "legal", "logistics", "machines", "marine", "media",
    "medical", "metals", "motors", "networks", "optics", "outfitters", "packaging", "partners",
    "pharma", "plumbing", "power", "press", "realty", "robotics", "schools", "security", "services",
    "shipping", "software", "steel", "studios", "supply", "systems", "textiles", "tools",
    "transport", "travel", "water", "works",
];

const PEOPLE: &[&str] = &["Alex", "Casey", "Jordan", "Morgan", "Robin", "Sam", "Taylor", "Jamie"];
const FAMILIES: &[&str] =
    &["Bauer", "Costa", "Dubois", "Khan", "Lind", "Novak", "Okafor", "Tanaka"];

/// The name of the service provider with this rank; the first is the largest. `Reseller1` is a
/// prefix of `Reseller10`, as in real data.
pub(crate) fn service_provider(rank: usize) -> String {
    let smaller = (rank + 1) / 3;
    if rank % 3 == 1 { format!("SP{smaller}") } else { format!("Reseller{}", rank - smaller + 1) }
}

/// A company's name, as an administrator types it into an id.
pub(crate) fn company(random: &mut Random) -> String {
    format!("{}-{}", random.pick(FIRST), random.pick(SECOND))
}

/// The same name with characters that need encoding in URLs.
pub(crate) fn odd(name: &str, kind: usize) -> String {
    match kind % 8 {
        0 => name.replace('-', " & "),
        1 => name.replace('-', "/"),
        2 => format!("{name} #2"),
        3 => format!("100% {name}"),
        4 => name.replace('-', " "),
        5 => format!("{name} Zürich"),
        6 => format!("{name}+east"),
        _ => format!("{name} 東京"),
    }
}

/// First and last name of the person with a user id: `john.anderson@acme.example` is John Anderson.
pub(crate) fn person(user_id: &str, random: &mut Random) -> (String, String) {
    let local = user_id.split('@').next().unwrap_or(user_id);
    let mut parts = local.split(['.', '_', '-']).filter(|part| !part.is_empty()).map(capitalized);
    let first = parts.next().unwrap_or_else(|| (*random.pick(PEOPLE)).into());
    let last = parts.next_back().unwrap_or_else(|| (*random.pick(FAMILIES)).into());
    (first, last)
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_differ_and_some_are_prefixes_of_others() {
        let names: Vec<_> = (0..40).map(service_provider).collect();
        assert_eq!(names[0], "Reseller1");
        assert!(names.contains(&"Reseller10".to_string()));
        let distinct: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
    }

    #[test]
    fn people_are_named_after_their_ids() {
        let mut random = Random::new(1);
        let person = person("john.anderson@acme.example", &mut random);
        assert_eq!(person, ("John".into(), "Anderson".into()));
    }
}
