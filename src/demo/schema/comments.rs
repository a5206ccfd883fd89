//! Discussions of the main project: more than a thousand, in pages with whatever habits are switched on.

use async_graphql::{ComplexObject, Context, InputObject, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::scalars::DateTime;
use super::user::LimitedUser;
use crate::data::clock::{MINUTE, NOW, from_iso, iso};
use crate::data::names::PEOPLE;
use crate::data::random::{Stream, bits, short_id};
use crate::data::{ARCHIVED_THREADS, MAIN_PROJECT, THREADS};
use crate::faults::{Faults, ListHabit};
use crate::world::World;

/// The most discussions of one page; a greater limit is cut without a word.
const MOST: usize = 100;
/// What people discuss.
const WORDS: [&str; 8] = [
    "The duct clashes with the beam on level 03",
    "Is this wall load bearing?",
    "Door 214 opens into the corridor",
    "Please check the slab edge against the survey",
    "Rättning behövs i trapphus B",
    "",
    "=1+1 is what the schedule says here",
    "Fire rating is missing",
];

/// Which discussions.
#[derive(Debug, InputObject)]
pub struct ProjectCommentsFilter {
    resource_id_string: Option<String>,
    loaded_versions_only: Option<bool>,
    pub include_archived: Option<bool>,
}

/// A discussion, or a reply in one.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct Comment {
    pub(super) id: String,
    author: LimitedUser,
    archived: bool,
    raw_text: Option<String>,
    created_at: DateTime,
    updated_at: DateTime,
    has_parent: bool,
}

#[ComplexObject]
impl Comment {
    /// At most two replies, the next hours.
    async fn replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25)] limit: Option<i32>,
        cursor: Option<String>,
    ) -> CommentCollection {
        let seed = World::of(ctx).seed;
        let count = if self.has_parent { 0 } else { bits(seed, &format!("replies {}", self.id)) % 3 };
        let limit = limit.map_or(MOST, |limit| usize::try_from(limit).unwrap_or(0).min(MOST));
        let reply = |nth: usize| {
            let time = DateTime(self.created_at.0 + (nth as i64 + 1) * 60 * MINUTE);
            Comment {
                id: short_id(seed, &format!("reply {nth} {}", self.id)),
                author: LimitedUser((nth + 1) % PEOPLE.len()),
                archived: self.archived,
                raw_text: Some(if nth == 0 { "Seen, I will look at it" } else { "Done" }.to_owned()),
                created_at: time,
                updated_at: time,
                has_parent: true,
            }
        };
        let shown = if cursor.is_some_and(|cursor| !cursor.is_empty()) { 0 } else { limit };
        let items = (0..count as usize).take(shown).map(reply).collect();
        CommentCollection { total_count: count as i32, cursor: None, items }
    }
}

/// Discussions of a model or a version.
#[derive(Debug, SimpleObject)]
pub struct CommentCollection {
    total_count: i32,
    cursor: Option<String>,
    items: Vec<Comment>,
}

impl Comment {
    /// A discussion that was begun since the start, by its place among them.
    pub fn made(world: &World, nth: usize) -> Option<Self> {
        let words = world.comment(nth)?;
        let time = NOW + (nth as i64 + 1) * MINUTE;
        Some(Self {
            id: short_id(world.seed, &format!("comment {nth}")),
            author: LimitedUser(0),
            archived: false,
            raw_text: Some(words),
            created_at: DateTime(time),
            updated_at: DateTime(time),
            has_parent: false,
        })
    }
}

impl CommentCollection {
    /// No discussions: they are all of the project as a whole.
    pub fn none() -> Self {
        Self { total_count: 0, cursor: None, items: Vec::new() }
    }
}

/// Discussions of a project.
#[derive(Debug, SimpleObject)]
pub struct ProjectCommentCollection {
    total_count: i32,
    total_archived_count: i32,
    cursor: Option<String>,
    items: Vec<Comment>,
}

/// A page of the discussions of a project, newest change first; without a limit all that a page may have.
pub fn page(
    ctx: &Context<'_>,
    project: &str,
    cursor: Option<&str>,
    (limit, archived_too): (Option<i32>, bool),
) -> ProjectCommentCollection {
    let world = World::of(ctx);
    let faults = ctx.data_opt::<Faults>().cloned().unwrap_or_default();
    let habit = faults.list_habit();
    let count = if project == MAIN_PROJECT { THREADS + ARCHIVED_THREADS } else { 0 };
    let is_archived = |at: usize| {
        at % (THREADS / ARCHIVED_THREADS) == 5 && at / (THREADS / ARCHIVED_THREADS) < ARCHIVED_THREADS
    };
    let mut all: Vec<(usize, i64)> =
        (0..count).filter(|at| archived_too || !is_archived(*at)).map(|at| (at, time(at))).collect();
    let begins = cursor.is_none_or(str::is_empty);
    if habit == Some(ListHabit::Moves) {
        // Somebody answers the oldest discussion while the list is read: it becomes the newest.
        if !begins && faults.counted() == 0 {
            faults.count_up();
        }
        if faults.counted() > 0
            && let Some((oldest, _)) = all.pop()
        {
            all.insert(0, (oldest, NOW));
        }
    }
    // Those begun since the start are the newest.
    let begun = world.comments_of(project);
    let own = begun.iter().map(|(nth, _)| (count + nth, NOW + (*nth as i64 + 1) * MINUTE));
    all.splice(0..0, own.rev());
    let total = all.len() as i32;
    let before = cursor
        .filter(|cursor| !cursor.is_empty() && habit != Some(ListHabit::BeginsAgain))
        .and_then(|cursor| from_iso(&String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?));
    let limit = limit.map_or(MOST, |limit| usize::try_from(limit).unwrap_or(1).min(MOST));
    let found: Vec<(usize, i64)> =
        all.into_iter().filter(|(_, time)| before.is_none_or(|before| *time < before)).take(limit).collect();
    let end = match habit {
        // A server that gives a cursor behind the last item, for ever another one.
        Some(ListHabit::NeverEnds) => Some(STANDARD.encode(iso(faults.count_up() as i64))),
        _ => None,
    };
    let cursor = found.last().map(|(_, time)| STANDARD.encode(iso(*time))).or(end);
    let item =
        |(at, time): (usize, i64)| match at.checked_sub(count).and_then(|nth| Comment::made(world, nth)) {
            Some(made) => made,
            None => comment(world, at, time, is_archived(at)),
        };
    let items = found.into_iter().map(item).collect();
    let counted = match habit {
        Some(ListHabit::CountsMore(more)) => total + more,
        _ => total,
    };
    let total_archived_count = if count == 0 { 0 } else { ARCHIVED_THREADS as i32 };
    ProjectCommentCollection { total_count: counted, total_archived_count, cursor, items }
}

/// Newest first, none at the time of another.
fn time(at: usize) -> i64 {
    NOW - (at as i64 + 1) * 7 * MINUTE
}

fn comment(world: &World, at: usize, time: i64, archived: bool) -> Comment {
    let key = format!("thread {at}");
    let mut stream = Stream::of(world.seed, &key);
    let words = stream.pick(&WORDS);
    Comment {
        id: short_id(world.seed, &key),
        author: LimitedUser(stream.below(PEOPLE.len())),
        archived,
        raw_text: (!at.is_multiple_of(97)).then(|| words.to_owned()),
        created_at: DateTime(self::time(at) - MINUTE),
        updated_at: DateTime(time),
        has_parent: false,
    }
}
