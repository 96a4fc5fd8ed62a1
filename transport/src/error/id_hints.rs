//! Recognizes ids of another kind than the expected one.

use crate::generated::operations::Operation;
use crate::generated::subject_kind::SubjectKind;
use crate::message::{Message, Name, message};
use crate::operation::identifier_kind::IdentifierKind;
use crate::operation::path_segment::decode_id_kind;

/// Explains a name of another kind than the expected one; `subject` is the subject of the sentence.
pub fn wrong_id_hint(name: &str, wanted: IdentifierKind, subject: &str) -> Option<Message> {
    let kind = decode_id_kind(name);
    let is = |what: &str| kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case(what));
    match wanted {
        IdentifierKind::Id | IdentifierKind::SpEnterpriseId if is("ORGANIZATION") => {
            Some(message!(
                "{subject} is the id of an organization, not of an enterprise. To find its enterprise: {}.",
                call(Operation::EnterprisesGet, "org_id", name)
            ))
        }
        IdentifierKind::SpEnterpriseId if kind.is_some() => {
            Some(format!("{subject} is an id, not an spEnterpriseId.").into())
        }
        IdentifierKind::Id if !is("ENTERPRISE") && kind.is_some() => Some(message!(
            "{subject} is an id of the kind {}, not of an enterprise.",
            kind.unwrap_or_default()
        )),
        _ if uuid::Uuid::try_parse(name).is_ok() => Some(message!(
            "{subject} is a bare UUID. Pass the complete `id` from {}; it starts with \
             Y2lzY29zcGFyazovL.",
            Operation::EnterprisesList
        )),
        IdentifierKind::Id if kind.is_none() && name.contains('+') => Some(message!(
            "{subject} looks like an spEnterpriseId. To find its enterprise: {}.",
            call(Operation::EnterprisesGet, "sp_enterprise_id", name)
        )),
        _ => None,
    }
}

/// Explains an id of another kind than the subject's.
pub fn wrong_subject_hint(wanted: SubjectKind, id: &str) -> Option<Message> {
    if wanted == SubjectKind::Enterprise {
        return wrong_id_hint(id, IdentifierKind::Id, "This");
    }
    let Some(kind) = decode_id_kind(id) else {
        let is_user_id = wanted == SubjectKind::Subscriber && id.contains('@');
        return is_user_id.then(|| {
            message!(
                "This looks like a user ID. To find its subscriber: {}.",
                call(Operation::SubscribersList, "user_id", id)
            )
        });
    };
    (!kind.eq_ignore_ascii_case(wanted.id_kind())).then(|| {
        let remedy = wanted.missing_remedy();
        message!("This is an id of the kind {kind}, not of a {}. {}", wanted.name(), remedy)
    })
}

/// Returns a call that can be typed in any language, or only the method if the value needs quotes.
pub fn call(method: Operation, argument: &'static str, value: &str) -> Name {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "+-_.@:/=".contains(c);
    if !value.is_empty() && !value.starts_with('-') && value.chars().all(is_plain) {
        Name::Call(method.id(), argument, value.to_owned())
    } else {
        Name::Operation(method.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_called_what_it_is_and_where_to_go_with_it() {
        let organization = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8x";
        let enterprise = "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvMTIz";
        let uuid = "6970e6bb-7439-4ffb-ad34-d3ff0167ddad";
        for (name, wanted, expected) in [
            (organization, IdentifierKind::Id, "`enterprises.get(org_id=\"Y2lz"),
            (organization, IdentifierKind::SpEnterpriseId, "`enterprises.get(org_id=\"Y2lz"),
            (organization, IdentifierKind::OrgId, ""),
            (enterprise, IdentifierKind::Id, ""),
            (enterprise, IdentifierKind::SpEnterpriseId, "is an id, not an spEnterpriseId"),
            ("Y2lzY29zcGFyazovL3VzL1BFT1BMRS8x", IdentifierKind::Id, "of the kind PEOPLE"),
            (uuid, IdentifierKind::Id, "UUID"),
            (uuid, IdentifierKind::SpEnterpriseId, "UUID"),
            ("R+acme", IdentifierKind::Id, "`enterprises.get(sp_enterprise_id=\"R+acme\")`"),
            ("R+coral & co", IdentifierKind::Id, "find its enterprise: `enterprises.get`."),
            ("R+acme", IdentifierKind::SpEnterpriseId, ""),
        ] {
            let said = wrong_id_hint(name, wanted, "This").unwrap_or_default().to_string();
            assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{said}");
        }
    }

    #[test]
    fn what_is_no_subscriber_s_id_leads_to_the_list() {
        let said = |id| wrong_subject_hint(SubjectKind::Subscriber, id).unwrap_or_default();
        let of_user = said("jane@acme.example").to_string();
        assert!(of_user.contains("`subscribers.list(user_id=\"jane@acme.example\")`"), "{of_user}");
        let of_enterprise = said("Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvMTIz").to_string();
        assert!(of_enterprise.contains("kind ENTERPRISE, not of a subscriber. Use the `id`"));
        assert_eq!(said("Y2lzY29zcGFyazovL3VzL1NVQlNDUklCRVIvMQ"), Message::default());
    }
}
