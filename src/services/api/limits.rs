//! How much a server may send before Dapple stops listening, by kind of answer.

const MEBIBYTE: u64 = 1 << 20;
const GIBIBYTE: u64 = 1 << 30;

/// Caps in bytes, counted after decompression: a small compressed answer can unpack to gigabytes.
/// Reaching a cap keeps what came and says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A free GraphQL answer: [`Answer::capped`](super::Answer::capped) tells when it was reached.
    pub answer: u64,
    /// A typed answer that is held in memory as a whole ([`Api::graphql_json`](super::Api::graphql_json)).
    pub typed: u64,
    /// The introspection of a schema (today's servers send 0.6 MB).
    pub introspection: u64,
    /// A preview image.
    pub image: u64,
    /// One line of an object stream. The reader of lines holds to it: the transport sees no lines.
    pub object_line: u64,
    /// A whole object stream.
    pub object_stream: u64,
    /// A file behind a presigned link.
    pub file: u64,
}

impl Limits {
    /// The most a person may allow a free answer to be: a document ends at 4 GiB.
    pub const LARGEST_ANSWER: u64 = 4 * GIBIBYTE;

    /// The same limits with a person's own cap for free answers, held to [`Self::LARGEST_ANSWER`].
    #[must_use]
    pub fn with_answer(self, bytes: u64) -> Self {
        Self { answer: bytes.min(Self::LARGEST_ANSWER), ..self }
    }

    /// The same limits with a person's own cap for the space that the objects of a table may use.
    #[must_use]
    pub fn with_stream(self, bytes: u64) -> Self {
        Self { object_stream: bytes, ..self }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            answer: GIBIBYTE,
            typed: 64 * MEBIBYTE,
            introspection: 64 * MEBIBYTE,
            image: 16 * MEBIBYTE,
            object_line: 100_000_000,
            object_stream: 20_000_000_000,
            file: 2 * GIBIBYTE,
        }
    }
}
