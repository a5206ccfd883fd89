//! The keyboard in a virtual list.

use eframe::egui::{Event, EventFilter, Id, InputState, Key, Modifiers, Ui};

use super::scroll::Geometry;
use super::state::ListState;

/// Arrows stay in the list; Tab and Escape leave it.
const FILTER: EventFilter =
    EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };

/// Keys a list took in this pass and leaves to its owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListKeys {
    /// Left was pressed this often.
    pub left: usize,
    /// Right was pressed this often.
    pub right: usize,
    /// Enter.
    pub enter: bool,
    /// Space.
    pub space: bool,
    /// Copy.
    pub copy: bool,
    /// Select all.
    pub all: bool,
}

/// Moves the cursor by the keys of this pass. `many`: Shift chooses several rows.
pub(super) fn take(ui: &Ui, id: Id, many: bool, geometry: &Geometry<'_>, state: &mut ListState) -> ListKeys {
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, FILTER));
    ui.input_mut(|input| {
        move_cursor(input, many, geometry, state);
        let copy = input.events.iter().any(|event| matches!(event, Event::Copy));
        let all = many && input.consume_key(Modifiers::COMMAND, Key::A);
        if all && geometry.rows > 0 {
            state.anchor = Some(0);
            state.cursor = Some(geometry.rows - 1);
        }
        ListKeys {
            left: input.count_and_consume_key(Modifiers::NONE, Key::ArrowLeft),
            right: input.count_and_consume_key(Modifiers::NONE, Key::ArrowRight),
            enter: input.consume_key(Modifiers::NONE, Key::Enter),
            space: input.consume_key(Modifiers::NONE, Key::Space),
            copy,
            all,
        }
    })
}

fn move_cursor(input: &mut InputState, many: bool, geometry: &Geometry<'_>, state: &mut ListState) {
    let Some(last) = geometry.rows.checked_sub(1) else { return };
    let extend = many && input.modifiers.shift;
    let page = geometry.page();
    let mut count = |key| input.count_and_consume_key(Modifiers::NONE, key) as u64;
    let up = count(Key::ArrowUp) + page * count(Key::PageUp);
    let down = count(Key::ArrowDown) + page * count(Key::PageDown);
    let mut to_start = count(Key::Home) > 0;
    let mut to_end = count(Key::End) > 0;
    to_start |= input.consume_key(Modifiers::COMMAND, Key::Home);
    to_end |= input.consume_key(Modifiers::COMMAND, Key::End);
    let target = match (state.cursor, to_start, to_end) {
        (_, true, _) => 0,
        (_, _, true) => last,
        _ if up == 0 && down == 0 => return,
        (Some(row), ..) => row.saturating_add(down).saturating_sub(up).min(last),
        // The first key in a list chooses the first row that is seen whole.
        (None, ..) => geometry.first_whole(state).min(last),
    };
    if extend {
        state.extend_to(target);
    } else {
        state.select(target);
    }
}
