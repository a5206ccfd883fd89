//! Limits and cursors, each list with the habits of the real one.

use async_graphql::Error;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::data::clock::{from_iso, iso};
use crate::errors;

/// One page of a list, by index, and the cursor after it.
#[derive(Debug)]
pub struct Page {
    /// What is on the page.
    pub items: Vec<usize>,
    /// Where the next page begins. Not null on the last page; only an empty page has none.
    pub cursor: Option<String>,
}

/// A page of `all`, which is sorted by time, newest first: everything before `cursor`, a bare ISO time.
///
/// The comparison is by time alone, so items that share the time of a page's last item are lost.
pub fn by_time(
    all: &[usize],
    limit: usize,
    cursor: Option<&str>,
    time: impl Fn(usize) -> i64,
) -> Result<Page, Error> {
    let before = match cursor.filter(|text| !text.is_empty()) {
        None => i64::MAX,
        Some(text) => from_iso(text).ok_or_else(|| bad_time(text))?,
    };
    let items: Vec<usize> = all.iter().copied().filter(|&at| time(at) < before).take(limit).collect();
    let cursor = items.last().map(|&last| iso(time(last)));
    Ok(Page { items, cursor })
}

/// A broken time reaches the database, whose whole statement comes back as the message.
fn bad_time(text: &str) -> Error {
    errors::graphql(
        format!(
            "select \"branches\".\"id\", \"branches\".\"streamId\", \"branches\".\"authorId\", \"branches\".\"name\", \
             \"branches\".\"description\", \"branches\".\"createdAt\", \"branches\".\"updatedAt\" from \"branches\" where \
             \"branches\".\"streamId\" = $1 and \"branches\".\"updatedAt\" < $2 order by \"branches\".\"updatedAt\" desc \
             limit $3 - invalid input syntax for type timestamp with time zone: \"{text}\""
        ),
        "INTERNAL_SERVER_ERROR",
        500,
    )
}

/// A page of `all` after the item that the cursor names; an unreadable cursor means the first page again.
pub fn by_item(
    all: &[usize],
    limit: usize,
    cursor: Option<&str>,
    key: impl Fn(usize) -> (i64, String),
) -> Page {
    let after = cursor.and_then(item_of).and_then(|id| all.iter().position(|&at| key(at).1 == id));
    let start = after.map_or(0, |at| at + 1);
    let items: Vec<usize> = all.iter().copied().skip(start).take(limit).collect();
    let cursor = items.last().map(|&last| {
        let (time, id) = key(last);
        encode(&json!({ "updatedAt": iso(time), "id": id }))
    });
    Page { items, cursor }
}

fn item_of(cursor: &str) -> Option<String> {
    decode(cursor)?.get("id")?.as_str().map(str::to_owned)
}

/// Base64 of a JSON value.
pub fn encode(value: &Value) -> String {
    STANDARD.encode(value.to_string())
}

/// The JSON value inside base64, if that is what it is.
pub fn decode(cursor: &str) -> Option<Value> {
    serde_json::from_slice(&STANDARD.decode(cursor).ok()?).ok()
}

/// A limit that is silently cut to `most`; a negative one counts as 1.
pub fn silently_capped(limit: i32, most: usize) -> usize {
    usize::try_from(limit).map_or(1, |limit| limit.min(most))
}

/// A limit over which the server refuses.
pub fn refused_above(limit: i32, most: usize) -> Result<usize, Error> {
    let limit = usize::try_from(limit).unwrap_or(1);
    if limit > most {
        let message = format!("Cannot return more than {most} items, please use pagination.");
        return Err(errors::graphql(message, "BAD_REQUEST_ERROR", 400));
    }
    Ok(limit)
}
