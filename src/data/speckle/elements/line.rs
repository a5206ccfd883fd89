//! What the walk reads of one object's JSON text: its id, its type, its references. The rest is skipped.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What the walk needs of one object.
#[derive(Debug, Default)]
pub(super) struct Facts<'j> {
    pub id: Option<String>,
    pub speckle_type: Option<String>,
    /// Set: this is a reference to a detached object and nothing else.
    pub referenced: Option<String>,
    /// The values of `elements` and `@elements`.
    pub elements: Vec<&'j RawValue>,
    /// The values of other keys that begin with `@`, display values left out.
    pub dynamic: Vec<&'j RawValue>,
    /// The value of `level`: a level can be an object of its own.
    pub level: Option<&'j RawValue>,
    /// The values of `levelProxies` and its like.
    pub proxies: Vec<&'j RawValue>,
}

/// What a key of an object is to the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Id,
    SpeckleType,
    Referenced,
    Elements,
    Level,
    /// A detached list of before 2024, such as `@Walls`.
    Dynamic,
    Proxies,
    Closure,
    Other,
}

impl Key {
    pub fn of(key: &[u8]) -> Self {
        match key {
            b"id" => Self::Id,
            b"speckle_type" => Self::SpeckleType,
            b"referencedId" => Self::Referenced,
            b"elements" | b"@elements" => Self::Elements,
            b"__closure" => Self::Closure,
            b"level" | b"@level" => Self::Level,
            b"levelProxies"
            | b"renderMaterialProxies"
            | b"materialProxies"
            | b"instanceDefinitionProxies" => Self::Proxies,
            // Shapes, and what Revit 2 kept beside its elements.
            b"@displayValue" | b"@displayMesh" | b"@displayStyle" | b"@renderMaterial" | b"@Views" => {
                Self::Other
            }
            [b'@', ..] => Self::Dynamic,
            _ => Self::Other,
        }
    }
}

/// Reads one object. Without recursion, and without looking into what is skipped.
///
/// # Errors
/// The text is no JSON object.
pub(super) fn read(json: &[u8]) -> serde_json::Result<Facts<'_>> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    let facts = reader.deserialize_map(FactsVisitor)?;
    reader.end()?;
    Ok(facts)
}

/// The items of a list that are objects; nothing where the value is no list.
pub(super) fn items(list: &RawValue) -> impl Iterator<Item = &RawValue> {
    let items: Vec<&RawValue> = if list.get().starts_with('[') {
        serde_json::from_str(list.get()).unwrap_or_default()
    } else {
        Vec::new()
    };
    items.into_iter().filter(|item| item.get().starts_with('{'))
}

/// The keys of an object's `__closure`: the ids of everything below it.
///
/// # Errors
/// The text is no JSON object.
pub(super) fn closure(json: &[u8]) -> serde_json::Result<Vec<String>> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    let ids = reader.deserialize_map(ClosureVisitor)?;
    reader.end()?;
    Ok(ids)
}

struct FactsVisitor;

impl<'j> Visitor<'j> for FactsVisitor {
    type Value = Facts<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'j>>(self, mut map: M) -> Result<Facts<'j>, M::Error> {
        let mut facts = Facts::default();
        while let Some(key) = map.next_key_seed(KeySeed)? {
            match key {
                Key::Other | Key::Closure => {
                    map.next_value::<IgnoredAny>()?;
                }
                Key::Id => facts.id = text(map.next_value()?),
                Key::SpeckleType => facts.speckle_type = text(map.next_value()?),
                Key::Referenced => facts.referenced = text(map.next_value()?),
                Key::Elements => facts.elements.push(map.next_value()?),
                Key::Level => facts.level = Some(map.next_value()?),
                Key::Dynamic => facts.dynamic.push(map.next_value()?),
                Key::Proxies => facts.proxies.push(map.next_value()?),
            }
        }
        Ok(facts)
    }
}

/// A string's text; `None` for other values.
fn text(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

/// Reads a key as bytes, so that one with a lone surrogate is a key too.
struct KeySeed;

impl<'j> DeserializeSeed<'j> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bytes<E>(self, key: &[u8]) -> Result<Key, E> {
        Ok(Key::of(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        Ok(Key::of(key.as_bytes()))
    }
}

struct ClosureVisitor;

impl<'j> Visitor<'j> for ClosureVisitor {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'j>>(self, mut map: M) -> Result<Vec<String>, M::Error> {
        let mut ids = Vec::new();
        while let Some(key) = map.next_key_seed(KeySeed)? {
            if key == Key::Closure {
                let value: &RawValue = map.next_value()?;
                if let Ok(found) = serde_json::from_str::<Ids>(value.get()) {
                    ids = found.0;
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(ids)
    }
}

/// The keys of a map, its values skipped.
struct Ids(Vec<String>);

impl<'j> serde::Deserialize<'j> for Ids {
    fn deserialize<D: Deserializer<'j>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'j> Visitor<'j> for Keys {
            type Value = Ids;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of ids")
            }

            fn visit_map<M: MapAccess<'j>>(self, mut map: M) -> Result<Ids, M::Error> {
                let mut ids = Vec::new();
                while let Some((id, _)) = map.next_entry::<String, IgnoredAny>()? {
                    ids.push(id);
                }
                Ok(Ids(ids))
            }
        }
        deserializer.deserialize_map(Keys)
    }
}
