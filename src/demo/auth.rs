//! Tokens: minted at start, kept in memory only, never shown by `Debug`; and what each of them may do.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

use crate::data::random::Stream;

/// Characters of a token: ten of public id, thirty-two of secret.
pub const TOKEN_LENGTH: usize = 42;
/// Characters of a token's public id.
pub const TOKEN_ID_LENGTH: usize = 10;

/// The people and machines that hold a token of this server. All but [`Who::Revoked`] belong to the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// Everything a personal token is offered: streams, profile with e-mail, people, workspaces, statistics.
    Full,
    /// `streams:read`, `profile:read`, `users:read`, `workspace:read`. Its `email` is null without an error.
    ReadOnly,
    /// `streams:read` and `profile:read`: `team` is refused and empties all above it.
    NoUsers,
    /// `streams:read` and `users:read`: `activeUser` is refused.
    NoProfile,
    /// `profile:read` only: projects and objects are refused.
    NoStreams,
    /// As [`Who::ReadOnly`], limited to the main project (`limitResources`).
    Limited,
    /// As [`Who::Full`] plus `tokens:read`, which only the web UI's own tokens have.
    App,
    /// A token that was good once.
    Revoked,
}

impl Who {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Full,
        Self::ReadOnly,
        Self::NoUsers,
        Self::NoProfile,
        Self::NoStreams,
        Self::Limited,
        Self::App,
        Self::Revoked,
    ];

    /// The scopes the token was minted with.
    pub fn scopes(self) -> &'static [&'static str] {
        const APP: [&str; 9] = [
            "streams:read",
            "streams:write",
            "profile:read",
            "profile:write",
            "profile:email",
            "users:read",
            "server:stats",
            "workspace:read",
            "tokens:read",
        ];
        match self {
            Self::App => &APP,
            Self::Full | Self::Revoked => &APP[..8],
            Self::ReadOnly | Self::Limited => {
                &["streams:read", "profile:read", "users:read", "workspace:read"]
            }
            Self::NoUsers => &["streams:read", "profile:read"],
            Self::NoProfile => &["streams:read", "users:read"],
            Self::NoStreams => &["profile:read"],
        }
    }

    /// The name the person gave the token.
    pub fn token_name(self) -> &'static str {
        match self {
            Self::Full => "Dapple",
            Self::ReadOnly => "Dapple, read only",
            Self::NoUsers => "Without people",
            Self::NoProfile => "Links only",
            Self::NoStreams => "Profile only",
            Self::Limited => "Kvarnholmen only",
            Self::App => "Speckle web app",
            Self::Revoked => "Old laptop",
        }
    }
}

/// The live tokens.
pub struct Tokens(Vec<(Who, String)>);

impl Tokens {
    /// Mints one token for each [`Who`].
    ///
    /// Half of the randomness comes from the seed and half from the operating system, through the keys of the
    /// standard library's hasher: the same seed gives the same sample, never the same tokens.
    pub fn mint(seed: u64) -> Self {
        let mut seeded = Stream::of(seed, "tokens");
        let mut word = || RandomState::new().build_hasher().finish() ^ seeded.word();
        let tokens = Who::ALL.map(|who| {
            let mut token: String = (0..3).map(|_| format!("{:016x}", word())).collect();
            token.truncate(TOKEN_LENGTH);
            (who, token)
        });
        Self(tokens.into())
    }

    /// The token of `who`.
    pub fn of(&self, who: Who) -> &str {
        self.0.iter().find(|(owner, _)| *owner == who).map_or("", |(_, token)| token)
    }

    /// Whose token this is, revoked or not. As on a real server, characters after the 42nd do not matter.
    pub fn owner(&self, token: &str) -> Option<Who> {
        let token = token.get(..TOKEN_LENGTH)?;
        self.0.iter().find(|(_, known)| known == token).map(|(who, _)| *who)
    }

    /// The public id of a token.
    pub fn id(&self, who: Who) -> &str {
        self.of(who).get(..TOKEN_ID_LENGTH).unwrap_or("")
    }

    /// What a request may do, from its `Authorization` value (or cookie); `Err` is the 403 before everything else.
    ///
    /// The scheme must be exactly `Bearer` with one blank, or be missing altogether.
    pub fn admit(&self, authorization: Option<&str>) -> Result<Viewer, NotValid> {
        let Some(text) = authorization.filter(|text| !text.is_empty()) else { return Ok(Viewer(None)) };
        // A header of nothing but the scheme arrives without its trailing blank.
        let token = text.strip_prefix("Bearer ").unwrap_or(text);
        match self.owner(token) {
            None | Some(Who::Revoked) => Err(NotValid),
            Some(who) => Ok(Viewer(Some(who))),
        }
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({} hidden)", self.0.len())
    }
}

/// The token is unknown, broken or revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotValid;

/// Who asks: nobody, or the person through one of her tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer(pub Option<Who>);

impl Viewer {
    /// Whether a token was given.
    pub fn is_signed_in(self) -> bool {
        self.0.is_some()
    }

    /// Whether the token has `scope`; without a token there is none to lack.
    pub fn has(self, scope: &str) -> bool {
        self.0.is_some_and(|who| who.scopes().contains(&scope))
    }

    /// Whether the token was limited to the main project.
    pub fn is_limited(self) -> bool {
        self.0 == Some(Who::Limited)
    }
}
