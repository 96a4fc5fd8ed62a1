//! The operations, and the requests that mean them.

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

/// One of the five operations of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// `GET /broadworks/enterprises`
    ListEnterprises,
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    GetDirectorySyncStatus,
    /// `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`
    UpdateDirectorySync,
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync`
    TriggerDirectorySync,
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`
    TriggerUserDirectorySync,
}

/// A request that means no operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unroutable {
    NoSuchPath,
    WrongMethod,
}

impl Operation {
    /// Whether a token with the read scope only may do it.
    pub(crate) fn only_reads(self) -> bool {
        matches!(self, Self::ListEnterprises | Self::GetDirectorySyncStatus)
    }

    /// The operation that a method and a path mean, and the enterprise id in it, decoded.
    pub(crate) fn route(method: &str, path: &str) -> Result<(Self, String), Unroutable> {
        let rest = path.strip_prefix("/v1/broadworks/enterprises").ok_or(Unroutable::NoSuchPath)?;
        let segments: Vec<&str> = rest.split('/').collect();
        let (id, allowed) = match segments[..] {
            [""] => ("", &[("GET", Self::ListEnterprises)][..]),
            ["", id, "broadworksDirectorySync"] => (
                id,
                &[
                    ("GET", Self::GetDirectorySyncStatus),
                    ("PUT", Self::UpdateDirectorySync),
                    ("POST", Self::TriggerDirectorySync),
                ][..],
            ),
            ["", id, "broadworksDirectorySync", "externalUser"] => {
                (id, &[("POST", Self::TriggerUserDirectorySync)][..])
            }
            _ => return Err(Unroutable::NoSuchPath),
        };
        let (_, operation) =
            allowed.iter().find(|it| it.0 == method).ok_or(Unroutable::WrongMethod)?;
        Ok((*operation, percent_decode_str(id).decode_utf8_lossy().into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUS: &str = "/v1/broadworks/enterprises/Y2lz%3D/broadworksDirectorySync";

    #[test]
    fn each_operation_is_found() {
        for (method, path, operation, id) in [
            ("GET", "/v1/broadworks/enterprises", Operation::ListEnterprises, ""),
            ("GET", STATUS, Operation::GetDirectorySyncStatus, "Y2lz="),
            ("PUT", STATUS, Operation::UpdateDirectorySync, "Y2lz="),
            ("POST", STATUS, Operation::TriggerDirectorySync, "Y2lz="),
        ] {
            assert_eq!(Operation::route(method, path), Ok((operation, id.to_owned())));
        }
        let user = format!("{STATUS}/externalUser");
        let operation = Operation::TriggerUserDirectorySync;
        assert_eq!(Operation::route("POST", &user), Ok((operation, "Y2lz=".to_owned())));
    }

    #[test]
    fn anything_else_is_not() {
        for path in
            ["/v1/people", "/v1/broadworks/enterprises/x", "/v1/broadworks/enterprisesX", "/"]
        {
            assert_eq!(Operation::route("GET", path), Err(Unroutable::NoSuchPath), "{path}");
        }
        assert_eq!(Operation::route("DELETE", STATUS), Err(Unroutable::WrongMethod));
    }
}
