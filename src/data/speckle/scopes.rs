//! What a token may do: the scopes, their words, and a harmless way to find out which are there.
//!
//! No interface tells a token's scopes, so they are probed with one batch: one operation for each,
//! never several in one document, since one failing non-null field hides the errors of the others.
//! Sources: Speckle server `packages/shared/src/core/constants.ts`; the probe was tried on a server.

use serde_json::Value;

use super::{GraphqlError, ServerScope};

/// Everything there is to know about one scope, one row each.
struct Row {
    scope: Scope,
    name: &'static str,
    /// Fits "This token may not …".
    words: &'static str,
    writes: bool,
    /// Fails for lack of the scope, or answers without having done anything.
    probe: Option<&'static str>,
}

/// A scope of the server. `profile:update` is left out: no token can ever have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    StreamsRead,
    StreamsWrite,
    ProfileRead,
    ProfileWrite,
    ProfileEmail,
    ProfileDelete,
    UsersRead,
    UsersEmail,
    UsersInvite,
    ServerStats,
    ServerSetup,
    TokensRead,
    TokensWrite,
    AppsRead,
    AppsWrite,
    WorkspaceRead,
    WorkspaceCreate,
    WorkspaceUpdate,
    WorkspaceDelete,
    WorkspaceBilling,
    AutomateFunctionsRead,
    AutomateFunctionsWrite,
    AutomateReportResults,
}

const fn row(scope: Scope, name: &'static str, words: &'static str, writes: bool) -> Row {
    Row { scope, name, words, writes, probe: None }
}

impl Row {
    const fn probed(mut self, operation: &'static str) -> Self {
        self.probe = Some(operation);
        self
    }
}

#[rustfmt::skip] // A table: one scope a line, its probe below it.
const ROWS: [Row; 23] = [
    row(Scope::ProfileRead, "profile:read", "see your profile and your list of projects", false)
        .probed("{activeUser{id}}"),
    row(Scope::StreamsRead, "streams:read", "see projects, models and versions", false)
        .probed("{project(id:\"0000000000\"){id}}"),
    row(Scope::UsersRead, "users:read", "see people", false)
        .probed("{users(input:{query:\"zzzz\",limit:1}){cursor}}"),
    row(Scope::WorkspaceRead, "workspace:read", "see workspaces", false)
        .probed("{workspace(id:\"x\"){id}}"),
    row(Scope::StreamsWrite, "streams:write", "change projects, models and versions", true)
        .probed("mutation{projectMutations{__typename}}"),
    row(Scope::ProfileWrite, "profile:write", "change your profile", true)
        .probed("mutation{activeUserMutations{__typename}}"),
    row(Scope::WorkspaceUpdate, "workspace:update", "change workspaces", true)
        .probed("mutation{dashboardMutations{__typename}}"),
    row(Scope::TokensRead, "tokens:read", "list your tokens", false)
        .probed("{activeUser{apiTokens{id}}}"),
    row(Scope::AppsRead, "apps:read", "see applications", false)
        .probed("{authenticatedAsApp{id}}"),
    row(Scope::ServerStats, "server:stats", "see statistics of the server", false)
        .probed("{serverStats{totalUserCount}}"),
    row(Scope::ProfileEmail, "profile:email", "see your email address", false),
    row(Scope::ProfileDelete, "profile:delete", "delete your account", true),
    row(Scope::UsersEmail, "users:email", "see the email addresses of others", false),
    row(Scope::UsersInvite, "users:invite", "invite people", true),
    row(Scope::ServerSetup, "server:setup", "change the server", true),
    row(Scope::TokensWrite, "tokens:write", "make and revoke tokens", true),
    row(Scope::AppsWrite, "apps:write", "register applications", true),
    row(Scope::WorkspaceCreate, "workspace:create", "create workspaces", true),
    row(Scope::WorkspaceDelete, "workspace:delete", "delete workspaces", true),
    row(Scope::WorkspaceBilling, "workspace:billing", "see and change billing", true),
    row(Scope::AutomateFunctionsRead, "automate-functions:read", "see automation functions", false),
    row(Scope::AutomateFunctionsWrite, "automate-functions:write", "change automation functions", true),
    row(Scope::AutomateReportResults, "automate:report-results", "report results of automations", true),
];

impl Scope {
    /// All known scopes: the ones Dapple can use first.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.scope)
    }

    /// The scope of a name such as `streams:read`; `None` for one that is not known here.
    pub fn from_name(name: &str) -> Option<Self> {
        ROWS.iter().find(|row| row.name == name).map(|row| row.scope)
    }

    /// `streams:read`
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// What it allows, in words that follow "may" or "may not": "see people".
    pub fn words(self) -> &'static str {
        self.row().map_or("", |row| row.words)
    }

    /// What to say where it is missing: "This token may not see people (`users:read`)".
    pub fn missing_sentence(self) -> String {
        format!("This token may not {} (`{}`)", self.words(), self.name())
    }

    /// Whether it lets a token change something on the server.
    pub fn writes(self) -> bool {
        self.row().is_some_and(|row| row.writes)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.iter().find(|row| row.scope == self)
    }
}

/// What is known about one scope of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ScopeState {
    Present,
    Missing,
    /// Not asked, or the answer leaves it open: no token, no such field here, a role was in the way.
    #[default]
    Unknown,
}

/// The scopes of one token, as far as the probe could tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes([ScopeState; ROWS.len()]);

/// The probe: operations for one batch, in the order [`Scopes::from_batch`] expects. Nothing is
/// changed by them: the mutations only ask for a type's name.
pub fn scope_probe() -> Vec<&'static str> {
    probed().filter_map(|(_, row)| row.probe).collect()
}

/// The probe as the body of one POST: a batch of operations.
pub fn scope_probe_body() -> String {
    let operations: Vec<Value> = probed().map(|(_, row)| serde_json::json!({ "query": row.probe })).collect();
    Value::Array(operations).to_string()
}

fn probed() -> impl Iterator<Item = (usize, &'static Row)> {
    ROWS.iter().enumerate().filter(|(_, row)| row.probe.is_some())
}

impl Scopes {
    /// Reads the answer to the probe. A batch has the HTTP status 400 when one entry is unknown to
    /// the server; its body is this array all the same. Anything but the right array knows nothing.
    pub fn from_batch(body: &[u8]) -> Self {
        let mut scopes = Self::default();
        let Ok(Value::Array(answers)) = serde_json::from_slice::<Value>(body) else { return scopes };
        if answers.len() != probed().count() {
            return scopes;
        }
        // Scopes are checked only for requests with a token: an answer without a person and without
        // an error means the server saw none.
        let first = answers.first().unwrap_or(&Value::Null);
        if first["errors"].is_null() && first["data"]["activeUser"].is_null() {
            return scopes;
        }
        for ((nth, row), answer) in probed().zip(&answers) {
            if let Some(state) = scopes.0.get_mut(nth) {
                *state = read_answer(row, answer);
            }
        }
        scopes
    }

    /// What is known about one scope.
    pub fn state(&self, scope: Scope) -> ScopeState {
        let nth = ROWS.iter().position(|row| row.scope == scope);
        nth.and_then(|nth| self.0.get(nth)).copied().unwrap_or_default()
    }

    /// Whether the token surely has the scope.
    pub fn has(&self, scope: Scope) -> bool {
        self.state(scope) == ScopeState::Present
    }

    /// Whether the token surely lacks the scope.
    pub fn lacks(&self, scope: Scope) -> bool {
        self.state(scope) == ScopeState::Missing
    }

    /// Whether the token can change something on the server: any scope that writes is there.
    pub fn can_write(&self) -> bool {
        Scope::all().any(|scope| scope.writes() && self.has(scope))
    }

    /// The scopes in one state, in reading order.
    pub fn in_state(&self, state: ScopeState) -> impl Iterator<Item = Scope> + '_ {
        Scope::all().filter(move |scope| self.state(*scope) == state)
    }

    /// Learns from an error met later: the server named this scope as missing.
    pub fn learn_missing(&mut self, scope: Scope) {
        if let Some(nth) = ROWS.iter().position(|row| row.scope == scope)
            && let Some(state) = self.0.get_mut(nth)
        {
            *state = ScopeState::Missing;
        }
    }
}

/// One answer of the batch. Reaching the resolver ("not found") shows the scope as well as data does.
fn read_answer(row: &Row, answer: &Value) -> ScopeState {
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let errors: Vec<GraphqlError> = errors.iter().map(GraphqlError::from_value).collect();
    if errors.iter().any(|error| error.missing_scope() == Some(row.name)) {
        return ScopeState::Missing;
    }
    if errors.is_empty() {
        return if answer["data"].is_object() { ScopeState::Present } else { ScopeState::Unknown };
    }
    let reached = |error: &GraphqlError| {
        error.code.as_deref().is_some_and(|code| code.trim_end_matches("_ERROR").ends_with("_NOT_FOUND"))
    };
    if errors.iter().all(reached) { ScopeState::Present } else { ScopeState::Unknown }
}

/// The scopes to tick when making a token for Dapple on a server. Never one that writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recommended {
    /// Without these Dapple shows little.
    pub needed: Vec<Scope>,
    /// These show people and workspaces.
    pub optional: Vec<Scope>,
    /// Wanted, but not offered for personal tokens on this server.
    pub not_offered: Vec<Scope>,
}

/// What to recommend, given the scopes that the server offers (`serverInfo.scopes`). An empty list
/// means the server did not say: then all are recommended.
pub fn recommended(offered: &[ServerScope]) -> Recommended {
    let is_offered =
        |scope: &Scope| offered.is_empty() || offered.iter().any(|offered| offered.name == scope.name());
    let split = |wanted: [Scope; 2]| wanted.into_iter().partition::<Vec<_>, _>(is_offered);
    let (needed, not_needed) = split([Scope::StreamsRead, Scope::ProfileRead]);
    let (optional, not_optional) = split([Scope::UsersRead, Scope::WorkspaceRead]);
    Recommended { needed, optional, not_offered: [not_needed, not_optional].concat() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn missing(scope: &str) -> Value {
        json!({"errors": [{"message": format!("Your auth token does not have the required scope: {scope}."),
            "extensions": {"code": "FORBIDDEN", "scope": scope, "statusCode": 403}}], "data": null})
    }

    fn failed(code: &str) -> Value {
        json!({"errors": [{"message": "x", "extensions": {"code": code}}], "data": null})
    }

    /// A token that may read, on a server without workspaces, held by somebody who is no admin.
    fn reader() -> Vec<Value> {
        vec![
            json!({"data": {"activeUser": {"id": "u"}}}),
            failed("STREAM_NOT_FOUND"),
            missing("users:read"),
            failed("WORKSPACES_MODULE_DISABLED_ERROR"),
            missing("streams:write"),
            missing("profile:write"),
            failed("GRAPHQL_VALIDATION_FAILED"),
            missing("tokens:read"),
            json!({"data": {"authenticatedAsApp": null}}),
            failed("FORBIDDEN"),
        ]
    }

    #[test]
    fn the_probe_tells_present_missing_and_unknown_apart() {
        let scopes = Scopes::from_batch(Value::Array(reader()).to_string().as_bytes());
        for (name, state) in [
            ("profile:read", ScopeState::Present),
            ("streams:read", ScopeState::Present),
            ("users:read", ScopeState::Missing),
            ("workspace:read", ScopeState::Unknown),
            ("streams:write", ScopeState::Missing),
            ("workspace:update", ScopeState::Unknown),
            ("tokens:read", ScopeState::Missing),
            ("apps:read", ScopeState::Present),
            ("server:stats", ScopeState::Unknown),
            ("users:invite", ScopeState::Unknown),
        ] {
            assert_eq!(scopes.state(Scope::from_name(name).unwrap()), state, "{name}");
        }
        assert!(!scopes.can_write());
    }

    #[test]
    fn a_scope_that_writes_is_noticed() {
        let mut answers = reader();
        answers[4] = json!({"data": {"projectMutations": {"__typename": "ProjectMutations"}}});
        assert!(Scopes::from_batch(Value::Array(answers).to_string().as_bytes()).can_write());
    }

    #[test]
    fn a_workspace_that_was_looked_for_in_vain_shows_the_scope() {
        let mut answers = reader();
        answers[3] = failed("WORKSPACE_NOT_FOUND_ERROR");
        let scopes = Scopes::from_batch(Value::Array(answers).to_string().as_bytes());
        assert!(scopes.has(Scope::WorkspaceRead));
    }

    #[test]
    fn a_token_without_profile_read_still_tells_the_rest() {
        let mut answers = reader();
        answers[0] = missing("profile:read");
        // `users` wants both scopes and names the other one: that says nothing of `users:read`.
        answers[2] = missing("profile:read");
        let scopes = Scopes::from_batch(Value::Array(answers).to_string().as_bytes());
        assert!(scopes.lacks(Scope::ProfileRead) && scopes.has(Scope::StreamsRead));
        assert_eq!(scopes.state(Scope::UsersRead), ScopeState::Unknown);
    }

    #[test]
    fn without_a_token_or_a_batch_nothing_is_known() {
        let mut answers = reader();
        answers[0] = json!({"data": {"activeUser": null}});
        for body in [
            Value::Array(answers).to_string(),
            json!({"errors": [{"message": "Operation batching disabled."}]}).to_string(),
            json!([missing("profile:read")]).to_string(),
            "<html>".to_owned(),
            String::new(),
        ] {
            assert_eq!(Scopes::from_batch(body.as_bytes()), Scopes::default(), "{body}");
        }
    }

    #[test]
    fn no_scope_that_writes_is_ever_recommended() {
        let offer = |names: &[&str]| -> Vec<ServerScope> {
            names
                .iter()
                .map(|name| ServerScope { name: (*name).into(), description: String::new() })
                .collect()
        };
        let public = offer(&["streams:read", "streams:write", "profile:read", "users:read", "server:stats"]);
        let found = recommended(&public);
        assert_eq!(found.needed, [Scope::StreamsRead, Scope::ProfileRead]);
        assert_eq!(found.optional, [Scope::UsersRead]);
        assert_eq!(found.not_offered, [Scope::WorkspaceRead]);
        for found in [found, recommended(&[])] {
            assert!(found.needed.iter().chain(&found.optional).all(|scope| !scope.writes()));
        }
    }

    #[test]
    fn the_table_has_every_scope_once_and_says_it_in_words() {
        let mut names: Vec<_> = Scope::all().map(Scope::name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ROWS.len());
        assert!(Scope::all().all(|scope| !scope.words().is_empty()));
        assert_eq!(Scope::from_name("profile:update"), None);
        let batch: Value = serde_json::from_str(&scope_probe_body()).unwrap();
        assert_eq!(batch.as_array().unwrap().len(), scope_probe().len());
    }
}
