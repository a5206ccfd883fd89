//! Whether a project's data may be loaded: asked before anything is fetched in bulk, as Speckle's
//! own connectors do.

use serde::Deserialize;

use super::{GraphqlError, Reply};

/// Asks whether the objects of a project may be loaded. Variables: `project`. Needs `streams:read`.
pub const CAN_LOAD: &str = "query DappleCanLoad($project: String!) {
  project(id: $project) {
    permissions {
      canLoad {
        authorized
        code
        message
      }
    }
  }
}";

/// The answer to [`CAN_LOAD`].
#[derive(Clone, Debug, Deserialize)]
pub struct CanLoadData {
    project: CanLoadProject,
}

#[derive(Clone, Debug, Deserialize)]
struct CanLoadProject {
    permissions: CanLoadPermissions,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CanLoadPermissions {
    can_load: Permission,
}

/// What the server says about one thing a person may want to do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Permission {
    pub authorized: bool,
    /// `OK`, `ProjectNoAccess`, `WorkspaceLimitsReached`, …
    pub code: String,
    /// The server's reason: shown as it is when refused.
    pub message: String,
}

/// Reads the answer to [`CAN_LOAD`]. A server that does not know the field counts as yes.
///
/// # Errors
/// The server's reason. Then nothing is to be fetched.
pub fn can_load(reply: &Reply<CanLoadData>) -> Result<(), String> {
    if let Some(data) = &reply.data {
        let answer = &data.project.permissions.can_load;
        return if answer.authorized { Ok(()) } else { Err(answer.message.clone()) };
    }
    let unknown = |error: &GraphqlError| error.code.as_deref() == Some("GRAPHQL_VALIDATION_FAILED");
    match reply.errors.iter().find(|error| !unknown(error)) {
        Some(error) => Err(error.sentence().into_owned()),
        None if reply.errors.is_empty() => {
            Err("The server did not say whether this may be loaded".to_owned())
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loading_is_allowed_refused_or_not_known_to_the_server() {
        let answer = |authorized: bool| {
            format!(
                r#"{{"data":{{"project":{{"permissions":{{"canLoad":{{"authorized":{authorized},
                "code":"X","message":"Ask the owner"}}}}}}}}}}"#
            )
        };
        let read = |json: &str| can_load(&serde_json::from_str(json).unwrap());
        assert_eq!(read(&answer(true)), Ok(()));
        assert_eq!(read(&answer(false)), Err("Ask the owner".to_owned()));
        let old = r#"{"errors":[{"message":"Cannot query field","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}"#;
        assert_eq!(read(old), Ok(()));
        let gone = r#"{"data":null,"errors":[{"message":"x","extensions":{"code":"STREAM_NOT_FOUND"}}]}"#;
        assert!(read(gone).unwrap_err().contains("no such project"));
        assert!(read("{}").is_err());
    }
}
