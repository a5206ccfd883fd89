//! A tree of any size on the virtual list. The caller says what stands in a row; folding is an event.

use eframe::egui::{Pos2, Rect, Ui, Vec2, pos2};

use super::spans::{self, Span};
use super::sticky;
use super::{ChangeMark, ListKind, ListOutput, ListState, Row, VirtualList};
use crate::ui::theme::{self, Icon, Tokens, paint_icon};

/// Whether a row has rows of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Twist {
    /// It has none.
    #[default]
    None,
    /// They are shown.
    Open,
    /// They are folded away.
    Closed,
}

/// What stands in one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeRow<'a> {
    /// Steps from the left.
    pub indent: u32,
    /// Whether it can be folded.
    pub twist: Twist,
    /// Its text in pieces.
    pub spans: Vec<Span<'a>>,
    /// What became of it, in a tree that is [`TreeView::marked`].
    pub mark: Option<ChangeMark>,
}

/// What a person wants of a row's folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// Open what is closed, close what is open.
    Toggle,
    /// Open it.
    Open,
    /// Close it.
    Close,
    /// Go to the row it belongs to.
    ToParent,
}

/// What happened in a tree.
#[derive(Debug)]
pub struct TreeOutput {
    /// What happened in the list below.
    pub list: ListOutput,
    /// A row is to be folded.
    pub fold: Option<(u64, Fold)>,
    /// Alt was held: the whole branch is meant.
    pub deep: bool,
}

/// A tree of `rows` visible rows, called `name`.
#[must_use = "call `show`"]
pub struct TreeView<'a> {
    name: &'a str,
    rows: u64,
    row_height: Option<f32>,
    content_width: f32,
    marked: bool,
    parent: Option<&'a dyn Fn(u64) -> Option<u64>>,
}

impl<'a> TreeView<'a> {
    /// `rows` counts the rows that are not folded away.
    pub fn new(name: &'a str, rows: u64) -> Self {
        TreeView { name, rows, row_height: None, content_width: 0.0, marked: false, parent: None }
    }

    /// Another height than 22.
    pub fn row_height(mut self, height: f32) -> Self {
        self.row_height = Some(height);
        self
    }

    /// Keeps room at the left for the marks of rows.
    pub fn marked(mut self) -> Self {
        self.marked = true;
        self
    }

    /// What the first rows on the screen lie in stays above them. `parent` gives the row that a row lies in.
    pub fn sticky(mut self, parent: &'a dyn Fn(u64) -> Option<u64>) -> Self {
        self.parent = Some(parent);
        self
    }

    /// Content wider than the view scrolls sideways.
    pub fn content_width(mut self, width: f32) -> Self {
        self.content_width = width;
        self
    }

    /// Places the tree. `row` is asked for visible rows and for the row with the cursor; `extra` draws
    /// what else stands in a row (buttons at its right end) over the text.
    pub fn show<'r>(
        self,
        ui: &mut Ui,
        state: &mut ListState,
        row: impl Fn(u64) -> TreeRow<'r>,
        mut extra: impl FnMut(&mut Ui, Row),
    ) -> TreeOutput {
        let tokens = theme::tokens(ui.ctx());
        let height = self.row_height.unwrap_or(tokens.size.table_row);
        // Marks stand before all indentation, so that they line up.
        let room = if self.marked { tokens.size.change_mark + tokens.size.gap_4 } else { 0.0 };
        let name_of = |index: u64| spans::plain_text(&row(index).spans);
        let list = VirtualList::new(self.name, self.rows, height)
            .kind(ListKind::Tree)
            .content_width(self.content_width)
            .row_name(&name_of);
        let output = list.show(ui, state, |ui, place| {
            let content = row(place.index);
            paint_row(ui, &tokens, place.rect, (&content, room));
            ui.ctx().accesskit_node_builder(ui.scope_id(), |node| {
                node.set_level(content.indent as usize);
                match content.twist {
                    Twist::None => {}
                    Twist::Open => node.set_expanded(true),
                    Twist::Closed => node.set_expanded(false),
                }
            });
            extra(ui, place);
        });
        if let Some(parent) = self.parent {
            let paint = |index: u64, rect: Rect| paint_row(ui, &tokens, rect, (&row(index), room));
            let stay = sticky::show(ui, &tokens, state, (&output, self.rows, height), (parent, &paint));
            sticky::keep_clear(state, &output, stay, height);
        }
        let fold = fold_event(&output, state, (self.rows, room), &row, &tokens);
        let deep = ui.input(|input| input.modifiers.alt);
        TreeOutput { list: output, fold, deep }
    }
}

/// The fold a key or a click asks for; Right on an open row goes on to its first child.
fn fold_event<'r>(
    output: &ListOutput,
    state: &mut ListState,
    (rows, room): (u64, f32),
    row: &impl Fn(u64) -> TreeRow<'r>,
    tokens: &Tokens,
) -> Option<(u64, Fold)> {
    if let Some(hit) = output.clicked {
        let content = row(hit.row);
        let from = output.view.left() - state.left as f32 + room;
        let twist = twist_rect(tokens, pos2(from, hit.pos.y), content.indent);
        if content.twist != Twist::None && twist.x_range().contains(hit.pos.x) {
            return Some((hit.row, Fold::Toggle));
        }
    }
    let cursor = state.cursor.filter(|cursor| *cursor < rows)?;
    let keys = output.keys;
    if keys.left == 0 && keys.right == 0 && !keys.space {
        return None;
    }
    match (row(cursor).twist, keys.left > 0, keys.right > 0) {
        (Twist::Open, true, _) => Some((cursor, Fold::Close)),
        (_, true, _) => Some((cursor, Fold::ToParent)),
        (Twist::Closed, _, true) => Some((cursor, Fold::Open)),
        (Twist::Open, _, true) => {
            state.select((cursor + 1).min(rows - 1));
            None
        }
        (Twist::None, ..) => None,
        _ => Some((cursor, Fold::Toggle)),
    }
}

/// Where the twist of a row is clicked: as wide as a step, around the icon.
fn twist_rect(tokens: &Tokens, left: Pos2, indent: u32) -> Rect {
    let size = &tokens.size;
    let x = left.x + size.row_padding + indent as f32 * size.tree_indent;
    Rect::from_center_size(pos2(x + size.icon_small / 2.0, left.y), Vec2::splat(size.close_mark))
}

fn paint_row(ui: &Ui, tokens: &Tokens, rect: Rect, (row, room): (&TreeRow<'_>, f32)) {
    let size = &tokens.size;
    if let Some(mark) = row.mark {
        let from = pos2(rect.left() + size.gap_8, rect.center().y - size.change_mark / 2.0);
        mark.paint(ui, tokens, Rect::from_min_size(from, Vec2::splat(size.change_mark)));
    }
    let rect = rect.with_min_x(rect.left() + room);
    let twist = twist_rect(tokens, rect.left_center(), row.indent).center();
    let icon = match row.twist {
        Twist::None => None,
        Twist::Open => Some(Icon::ChevronDown),
        Twist::Closed => Some(Icon::ChevronRight),
    };
    if let Some(icon) = icon {
        paint_icon(ui.painter(), icon, twist, size.icon_small, tokens.color.icon);
    }
    let x = twist.x + size.icon_small / 2.0 + size.gap_8 - 1.0;
    // The scroll bar floats over the row's own padding, never over text.
    let room = rect.right() - size.row_padding - x;
    let galley = spans::layout(ui.painter(), tokens, &row.spans, (&tokens.font.code, room));
    super::paint::left(ui.painter(), x, rect, galley);
}
