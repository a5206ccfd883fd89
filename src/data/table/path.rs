//! Which column of a row: keys from the row to the value, and places where any key will do.

use serde::{Deserialize, Serialize};

/// One level down from the row.
///
/// Saved as JSON, a key is a string and any key is `null`, so that a key `*` stays a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Option<String>", into = "Option<String>")]
pub enum PathPart {
    /// The member with this key.
    Key(String),
    /// All members, whatever their key: names of materials, of layers. Written `*`.
    Any,
}

impl From<Option<String>> for PathPart {
    fn from(key: Option<String>) -> Self {
        key.map_or(Self::Any, Self::Key)
    }
}

impl From<PathPart> for Option<String> {
    fn from(part: PathPart) -> Self {
        match part {
            PathPart::Key(key) => Some(key),
            PathPart::Any => None,
        }
    }
}

impl PathPart {
    /// The key, or `*`.
    pub fn text(&self) -> &str {
        match self {
            Self::Key(key) => key,
            Self::Any => "*",
        }
    }
}

/// The parts from a row to a value; none for the row itself. Keys hold dots and slashes: never split text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ColumnPath(pub Vec<PathPart>);

impl ColumnPath {
    /// A path of keys alone.
    pub fn of_keys<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Self {
        Self(keys.into_iter().map(|key| PathPart::Key(key.into())).collect())
    }

    /// The path one key further down.
    #[must_use]
    pub fn key(mut self, key: &str) -> Self {
        self.0.push(PathPart::Key(key.to_owned()));
        self
    }

    /// The path one level further down, whatever the key there.
    #[must_use]
    pub fn any(mut self) -> Self {
        self.0.push(PathPart::Any);
        self
    }

    /// Whether several values of a row can stand at this path.
    pub fn is_star(&self) -> bool {
        self.0.contains(&PathPart::Any)
    }

    /// The keys for reading, `*` where any key will do.
    pub fn texts(&self) -> Vec<String> {
        self.0.iter().map(|part| part.text().to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_path_tells_a_star_from_a_key_named_like_one() {
        let path = ColumnPath::of_keys(["properties", "a.b"]).any().key("*");
        let json = serde_json::to_string(&path).unwrap();
        assert_eq!(json, r#"["properties","a.b",null,"*"]"#);
        assert_eq!(serde_json::from_str::<ColumnPath>(&json).unwrap(), path);
        assert!(path.is_star() && !ColumnPath::of_keys(["*"]).is_star());
    }
}
