//! What the first bytes of a body say it is, whatever its content type claims.

/// What a body looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// More bytes are needed to tell.
    Undecided,
    /// A GraphQL answer, or a batch of them: shown as the answer whatever the status.
    GraphQl,
    /// JSON of another kind, such as `{"error": …}`.
    Json,
    /// A web page or XML.
    Markup,
    /// Something else.
    Text,
}

/// The keys a GraphQL answer can begin with.
const ANSWER_KEYS: [&[u8]; 4] = [b"\"data\"", b"\"errors\"", b"\"extensions\"", b"\"hasNext\""];

/// Judges a body by its beginning. Sixty-four bytes always suffice after white space.
pub(super) fn shape(beginning: &[u8]) -> Shape {
    let beginning = beginning.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(beginning);
    match beginning.trim_ascii_start() {
        [] => Shape::Undecided,
        [b'[', ..] => Shape::GraphQl,
        [b'{', rest @ ..] => object_shape(rest.trim_ascii_start()),
        [b'<', ..] => Shape::Markup,
        _ => Shape::Text,
    }
}

fn object_shape(rest: &[u8]) -> Shape {
    if ANSWER_KEYS.iter().any(|key| rest.starts_with(key)) {
        return Shape::GraphQl;
    }
    if ANSWER_KEYS.iter().any(|key| key.starts_with(rest)) {
        return Shape::Undecided;
    }
    Shape::Json
}
