//! The command palette: everything that can be done or opened, found by a few letters.

use std::ops::Range;
use std::sync::Arc;

use dapple_data::code::Language;
use dapple_data::ids::display_name;
use dapple_data::speckle::STARTERS;
use dapple_data::speckle::browse::{Listing, Project};
use dapple_data::speckle::elements::{ColumnKey, Facet};
use eframe::egui::{
    Align2, Area, Context, CornerRadius, Frame, Id, Key, Label, Margin, Modal, Modifiers, RichText, Role,
    ScrollArea, Sense, Ui, WidgetInfo, vec2,
};

use super::commands::{COMMANDS, keys_text};
use super::context::ViewCtx;
use super::layout::{from_right, row as row_of};
use super::theme::{Icon, Tokens, paint_icon};
use super::widgets::paint::{left, line, right};
use super::widgets::{TextField, hairline, key_cap, matched, popup_frame, section_label};
use crate::app::{
    Action, BrowseAction, CodeAction, ElementsAction, Look, SavedAction, SavedView, State, TabKind,
    ViewAction, describe_link,
};

/// Width of the palette and its distance from the top of the window, points.
const WIDTH: f32 = 640.0;
const TOP: f32 = 112.0;
/// Projects that are offered at once.
const MOST_PROJECTS: usize = 50;
/// Rows before it scrolls.
const MOST_ROWS: f32 = 9.0;

/// What was typed, and which row Enter takes.
#[derive(Default)]
pub struct PaletteState {
    text: String,
    cursor: usize,
    projects: Projects,
}

/// The projects that fit what was typed, looked for once for each change of either.
#[derive(Default)]
struct Projects {
    made: Option<(Arc<Listing<Project>>, String)>,
    found: Vec<(usize, Vec<Range<usize>>)>,
}

impl Projects {
    fn update(&mut self, listing: &Arc<Listing<Project>>, typed: &str) {
        let same = self.made.as_ref().is_some_and(|(made, old)| Arc::ptr_eq(made, listing) && old == typed);
        if same {
            return;
        }
        let fits = |(at, project): (usize, &Project)| letters(&project.name, typed).map(|found| (at, found));
        let mut found: Vec<_> = listing.items.iter().enumerate().filter_map(fits).collect();
        // Words found whole stand before letters found one by one.
        found.sort_by_key(|(_, letters)| letters.len());
        found.truncate(MOST_PROJECTS);
        self.found = found;
        self.made = Some((listing.clone(), typed.to_owned()));
    }
}

/// One row.
struct Entry {
    section: &'static str,
    icon: Icon,
    text: String,
    right: String,
    letters: Vec<Range<usize>>,
    action: Action,
}

/// Draws the palette; closes it when something was chosen, on Esc and on a click beside it.
pub fn ui(ctx: &Context, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let mut state = std::mem::take(&mut cx.views.palette);
    let mut entries = entries(cx, &mut state);
    let before = state.text.clone();
    keys(ctx, &mut state, entries.len());
    let enter = ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
    // `should_close` takes the key away.
    let escape = ctx.input(|i| i.key_pressed(Key::Escape));
    let area = Area::new(Id::unique("palette")).anchor(Align2::CENTER_TOP, vec2(0.0, TOP));
    let frame = popup_frame(&tokens).inner_margin(Margin::ZERO).corner_radius(tokens.size.radius_dialog);
    let modal = Modal::new(Id::unique("palette")).area(area).frame(frame).backdrop_color(tokens.color.scrim);
    let shown = modal.show(ctx, |ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        field(ui, &mut state);
        let chosen = rows(ui, &state, &entries, &tokens);
        foot(ui, entries.len(), state.text.is_empty(), &tokens);
        chosen
    });
    if state.text != before {
        state.cursor = 0;
    }
    let chosen = shown.inner.or(enter.then_some(state.cursor)).filter(|i| *i < entries.len());
    if let Some(index) = chosen {
        cx.act(Action::CloseDialog);
        cx.act(entries.swap_remove(index).action);
    } else if shown.should_close() {
        // The first Esc clears, the next one closes.
        if state.text.is_empty() || !escape {
            cx.act(Action::CloseDialog);
        } else {
            state.text.clear();
        }
    }
    if chosen.is_some() {
        state = PaletteState::default();
    }
    cx.views.palette = state;
}

fn keys(ctx: &Context, state: &mut PaletteState, count: usize) {
    let last = count.saturating_sub(1);
    let (down, up) = ctx.input_mut(|i| {
        (i.consume_key(Modifiers::NONE, Key::ArrowDown), i.consume_key(Modifiers::NONE, Key::ArrowUp))
    });
    if down {
        state.cursor = if state.cursor >= last { 0 } else { state.cursor + 1 };
    }
    if up {
        state.cursor = if state.cursor == 0 { last } else { state.cursor - 1 };
    }
    state.cursor = state.cursor.min(last);
}

fn field(ui: &mut Ui, state: &mut PaletteState) {
    let id = Id::unique("palette field");
    let hint = "Search, paste a Speckle link, or run a command";
    TextField::new(&mut state.text, "Search and commands")
        .icon(Icon::Search)
        .placeholder(hint)
        .large()
        .id(id)
        .show(ui);
    ui.memory_mut(|m| m.request_focus(id));
    hairline(ui);
}

fn rows(ui: &mut Ui, state: &PaletteState, entries: &[Entry], tokens: &Tokens) -> Option<usize> {
    let mut chosen = None;
    let height = tokens.size.palette_row;
    ScrollArea::vertical().max_height(height * MOST_ROWS).auto_shrink([false, true]).show(ui, |ui| {
        let mut section = "";
        for (index, entry) in entries.iter().enumerate() {
            if entry.section != section {
                label(ui, tokens, entry.section);
                section = entry.section;
            }
            if row(ui, entry, index == state.cursor, tokens) {
                chosen = Some(index);
            }
        }
        if entries.is_empty() {
            label(ui, tokens, "Nothing of that name. A Speckle link can be pasted here too");
        }
        ui.add_space(tokens.size.gap_8);
    });
    chosen
}

/// A section label on the palette's own edge.
fn label(ui: &mut Ui, tokens: &Tokens, text: &str) {
    let edge = Margin { left: tokens.size.gap_4 as i8, ..Margin::ZERO };
    Frame::new().outer_margin(edge).show(ui, |ui| section_label(ui, text, "", false));
}

/// What the keys do, and how much there is.
fn foot(ui: &mut Ui, count: usize, empty: bool, tokens: &Tokens) {
    let size = &tokens.size;
    hairline(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size.palette_row), Sense::hover());
    let below =
        CornerRadius { sw: size.radius_dialog as u8, se: size.radius_dialog as u8, ..CornerRadius::ZERO };
    ui.painter().rect_filled(rect, below, tokens.color.bg_panel);
    row_of(ui, rect.shrink2(vec2(size.gap_4, 0.0)), tokens, |ui| {
        for (keys, words) in [("Enter", "Open"), ("Esc", if empty { "Close" } else { "Clear" })] {
            key_cap(ui, keys);
            let words =
                RichText::new(words).font(tokens.font.secondary.clone()).color(tokens.color.text_subdued);
            ui.add(Label::new(words).selectable(false));
            ui.add_space(size.gap_4);
        }
        let words = if count == 1 { "1 match".to_owned() } else { format!("{count} matches") };
        let words = RichText::new(words).font(tokens.font.secondary.clone()).color(tokens.color.text_subdued);
        from_right(ui, |ui| ui.add(Label::new(words).selectable(false)));
    });
}

fn row(ui: &mut Ui, entry: &Entry, open: bool, tokens: &Tokens) -> bool {
    let (size, color) = (&tokens.size, &tokens.color);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size.palette_row), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::MenuItem, true, open, &entry.text));
    let inner = rect.shrink2(vec2(size.gap_4, 0.0));
    let fill = if open {
        color.selection
    } else if response.hovered() {
        color.hover
    } else {
        eframe::egui::Color32::TRANSPARENT
    };
    ui.painter().rect_filled(inner, size.radius_small, fill);
    let tint = if open { color.accent_text } else { color.icon };
    // Icons and words stand under those of the field.
    let icon_at = inner.left_center() + vec2(size.gap_12 + size.icon / 2.0, 0.0);
    paint_icon(ui.painter(), entry.icon, icon_at, size.icon, tint);
    let from = inner.left() + size.gap_24 + size.icon;
    let note = line(ui.painter(), &entry.right, &tokens.font.small, color.text_subdued);
    let end = right(ui.painter(), inner.right() - size.gap_12, inner, note);
    left(
        ui.painter(),
        from,
        inner,
        matched(ui.painter(), tokens, &entry.text, &entry.letters, end - from - size.gap_8),
    );
    if open {
        response.scroll_to_me(None);
    }
    response.clicked()
}

/// Everything that fits what was typed, best first within its section.
fn entries(cx: &ViewCtx<'_>, state: &mut PaletteState) -> Vec<Entry> {
    let typed = state.text.trim();
    let mut all = Vec::new();
    if let Some(words) = describe_link(typed) {
        let action = Action::OpenPasted(typed.to_owned());
        let (section, icon) = ("Link", Icon::Layers);
        all.push(Entry { section, icon, text: words, right: String::new(), letters: Vec::new(), action });
        return all;
    }
    let mut offer = |section, icon, text: &str, right: String, action| {
        if let Some(letters) = letters(text, typed) {
            all.push(Entry { section, icon, text: text.to_owned(), right, letters, action });
        }
    };
    for tab in &cx.state.tabs {
        let icon = match tab.kind {
            TabKind::Query => Icon::Braces,
            TabKind::File(_) => Icon::Folder,
            TabKind::Project => Icon::Layers,
            TabKind::Elements => Icon::Table2,
            TabKind::Comparison | TabKind::Differences => Icon::GitCompare,
        };
        offer("Open tabs", icon, &display_name(&tab.title()), String::new(), Action::SelectTab(tab.id));
    }
    if typed.is_empty() {
        recent_projects(cx, &mut all);
    } else {
        projects(cx, &mut state.projects, typed, &mut all);
    }
    let mut offer = |section, icon, text: &str, right: String, action| {
        if let Some(letters) = letters(text, typed) {
            all.push(Entry { section, icon, text: text.to_owned(), right, letters, action });
        }
    };
    for command in COMMANDS {
        if let Some(action) = (command.action)(cx.state)
            && !matches!(action, Action::ShowPalette)
        {
            offer(
                "Commands",
                command.icon,
                command.text,
                command.keys.map(keys_text).unwrap_or_default(),
                action,
            );
        }
    }
    for (text, icon, action) in of_table(cx.state) {
        offer("This table", icon, &text, String::new(), action);
    }
    for (icon, text, action) in code(cx) {
        offer("Code", icon, &text, String::new(), action);
    }
    let files = cx.state.saved.list.value().map(|list| list.files.as_slice()).unwrap_or_default();
    for path in files {
        let action = Action::Saved(SavedAction::Open(path.clone()));
        offer("Saved queries", Icon::Bookmark, &display_name(path), String::new(), action);
    }
    for (index, starter) in STARTERS.iter().enumerate() {
        offer("Starters", Icon::Play, starter.title, String::new(), Action::OpenStarter(index));
    }
    for row in &cx.state.accounts.list {
        let host = row.account.origin.host_and_port().to_owned();
        offer(
            "Accounts",
            Icon::Globe,
            &display_name(&row.title()),
            host,
            Action::UseAccount(row.key.clone()),
        );
    }
    all
}

/// What the element table in front can be grouped by, and the named views it can be looked at through.
fn of_table(state: &State) -> Vec<(String, Icon, Action)> {
    let table = state.selected.and_then(|tab| Some((tab, state.shown_table(tab)?)));
    let Some((tab, table)) = table else { return Vec::new() };
    let (Some((set, _)), Some(wish)) = (table.loaded(), table.present_wish()) else { return Vec::new() };
    let group = |(facet, key): &(Facet, ColumnKey)| {
        let begin = if wish.group.contains(key) { "Do not group by" } else { "Group by" };
        let action = ElementsAction::Look(tab, Look::Group(key.clone(), false));
        (format!("{begin} {}", facet.name().to_lowercase()), Icon::Rows3, Action::Elements(action))
    };
    let view = |view: &SavedView| {
        let action = ElementsAction::View(ViewAction::Use(tab, view.id));
        (format!("Use the view {}", display_name(&view.name)), Icon::Bookmark, Action::Elements(action))
    };
    let groups = set.layout.facets().iter().map(group);
    let views = state.element_tables.views.iter().filter(|view| view.fits(set.answer.is_some()));
    groups.chain(views.map(view)).collect()
}

/// The operation in front as code of every language, and code as an operation.
fn code(cx: &ViewCtx<'_>) -> Vec<(Icon, String, Action)> {
    let tab = cx.state.current().filter(|tab| tab.kind == TabKind::Query);
    let copies = tab.into_iter().flat_map(|tab| {
        Language::ALL.map(|language| {
            let action = Action::Code(CodeAction::Copy(tab.id, language));
            (Icon::CodeXml, format!("Copy as {}", language.name()), action)
        })
    });
    let paste = (Icon::Braces, "Paste a cURL command".to_owned(), Action::Code(CodeAction::AskPaste));
    copies.chain([paste]).collect()
}

/// Projects of the list, by their name.
fn projects(cx: &ViewCtx<'_>, cache: &mut Projects, typed: &str, all: &mut Vec<Entry>) {
    let browser = &cx.state.browser;
    let (Some(listing), Some(account)) = (browser.projects.value(), &browser.account) else { return };
    cache.update(listing, typed);
    for (at, letters) in &cache.found {
        let Some(project) = listing.items.get(*at) else { continue };
        let shown = display_name(&project.name);
        // Letters are places in the name itself; one that is drawn otherwise is not marked.
        let letters = if shown == project.name { letters.clone() } else { Vec::new() };
        let workspace =
            project.workspace.as_ref().map(|workspace| display_name(&workspace.name).into_owned());
        all.push(Entry {
            section: "Projects",
            icon: Icon::Layers,
            text: shown.into_owned(),
            right: workspace.unwrap_or_default(),
            letters,
            action: Action::Browse(BrowseAction::OpenProject(account.clone(), project.id.clone())),
        });
    }
}

/// Projects opened lately, while nothing is typed.
fn recent_projects(cx: &ViewCtx<'_>, all: &mut Vec<Entry>) {
    for known in &cx.state.browser.recents {
        let accounts = &cx.state.accounts.list;
        let Some(row) = accounts.iter().find(|row| row.key.to_string() == known.account) else { continue };
        all.push(Entry {
            section: "Opened lately",
            icon: Icon::Layers,
            text: display_name(&known.name).into_owned(),
            right: row.account.origin.host_and_port().to_owned(),
            letters: Vec::new(),
            action: Action::Browse(BrowseAction::OpenProject(row.key.clone(), known.project.clone())),
        });
    }
}

/// Where the typed letters stand in `text`, in order; `None` when they do not. Words are found whole first.
fn letters(text: &str, typed: &str) -> Option<Vec<Range<usize>>> {
    if typed.is_empty() {
        return Some(Vec::new());
    }
    let low = text.to_lowercase();
    let wanted = typed.to_lowercase();
    if low.len() == text.len()
        && let Some(at) = low.find(&wanted)
    {
        let word = at..at + wanted.len();
        return Some(std::iter::once(word).collect());
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut rest = wanted.chars().filter(|c| !c.is_whitespace()).peekable();
    for (at, c) in text.char_indices() {
        let Some(next) = rest.peek() else { break };
        if c.to_lowercase().eq(next.to_lowercase()) {
            rest.next();
            found.push(at..at + c.len_utf8());
        }
    }
    rest.peek().is_none().then_some(found)
}
