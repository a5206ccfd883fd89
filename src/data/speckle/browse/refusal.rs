//! Why a server did not give what was asked for, told apart as far as a person can act on it.
//!
//! Codes: Speckle's public server (`modules/core/errors`, `shared/src/authz/domain/authErrors.ts`); those of
//! single sign-on are read in its source and were not met.

use crate::speckle::GraphqlError;

/// What a person can do about a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The token lacks this scope (`users:read`).
    Scope(String),
    /// There is no such project, or it is kept secret from this person.
    NoProject,
    NoModel,
    NoVersion,
    /// It is there and not for this person, or not for this token.
    NoAccess,
    /// The workspace wants a session of its single sign-on first.
    SingleSignOn,
    /// The server has no such field: an older or a newer one.
    UnknownField,
    /// Anything else.
    Other,
}

impl Refusal {
    /// What a list of errors comes down to; the first that says something counts.
    pub fn of(errors: &[GraphqlError]) -> Self {
        let kinds = errors.iter().map(Self::of_one);
        kinds.into_iter().find(|kind| *kind != Self::Other).unwrap_or(Self::Other)
    }

    fn of_one(error: &GraphqlError) -> Self {
        if let Some(scope) = error.missing_scope() {
            return Self::Scope(scope.to_owned());
        }
        let code = error.code.as_deref().unwrap_or_default();
        match code {
            "STREAM_NOT_FOUND" | "ProjectNotFound" => Self::NoProject,
            "BRANCH_NOT_FOUND" | "ModelNotFound" => Self::NoModel,
            "COMMIT_NOT_FOUND" | "VersionNotFound" => Self::NoVersion,
            "GRAPHQL_VALIDATION_FAILED" => Self::UnknownField,
            _ if code.to_ascii_uppercase().contains("SSO") => Self::SingleSignOn,
            "FORBIDDEN" | "UNAUTHORIZED" | "UNAUTHORIZED_ACCESS_ERROR" => Self::NoAccess,
            _ => Self::Other,
        }
    }

    /// Whether asking for less could bring the rest: the refusal is about one field, not about the thing.
    pub fn is_of_a_field(&self) -> bool {
        match self {
            Self::UnknownField | Self::Other => true,
            // Nothing can be asked without these two.
            Self::Scope(scope) => !matches!(scope.as_str(), "profile:read" | "streams:read"),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_refusal_is_known_by_its_code_and_a_scope_by_its_name() {
        let refusal = |code: &str, message: &str| {
            Refusal::of(&[
                GraphqlError::from_value(&json!({"message": "x"})),
                GraphqlError::from_value(&json!({"message": message, "extensions": {"code": code}})),
            ])
        };
        for (code, wanted) in [
            ("STREAM_NOT_FOUND", Refusal::NoProject),
            ("BRANCH_NOT_FOUND", Refusal::NoModel),
            ("COMMIT_NOT_FOUND", Refusal::NoVersion),
            ("GRAPHQL_VALIDATION_FAILED", Refusal::UnknownField),
            ("SSO_SESSION_MISSING_OR_EXPIRED_ERROR", Refusal::SingleSignOn),
            ("WorkspaceSsoSessionNoAccess", Refusal::SingleSignOn),
            ("FORBIDDEN", Refusal::NoAccess),
            ("INTERNAL_SERVER_ERROR", Refusal::Other),
        ] {
            assert_eq!(refusal(code, "no"), wanted, "{code}");
        }
        let scope = refusal("FORBIDDEN", "Your auth token does not have the required scope: users:read.");
        assert_eq!(scope, Refusal::Scope("users:read".to_owned()));
        assert_eq!(Refusal::of(&[]), Refusal::Other);
        assert!(Refusal::UnknownField.is_of_a_field() && !Refusal::NoProject.is_of_a_field());
        assert!(Refusal::Scope("workspace:read".to_owned()).is_of_a_field());
        assert!(!Refusal::Scope("streams:read".to_owned()).is_of_a_field());
    }
}
