//! What the server says about itself.

use async_graphql::SimpleObject;

use crate::data::building;
use crate::data::names::PEOPLE;
use crate::world::World;

/// A public scope.
#[derive(Debug, SimpleObject)]
pub struct Scope {
    name: &'static str,
    description: &'static str,
}

/// Limits of the server.
#[derive(Debug, SimpleObject)]
pub struct ServerConfiguration {
    blob_size_limit_bytes: i32,
    object_size_limit_bytes: i32,
    object_multipart_upload_size_limit_bytes: i32,
    is_email_enabled: bool,
    email_verification_timeout_minutes: i32,
}

/// Whether there are workspaces here.
#[derive(Debug, SimpleObject)]
pub struct ServerWorkspacesInfo {
    /// This is a backend control variable for the workspaces feature set.
    workspaces_enabled: bool,
}

/// A way to sign in.
#[derive(Debug, SimpleObject)]
pub struct AuthStrategy {
    id: &'static str,
    name: &'static str,
    icon: &'static str,
    url: &'static str,
    color: Option<&'static str>,
}

/// Server information.
#[derive(Debug, SimpleObject)]
pub struct ServerInfo {
    name: &'static str,
    company: Option<&'static str>,
    description: Option<&'static str>,
    admin_contact: Option<&'static str>,
    canonical_url: Option<String>,
    terms_of_service: Option<&'static str>,
    version: Option<&'static str>,
    invite_only: Option<bool>,
    guest_mode_enabled: bool,
    automate_url: Option<String>,
    /// Asked for by Speckle's Python package when it signs in.
    auth_strategies: Vec<AuthStrategy>,
    /// Only the public scopes: the ones offered to personal tokens.
    scopes: Vec<Scope>,
    configuration: ServerConfiguration,
    workspaces: ServerWorkspacesInfo,
}

const PUBLIC_SCOPES: [(&str, &str); 8] = [
    ("streams:read", "Read your streams, and any associated information (branches, commits, objects)"),
    ("streams:write", "Create streams on your behalf, and any associated data (branches, commits, objects)"),
    ("profile:read", "Read your profile information"),
    ("profile:write", "Make actions on your profile"),
    ("profile:email", "Grants access to the email address you registered with"),
    ("users:read", "Read other users' profiles"),
    (
        "server:stats",
        "Request server stats from the API. Only works in conjunction with a \"server:admin\" role",
    ),
    ("workspace:read", "Required for reading workspace data"),
];

impl ServerInfo {
    pub(super) fn of(world: &World) -> Self {
        Self {
            name: "Dapple sample server",
            company: Some("Dapple"),
            description: Some("Invented projects and buildings, served from this computer to this computer."),
            admin_contact: None,
            canonical_url: Some(world.origin.clone()),
            terms_of_service: None,
            version: Some("2.26.4"),
            invite_only: Some(true),
            guest_mode_enabled: false,
            automate_url: None,
            auth_strategies: vec![AuthStrategy {
                id: "local",
                name: "Local",
                icon: "mdi-account",
                url: "/auth/local",
                color: None,
            }],
            scopes: PUBLIC_SCOPES.iter().map(|&(name, description)| Scope { name, description }).collect(),
            configuration: ServerConfiguration {
                blob_size_limit_bytes: 104_857_600,
                object_size_limit_bytes: 104_857_600,
                object_multipart_upload_size_limit_bytes: 104_857_600,
                is_email_enabled: false,
                email_verification_timeout_minutes: 15,
            },
            workspaces: ServerWorkspacesInfo { workspaces_enabled: true },
        }
    }
}

/// Counts over the whole server.
#[derive(Debug, SimpleObject)]
pub struct ServerStats {
    total_stream_count: i32,
    total_commit_count: i32,
    total_object_count: i32,
    total_user_count: i32,
}

impl ServerStats {
    pub(super) fn of(world: &World) -> Self {
        let versions: usize =
            world.projects.iter().flat_map(|project| &project.models).map(|model| model.versions.len()).sum();
        Self {
            total_stream_count: world.projects.len() as i32,
            total_commit_count: versions as i32,
            total_object_count: building::OBJECTS as i32,
            total_user_count: PEOPLE.len() as i32,
        }
    }
}

/// An application that may act for people.
#[derive(Debug, SimpleObject)]
pub struct ServerAppListItem {
    id: String,
    name: String,
    description: Option<String>,
    redirect_url: String,
    terms_and_conditions_link: Option<String>,
    trust_by_default: Option<bool>,
    logo: Option<String>,
}
