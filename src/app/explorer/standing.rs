//! Which fields of the type that is looked at are in the operation in front: asked for again whenever the
//! type, the text or the caret is another one, and only while somebody can see it.

use super::{ExplorerCommand, ExplorerSpot, first_spot, shown_schema, target_tab};
use crate::app::command::Command;
use crate::app::remote::Remote;
use crate::app::state::{Heart, Outbox, Place};
use crate::app::tabs::TabId;

/// What a [`dapple_data::schema::explore::Standing`] speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingOf {
    pub tab: TabId,
    pub revision: u64,
    /// The caret, in chars of the text.
    pub caret: usize,
    pub type_name: String,
}

/// Asks for the standing that is on the screen, where it was not asked for.
pub(in crate::app) fn tick(heart: &mut Heart, now: f64, out: &mut Outbox) {
    let state = &mut heart.state;
    let seen = state.place == Place::Api || (state.place == Place::Query && state.explorer.beside_query);
    if seen
        && state.explorer.trail.here().is_none()
        && let Some(spot) = first_spot(state)
    {
        state.explorer.trail.go(spot);
    }
    let state = &heart.state;
    let explorer = &state.explorer;
    let Some(ExplorerSpot::Type { name, .. }) = explorer.trail.here().filter(|_| seen) else { return };
    let wanted = target_tab(state).and_then(|tab| {
        let texts = heart.buffers.get(tab)?;
        let (revision, caret) = (texts.query.revision(), texts.query.primary().head);
        Some(StandingOf { tab, revision, caret, type_name: name.clone() })
    });
    if wanted == explorer.standing_of {
        return;
    }
    let schema = shown_schema(state).cloned();
    out.cancel.extend(explorer.standing.waiting_for());
    let same_place = |a: &StandingOf, b: &StandingOf| a.tab == b.tab && a.type_name == b.type_name;
    // What was known stays while the caret moves, so that no mark flickers.
    let keeps = matches!((&wanted, &explorer.standing_of), (Some(a), Some(b)) if same_place(a, b));
    if !keeps {
        heart.state.explorer.standing = Remote::Idle;
    }
    heart.state.explorer.standing_of = wanted.clone();
    let (Some(of), Some(schema)) = (wanted, schema) else { return };
    let Some(texts) = heart.buffers.get(of.tab) else { return };
    let text = texts.query.text();
    let id = heart.state.send(out, Command::Explorer(ExplorerCommand::Stand { schema, of, text }));
    heart.state.explorer.standing.start(id, now);
}
