//! Who is asked and who asks: the server's own words, and the person behind the token.

use serde::{Deserialize, Deserializer};

use super::GraphqlError;
use crate::ids::UserId;

/// Name, version and public scopes of a server. Needs no token and no scope.
///
/// Asks only for fields that every server of the last years has: one unknown field would refuse all.
pub const SERVER_INFO: &str = "query DappleServerInfo {
  serverInfo {
    name
    version
    canonicalUrl
    scopes {
      name
      description
    }
  }
}";

/// The person the token belongs to. Needs `profile:read`; without a token `activeUser` is null.
pub const ACTIVE_USER: &str = "query DappleActiveUser {
  activeUser {
    id
    name
    avatar
    company
    role
  }
}";

/// Any GraphQL answer: data, errors, or both.
#[derive(Clone, Debug, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub struct Reply<T> {
    #[serde(default = "nothing")]
    pub data: Option<T>,
    /// Errors beside data are warnings: show both.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub errors: Vec<GraphqlError>,
}

fn nothing<T>() -> Option<T> {
    None
}

fn null_is_empty<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// The answer to [`SERVER_INFO`].
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerInfoData {
    pub server_info: ServerInfo,
}

/// A server's own words about itself. Names are hostile: draw them through `display_name`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerInfo {
    pub name: String,
    pub version: Option<String>,
    /// What the server calls itself; may differ from what the person typed.
    pub canonical_url: Option<String>,
    /// The scopes offered for personal tokens here. Others exist.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub scopes: Vec<ServerScope>,
}

/// One scope that the server offers for personal tokens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ServerScope {
    pub name: String,
    #[serde(default)]
    pub description: String,
}

/// The answer to [`ACTIVE_USER`].
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActiveUserData {
    /// Null without a token, and with one that lacks `profile:read` (then an error says so).
    pub active_user: Option<ActiveUser>,
}

/// The person behind the token.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ActiveUser {
    pub id: UserId,
    pub name: String,
    /// An image: a `data:` URL or a link.
    pub avatar: Option<String>,
    pub company: Option<String>,
    /// `server:user`, `server:guest`, `server:admin`.
    pub role: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_tells_its_name_and_scopes() {
        let reply: Reply<ServerInfoData> = serde_json::from_str(
            r#"{"data":{"serverInfo":{"name":"Speckle","version":"2.9","canonicalUrl":"https://x.example",
            "scopes":[{"name":"streams:read","description":"Read"}],"more":1}}}"#,
        )
        .unwrap();
        let info = reply.data.unwrap().server_info;
        assert_eq!((info.name.as_str(), info.scopes[0].name.as_str()), ("Speckle", "streams:read"));
        assert!(reply.errors.is_empty());
    }

    #[test]
    fn nobody_is_not_an_error_and_a_missing_scope_is() {
        let nobody: Reply<ActiveUserData> = serde_json::from_str(r#"{"data":{"activeUser":null}}"#).unwrap();
        assert!(nobody.data.unwrap().active_user.is_none() && nobody.errors.is_empty());
        let refused: Reply<ActiveUserData> = serde_json::from_str(
            r#"{"errors":[{"message":"Your auth token does not have the required scope: profile:read.",
            "extensions":{"code":"FORBIDDEN","scope":"profile:read","statusCode":403}}],"data":null}"#,
        )
        .unwrap();
        assert!(refused.data.is_none());
        assert_eq!(refused.errors[0].missing_scope(), Some("profile:read"));
        let neither: Reply<ActiveUserData> = serde_json::from_str(r#"{"errors":null}"#).unwrap();
        assert!(neither.data.is_none() && neither.errors.is_empty());
    }
}
