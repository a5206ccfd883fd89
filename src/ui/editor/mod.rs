//! The code editor on the buffer of `dapple_data::text`.
//!
//! [`show`] draws a [`Buffer`] and applies keys to it in the pass that brought them. Only lines
//! that can be seen are laid out. What belongs to one tab and not to its text (scroll position,
//! a drag under way) is an [`EditorView`], kept by whoever keeps the tab.
//!
//! In reading order: this file (the interface), [`rows`] and [`folding`] (lines to rows of the screen),
//! [`geometry`] (rows and columns on the screen), [`highlight`] and [`line`] (text to glyphs), [`keys`],
//! [`input`] and [`pointer`] (what people do), [`marks`] (problems), [`paint`], [`scroll_bar`],
//! [`access`] (screen readers).

mod access;
mod folding;
mod geometry;
mod highlight;
mod input;
mod keys;
mod line;
mod marks;
mod paint;
mod pointer;
mod rows;
mod scroll_bar;

use dapple_data::graphql::Problem;
use dapple_data::text::{Buffer, FoldWish, Selection};
use eframe::egui::{EventFilter, Id, Rect, Response, Sense, Ui};

use crate::ui::theme::{self, Tokens};
use folding::Folding;
use geometry::{Geometry, Scroll};
use highlight::Highlighter;
use line::Layouter;
use rows::Rows;
use scroll_bar::Axis;

/// What the text is written in: colours, comments, help with brackets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// GraphQL operations.
    GraphQl,
    /// JSON, for variables.
    Json,
    /// Text without colours and without help.
    #[default]
    Plain,
}

impl Language {
    /// What makes a line a comment.
    fn comment(self) -> Option<&'static str> {
        (self == Self::GraphQl).then_some("# ")
    }
}

/// How one editor is shown.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The identity of the text (a tab's id): focus and scrolling follow it.
    pub id: Id,
    /// What a screen reader calls the editor.
    pub name: &'a str,
    /// What the text is written in.
    pub language: Language,
    /// What is wrong with it, in bytes of the text; ranges that no longer fit are clamped.
    pub problems: &'a [Problem],
    /// People may look and copy, not write.
    pub read_only: bool,
    /// Whether lines are numbered at the left.
    pub line_numbers: bool,
    /// Words shown while the text is empty.
    pub hint: &'a str,
    /// What was found in it, in order, in chars; hits beyond the text are passed over.
    pub found: &'a [std::ops::Range<usize>],
    /// Somebody else says what is under the pointer, and follows words that are clicked with Ctrl (Cmd).
    pub has_links: bool,
    /// Size of the text, 1.0 as designed.
    pub zoom: f32,
    /// Long lines go on in the next row instead of beyond the edge.
    pub wrap: bool,
}

impl<'a> Options<'a> {
    /// A writable editor with line numbers and without problems.
    pub fn new(id: Id, name: &'a str, language: Language) -> Self {
        Self {
            id,
            name,
            language,
            problems: &[],
            read_only: false,
            line_numbers: true,
            hint: "",
            found: &[],
            has_links: false,
            zoom: 1.0,
            wrap: false,
        }
    }
}

/// What an editor remembers between frames besides its text.
#[derive(Debug, Default)]
pub struct EditorView {
    scroll: Scroll,
    highlighter: Highlighter,
    folding: Folding,
    rows: Rows,
    /// Columns of a row, where long lines are wrapped.
    columns: Option<usize>,
    /// Columns that up and down aim at, and the carets they belong to, while rows are not lines.
    goals: (Vec<Selection>, Vec<usize>),
    pointer: pointer::Pointer,
    composition: Option<Composition>,
    /// Revision and selection at the end of the last frame: when something else changes them, the
    /// caret is brought into sight.
    seen: Option<(u64, Selection)>,
    /// When the caret last did something, in seconds: it does not blink while it moves.
    active: f64,
    /// The editor had the keyboard in the last frame.
    focused: bool,
    runs: Vec<access::Run>,
}

/// What every part of the editor needs to know about the pass at hand.
#[derive(Clone, Copy)]
struct Pass<'a> {
    ui: &'a Ui,
    tokens: &'a Tokens,
    options: &'a Options<'a>,
    response: &'a Response,
}

impl<'a> Pass<'a> {
    fn layouter(&self, view: &'a EditorView, buffer: &'a Buffer) -> Layouter<'a> {
        Layouter {
            ui: self.ui,
            tokens: self.tokens,
            buffer,
            highlighter: &view.highlighter,
            composition: view.composition.as_ref(),
            found: self.options.found,
        }
    }

    fn now(&self) -> f64 {
        self.ui.input(|i| i.time)
    }
}

impl EditorView {
    /// The scroll position in points, to be remembered with the tab.
    pub fn scroll(&self) -> (f64, f64) {
        (self.scroll.x, self.scroll.y)
    }

    /// Puts back a remembered scroll position; beyond the text is its end.
    pub fn set_scroll(&mut self, x: f64, y: f64) {
        self.scroll = Scroll { x: x.max(0.0), y: y.max(0.0) };
    }

    /// Folds or unfolds in the next frame.
    pub fn fold(&mut self, wish: FoldWish) {
        self.folding.wish = Some(wish);
    }

    /// The lines that are folded, from 0: each stays, with what follows hidden.
    pub fn folded(&self) -> Vec<usize> {
        self.folding.folded().iter().map(|fold| fold.line).collect()
    }

    /// Brings colours, folds and rows up to the text. Costs nothing where it did not change.
    fn arrange(&mut self, buffer: &Buffer, language: Language) {
        self.highlighter.update(buffer.rope(), language);
        self.folding.update(buffer.rope(), &self.highlighter);
        self.rows.update(buffer.rope(), self.folding.folded(), self.columns);
    }

    /// Brings the caret into sight in the next frame, also when it did not move.
    pub fn reveal_caret(&mut self) {
        self.seen = Some((u64::MAX, Selection::default()));
    }
}

/// Text that an input method shows at the caret and has not committed. It is not in the buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Composition {
    text: String,
    /// The part being chosen, in chars of `text`.
    active: std::ops::Range<usize>,
}

/// What happened in one frame.
#[derive(Debug)]
pub struct EditorResponse {
    /// egui's own answer, for menus and focus.
    pub response: Response,
    /// The text changed in this frame.
    pub changed: bool,
    /// The editor has the keyboard.
    pub focused: bool,
    /// Line and column of the caret, both from 0, in chars.
    pub caret: (usize, usize),
    /// Where the caret is on the screen, where completion opens; `None` while it is out of sight.
    pub caret_rect: Option<Rect>,
    /// The char under the pointer, while it is over text and no button is down, and its place.
    pub pointed: Option<(usize, Rect)>,
    /// The char of a word that was clicked with Ctrl (Cmd), to go where it leads.
    pub followed: Option<usize>,
    /// The size was changed with the wheel and Ctrl (Cmd), by this factor.
    pub zoomed: Option<f32>,
}

/// Shows the editor in all the space there is and lets people work on the text. It scrolls by
/// itself, so it has no place in a scroll area.
pub fn show(ui: &mut Ui, view: &mut EditorView, buffer: &mut Buffer, options: Options<'_>) -> EditorResponse {
    let tokens = theme::tokens(ui.ctx()).with_code_zoom(options.zoom);
    // A place without an end (in a scroll area) is cut at the window.
    let size = ui.available_size().min(ui.ctx().content_rect().size());
    let (_, rect) = ui.allocate_space(size);
    let response = ui.interact(rect, options.id, Sense::click_and_drag());
    let pass = Pass { ui, tokens: &tokens, options: &options, response: &response };
    let revision = buffer.revision();
    buffer.set_time(pass.now());

    let advance = ui.fonts_mut(|fonts| fonts.glyph_width(&tokens.font.code, '0'));
    let gutter = options.line_numbers.then(|| buffer.line_count());
    let mut geometry = Geometry::new(rect, &tokens.size, advance, gutter);
    geometry.scroll = view.scroll;
    view.columns = options.wrap.then(|| geometry.columns());
    view.arrange(buffer, options.language);
    if let Some(wish) = view.folding.wish.take() {
        view.folding.apply(buffer, wish);
        view.arrange(buffer, options.language);
    }
    geometry.row_count = view.rows.count();

    let follow = act(&pass, view, buffer, &mut geometry);

    view.folding.open_at_carets(buffer);
    view.arrange(buffer, options.language);
    geometry.row_count = view.rows.count();
    let longest = if options.wrap { 0 } else { view.highlighter.longest_line() };
    geometry.longest = longest as f64 * f64::from(advance);
    scroll(&pass, view, buffer, &mut geometry, follow);
    let pointed = pointer::pointed(&pass, view, buffer, &geometry);
    let caret_rect = paint::paint(&pass, view, buffer, (&geometry, pointed.map(|(at, _)| at)));
    view.scroll = geometry.scroll;
    view.focused = response.has_focus();
    if view.focused {
        // Paste belongs here now, also when a link stands on the clipboard.
        theme::claim_text_input(ui.ctx(), options.id);
    }
    access::report(ui, view, buffer, &options, (&geometry, &tokens));

    let changed = buffer.revision() != revision;
    let mut response = response;
    if changed {
        response.mark_changed();
    }
    EditorResponse {
        focused: response.has_focus(),
        changed,
        caret: buffer.line_col(buffer.primary().head),
        caret_rect,
        pointed,
        followed: view.pointer.take_followed(),
        zoomed: Some(ui.input(|i| i.zoom_delta())).filter(|by| *by != 1.0 && response.contains_pointer()),
        response,
    }
}

/// Applies what a person did in this pass. `true` when the caret should be brought into sight.
fn act(pass: &Pass<'_>, view: &mut EditorView, buffer: &mut Buffer, geometry: &mut Geometry) -> bool {
    // The text may have been changed, or the caret moved, since the last frame.
    let standing = |buffer: &Buffer| (buffer.revision(), buffer.primary());
    let mut follow = view.seen.is_some_and(|seen| seen != standing(buffer));

    let clicked = pointer::handle(pass, view, buffer, geometry);
    geometry.scroll = view.scroll;
    let before = standing(buffer);
    let asked = access::requests(pass, view, buffer);
    let mut typed = input::Typed::default();
    if pass.response.has_focus() {
        let filter = EventFilter {
            tab: !pass.options.read_only,
            escape: true,
            horizontal_arrows: true,
            vertical_arrows: true,
        };
        pass.ui.memory_mut(|memory| memory.set_focus_lock_filter(pass.options.id, filter));
        typed = input::handle(pass, view, buffer, geometry.rows_per_page());
    } else {
        view.composition = None;
    }
    // What the pointer selects is in sight already, and selecting all should not scroll.
    follow |= !typed.selected_all && standing(buffer) != before;
    if clicked || asked || typed.acted || pass.response.gained_focus() {
        view.active = pass.now();
    }
    view.seen = Some(standing(buffer));
    follow
}

/// Follows the wheel and the scroll bars, and the caret when it is to be seen.
fn scroll(pass: &Pass<'_>, view: &EditorView, buffer: &Buffer, geometry: &mut Geometry, follow: bool) {
    let layouter = pass.layouter(view, buffer);
    for n in geometry.visible_rows() {
        let row = view.rows.row(buffer, n);
        geometry.longest = geometry.longest.max(layouter.line(&row, geometry).width());
    }
    if pass.response.contains_pointer() {
        wheel(pass.ui, geometry);
    }
    if follow {
        let caret = buffer.primary().head;
        let row = view.rows.row_of(buffer, caret);
        let offset = layouter.line(&row, geometry).x_of(caret.saturating_sub(row.line_start));
        geometry.longest = geometry.longest.max(offset);
        geometry.reveal(row.index, offset);
    }
    for axis in [Axis::Vertical, Axis::Horizontal] {
        let held = scroll_bar::drag(pass.ui, pass.response.id, axis, geometry);
        if held && view.focused {
            // egui takes the keyboard from what was not clicked; the bar is a part of the editor.
            pass.response.request_focus();
        }
    }
    geometry.clamp();
}

/// Takes the wheel's way as far as the text can go, and leaves the rest to what is around.
fn wheel(ui: &Ui, geometry: &mut Geometry) {
    let end = geometry.scroll_end();
    ui.input_mut(|input| {
        let delta = input.smooth_scroll_delta;
        let wanted = Scroll {
            x: (geometry.scroll.x - f64::from(delta.x)).clamp(0.0, end.x),
            y: (geometry.scroll.y - f64::from(delta.y)).clamp(0.0, end.y),
        };
        if wanted.x != geometry.scroll.x {
            input.smooth_scroll_delta.x = 0.0;
        }
        if wanted.y != geometry.scroll.y {
            input.smooth_scroll_delta.y = 0.0;
        }
        geometry.scroll = wanted;
    });
}
