//! The accounts the person added: `accounts.json`. Never a token: that lies in the keyring.

use std::fmt;

use dapple_data::token::TokenId;
use dapple_data::url::Origin;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Access, Folders, Opened, StoreError, json};

const VERSION: i64 = 1;

/// How many stripe colours there are to tell servers apart.
pub const STRIPES: u8 = 8;

/// Names one account: a server and the public id of the token saved for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountKey {
    /// The server.
    pub origin: Origin,
    /// The public id of the token: its first ten characters.
    pub token_id: TokenId,
}

impl fmt::Display for AccountKey {
    /// One word without blanks, for the session and the history: `0123456789@https://host`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.token_id.as_str(), self.origin.as_str())
    }
}

/// What is remembered of an account. Everything here may be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The exact server that the token may be sent to.
    pub origin: Origin,
    /// The path that answered as GraphQL, for example `/graphql`.
    pub endpoint: String,
    /// The public id of the token: its first ten characters.
    pub token_id: TokenId,
    /// The last six characters of the token, as the server shows them; empty for short tokens.
    #[serde(default)]
    pub last_six: String,
    /// The name the person gave ("Ana, read only").
    pub name: String,
    /// The user's name, when the token may say it.
    #[serde(default)]
    pub user_name: Option<String>,
    /// The user's id, when the token may say it.
    #[serde(default)]
    pub user_id: Option<String>,
    /// What the server calls itself.
    #[serde(default)]
    pub server_name: String,
    /// The colour of the server's stripe, 1 to [`STRIPES`].
    #[serde(default)]
    pub stripe: u8,
    /// The token's scopes when they were last seen; `None` when it may not say.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// The person said yes to this server without encryption.
    #[serde(default)]
    pub allow_plain_http: bool,
    /// The token is in the keyring; otherwise it was kept for one session.
    #[serde(default)]
    pub kept_in_keyring: bool,
    /// The last characters of the keyring's entry that the person chose, where it holds several
    /// under one name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// When it was added.
    #[serde(default, with = "moment")]
    pub added: Option<Timestamp>,
}

impl Account {
    /// The name under which everything else refers to it.
    pub fn key(&self) -> AccountKey {
        AccountKey { origin: self.origin.clone(), token_id: self.token_id.clone() }
    }
}

/// The accounts in the order the person sees them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accounts {
    version: i64,
    list: Vec<Account>,
}

impl Default for Accounts {
    fn default() -> Self {
        Self { version: VERSION, list: Vec::new() }
    }
}

impl Accounts {
    /// Reads the file; none when there is no file.
    ///
    /// # Errors
    /// [`StoreError`] when the file is there but cannot be read.
    pub fn load(folders: &Folders, access: Access) -> Result<Opened<Self>, StoreError> {
        let mut opened: Opened<Self> = json::load(&folders.accounts_file(), VERSION, access)?;
        opened.value.tidy();
        Ok(opened)
    }

    /// Replaces the file.
    ///
    /// # Errors
    /// [`StoreError`]; the old file is then whole.
    pub fn save(&self, folders: &Folders) -> Result<(), StoreError> {
        json::save(&folders.accounts_file(), self)
    }

    /// All of them, in order.
    pub fn list(&self) -> &[Account] {
        &self.list
    }

    /// The account of this key.
    pub fn get(&self, key: &AccountKey) -> Option<&Account> {
        self.list.iter().find(|account| account.key() == *key)
    }

    /// Adds an account at the end, or replaces the one with its key where it stands.
    pub fn put(&mut self, account: Account) {
        let key = account.key();
        match self.list.iter_mut().find(|known| known.key() == key) {
            Some(known) => *known = account,
            None => self.list.push(account),
        }
        self.tidy();
    }

    /// Forgets an account and returns it.
    pub fn remove(&mut self, key: &AccountKey) -> Option<Account> {
        let at = self.list.iter().position(|account| account.key() == *key)?;
        Some(self.list.remove(at))
    }

    /// The stripe for an account of this server: that of its other accounts, else the colour that
    /// the fewest servers have.
    pub fn stripe_for(&self, origin: &Origin) -> u8 {
        if let Some(account) = self.list.iter().find(|account| account.origin == *origin) {
            return account.stripe;
        }
        let uses = |stripe: u8| self.list.iter().filter(|account| account.stripe == stripe).count();
        (1..=STRIPES).min_by_key(|stripe| uses(*stripe)).unwrap_or(1)
    }

    /// The file can be edited by hand: one account a key, and only colours that exist.
    fn tidy(&mut self) {
        self.version = VERSION;
        let mut seen = std::collections::HashSet::new();
        self.list.retain(|account| seen.insert(account.key()));
        for account in &mut self.list {
            account.stripe = account.stripe.clamp(1, STRIPES);
        }
    }
}

/// A moment as text (RFC 3339), which is how people read it in the file. An unreadable one is unknown.
mod moment {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(moment: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        match moment {
            Some(moment) => to.collect_str(moment),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        Ok(text.and_then(|text| text.parse().ok()))
    }
}
