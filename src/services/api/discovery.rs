//! Finds out whether an address is a Speckle server, and where its GraphQL endpoint is.

use std::time::Duration;

use dapple_data::speckle::{Reply, SERVER_INFO, ServerInfoData, ServerScope};

use super::authorized::{Api, ApiSettings};
use super::error::ApiError;
use super::request::GraphqlRequest;

/// Where Speckle servers answer: the first on nearly all, the second behind some reverse proxies.
const ENDPOINTS: [&str; 2] = ["/graphql", "/api/graphql"];

/// A Speckle server that answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The path that answered.
    pub endpoint: String,
    /// The server's name, as its operators call it.
    pub name: String,
    /// The server's version, such as `2.25.0`; empty where it does not say.
    pub version: String,
    /// The scopes it offers for personal tokens; empty where it does not say.
    pub scopes: Vec<ServerScope>,
    /// From asking until the answer began, the opening of the connection included.
    pub latency: Duration,
    /// The proxy that was used, without its credentials.
    pub proxy: Option<String>,
}

/// Asks the server who it is, at `/graphql`, then at `/api/graphql`.
///
/// The token stays at home: it is not shown to an address before that proved to be Speckle, and a
/// wrong token would hide the answer behind a 403.
///
/// # Errors
/// [`ApiError::NotSpeckle`] with the paths tried and what the first of them said, where something
/// answers that is no Speckle server. Everything else, such as [`ApiError::CannotReach`] or a
/// redirect, is told at once.
pub async fn find_endpoint(settings: &ApiSettings) -> Result<Found, ApiError> {
    let mut first: Option<ApiError> = None;
    for endpoint in ENDPOINTS {
        let settings = ApiSettings { endpoint: endpoint.to_owned(), token: None, ..settings.clone() };
        match ask(settings).await {
            Err(error) if is_elsewhere(&error) => {
                // What the usual path said tells more than what the second says.
                first.get_or_insert(error);
            }
            told => return told,
        }
    }
    Err(first.map_or_else(|| ApiError::Setup { problem: "no path to ask".to_owned() }, with_all_paths))
}

async fn ask(settings: ApiSettings) -> Result<Found, ApiError> {
    let endpoint = settings.endpoint.clone();
    let host = settings.origin.host_and_port().to_owned();
    let limit = settings.limits.typed;
    let api = Api::new(settings)?;
    let request = GraphqlRequest::query(SERVER_INFO);
    let (answer, bytes) = api.graphql_bytes(&request, limit).await?;
    match serde_json::from_slice::<Reply<ServerInfoData>>(&bytes) {
        Ok(Reply { data: Some(ServerInfoData { server_info: info }), .. }) => Ok(Found {
            endpoint,
            name: info.name,
            scopes: info.scopes,
            version: info.version.unwrap_or_default(),
            latency: answer.wait,
            proxy: api.proxy_in_use(),
        }),
        // It speaks JSON, perhaps even GraphQL, but knows no `serverInfo`.
        _ => {
            let refusal = Box::new(api.refusal(answer, &bytes));
            Err(ApiError::NotSpeckle { host, tried: vec![endpoint], refusal })
        }
    }
}

/// Whether the endpoint may be at another path of the same server.
fn is_elsewhere(error: &ApiError) -> bool {
    match error {
        ApiError::NotSpeckle { .. } | ApiError::NotJson { .. } => true,
        ApiError::Http { status, .. } => matches!(status, 404 | 405),
        _ => false,
    }
}

/// The same finding, told as being about the whole server.
fn with_all_paths(error: ApiError) -> ApiError {
    let tried = ENDPOINTS.map(str::to_owned).to_vec();
    match error {
        ApiError::NotSpeckle { host, refusal, .. }
        | ApiError::NotJson { host, refusal, .. }
        | ApiError::Http { host, refusal, .. } => ApiError::NotSpeckle { host, tried, refusal },
        other => other,
    }
}
