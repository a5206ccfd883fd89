//! The tools over an element table: the view, filters, groups, sums, find, export.

use dapple_data::ids::display_name;
use dapple_data::speckle::elements::{ColumnKey, Condition, ElementsView, Wish};
use eframe::egui::{Align, Layout, Ui};

use super::{ElementsPanel, filter, views, words};
use crate::app::{
    Action, CompareAction, ComparisonTarget, ElementSet, ElementsAction, ElementsTab, ElementsTarget,
    ExportWhat, Look, Tab,
};
use crate::ui::commands::{keys_of, with_keys};
use crate::ui::context::ViewCtx;
use crate::ui::layout::from_right;
use crate::ui::theme::{Icon, Tokens};
use crate::ui::widgets::paint::line;
use crate::ui::widgets::{Button, Chip, IconButton, MenuItem, Word, menu, menu_line, tooltip, vline};

/// How much of the tools is written out. Each step takes less room.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Room {
    All,
    /// The chips to group by are one menu.
    OneGroup,
    /// Conditions lose their verbs, buttons their words.
    Short,
    /// Conditions are one chip that counts them.
    Least,
}

/// Draws the row.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, table, panel): (&Tab, &ElementsTab, &mut ElementsPanel)) {
    let Some((set, view)) = table.loaded() else { return };
    let Some(wish) = table.present_wish() else { return };
    from_right(ui, |ui| {
        let of_answer = set.answer.is_some();
        if of_answer {
            export_rows(ui, cx, tab, view);
        } else {
            export(ui, cx, tab, view);
        }
        let find = with_keys("Find in the table", "Find");
        if ui.add(IconButton::new(Icon::Search, &find).on(table.find.open)).clicked() {
            cx.act(Action::Elements(ElementsAction::ShowFind(tab.id, !table.find.open)));
        }
        let wide = ui.ctx().content_rect().width() >= super::WIDE;
        let shown = if wide { panel.inspector.shows(table) } else { panel.inspector.over };
        if table.chosen.is_some()
            && !shown
            && ui.add(IconButton::new(Icon::PanelRightClose, "Show the element's properties")).clicked()
        {
            panel.inspector.open();
        }
        if of_answer {
            columns(ui, set, wish, panel);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            if of_answer {
                super::lists::ui(ui, cx, (tab, set));
            }
            let tools = Tools { tab, set, wish, tokens: cx.tokens.clone() };
            let room = tools.room(ui);
            tools.ui(ui, cx, panel, (table, room));
        });
    });
}

fn export(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, view: &ElementsView) {
    let narrow = ui.available_width() < NARROW;
    let count = words::elements(view.rows().len(), view.wish.all_objects);
    let text = if narrow { "Export…".to_owned() } else { format!("Export {count}…") };
    let keys = keys_of("Export");
    let mut button = Button::primary(&text).small().icon(Icon::Download);
    if !narrow {
        button = button.shortcut(&keys);
    }
    if ui.add_enabled(!view.rows().is_empty(), button).clicked() {
        cx.act(Action::AskExport(tab.id, ExportWhat::List));
    }
}

/// The rows of an answer, taken along: the primary button of that page is another.
fn export_rows(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, view: &ElementsView) {
    let count = words::counted(view.rows().len(), words::Noun::Rows);
    let narrow = ui.available_width() < NARROW;
    let text = if narrow { "Export…".to_owned() } else { format!("Export {count}…") };
    let button = Button::ghost(&text).small().icon(Icon::Download);
    if ui.add_enabled(!view.rows().is_empty(), button).clicked() {
        cx.act(Action::AskExport(tab.id, ExportWhat::List));
    }
}

/// `8 of 14 columns`: shows the chooser.
fn columns(ui: &mut Ui, set: &ElementSet, wish: &Wish, panel: &mut ElementsPanel) {
    let all = set.catalog.entries().len();
    let text = format!("{} of {} columns", wish.columns.len(), crate::ui::format::count(all as u64));
    let button = if ui.available_width() < NARROW {
        ui.add(IconButton::new(Icon::Columns3, &text).on(!panel.chooser_folded))
    } else {
        ui.add(Button::ghost(&text).small().icon(Icon::Columns3))
    };
    if button.clicked() {
        panel.chooser_folded = !panel.chooser_folded;
    }
}

/// Below this width the export button says no count.
const NARROW: f32 = 860.0;

struct Tools<'a> {
    tab: &'a Tab,
    set: &'a ElementSet,
    wish: &'a Wish,
    tokens: std::sync::Arc<Tokens>,
}

impl Tools<'_> {
    /// As much as there is room for.
    fn room(&self, ui: &Ui) -> Room {
        // Lists have no chips to group by.
        let steps = [Room::All, Room::OneGroup, Room::Short];
        let skip = usize::from(self.set.answer.is_some());
        let fits = |room: &Room| self.width(ui, *room) <= ui.available_width();
        steps.into_iter().skip(skip).find(fits).unwrap_or(Room::Least)
    }

    fn text(&self, ui: &Ui, text: &str) -> f32 {
        line(ui.painter(), text, &self.tokens.font.secondary_medium, self.tokens.color.text).size().x
    }

    /// About how wide the tools are.
    fn width(&self, ui: &Ui, room: Room) -> f32 {
        let size = &self.tokens.size;
        let (gap, edges) = (size.gap_8, 2.0 * size.gap_8);
        let mark = size.icon + size.icon_gap;
        let filters: f32 = self
            .wish
            .filters
            .iter()
            .map(|(key, condition)| {
                let (verb, value) = words::condition(condition);
                let verb = if room < Room::Short { self.text(ui, verb) + gap } else { 0.0 };
                let words = self.text(ui, &self.name(key)) + self.text(ui, &value) + verb;
                words + edges + size.close_mark + gap
            })
            .sum();
        let facets: f32 = if room == Room::All {
            self.set.layout.facets().iter().map(|(facet, _)| self.text(ui, facet.name()) + edges + gap).sum()
        } else if self.is_tight(room) {
            size.icon_button
        } else {
            self.text(ui, "Group by Category") + mark + edges + size.icon_small + gap
        };
        let buttons = if room < Room::Short {
            self.text(ui, "View Filter") + 3.0 * mark + 2.0 * edges
        } else {
            2.0 * size.icon_button
        };
        let sums = match self.is_tight(room) {
            true => size.icon_button,
            false => self.text(ui, "Sum 10 columns") + mark + edges + size.icon_small,
        };
        filters + facets + buttons + sums + 7.0 * gap
    }

    fn ui(
        &self,
        ui: &mut Ui,
        cx: &mut ViewCtx<'_>,
        panel: &mut ElementsPanel,
        (table, room): (&ElementsTab, Room),
    ) {
        ui.spacing_mut().item_spacing.x = self.tokens.size.gap_8;
        let of_answer = self.set.answer.is_some();
        if panel.chooser_folded
            && !of_answer
            && ui.add(IconButton::new(Icon::PanelLeftOpen, "Show the columns")).clicked()
        {
            panel.chooser_folded = false;
        }
        self.view_menu(ui, cx, room);
        self.filters(ui, cx, (table, panel), room);
        let button = if room < Room::Short {
            ui.add(Button::ghost("Filter").small().icon(Icon::ListFilter))
        } else {
            ui.add(IconButton::new(Icon::ListFilter, "Filter"))
        };
        if button.clicked() {
            panel.filter.toggle();
        }
        filter::popup(&button, cx, (self.tab, table, &mut panel.filter));
        self.divider(ui);
        if room == Room::All {
            for (facet, key) in self.set.layout.facets() {
                self.facet(ui, cx, facet.name(), key);
            }
            self.other_groups(ui, cx);
        } else {
            self.group_menu(ui, cx, self.is_tight(room));
        }
        self.sums(ui, cx, room);
    }

    /// Beside a query there is hardly any room.
    fn is_tight(&self, room: Room) -> bool {
        self.set.answer.is_some() && room >= Room::Short
    }

    fn name(&self, key: &ColumnKey) -> String {
        words::name(self.set, key)
    }

    fn divider(&self, ui: &mut Ui) {
        let size = &self.tokens.size;
        let (rect, _) = ui
            .allocate_exact_size(eframe::egui::vec2(size.hairline, size.icon), eframe::egui::Sense::hover());
        vline(ui, rect.left(), rect.y_range());
    }

    fn look(&self, cx: &mut ViewCtx<'_>, look: Look) {
        cx.act(Action::Elements(ElementsAction::Look(self.tab.id, look)));
    }

    fn view_menu(&self, ui: &mut Ui, cx: &mut ViewCtx<'_>, room: Room) {
        let named = cx
            .state
            .element_tables
            .named(self.wish, self.set.answer.is_some())
            .map(|view| display_name(&view.name).into_owned());
        let button = if room < Room::Short {
            let name = named.as_deref().unwrap_or("View");
            let short: String = name.chars().take(MOST_VALUE).collect();
            ui.add(Button::ghost(&short).small().icon(Icon::Table2).icon_after(Icon::ChevronDown))
        } else {
            ui.add(IconButton::new(Icon::Table2, "View"))
        };
        menu(&button, |ui| {
            let item = |ui: &mut Ui, text: &str, icon: Icon| ui.add(MenuItem::new(text).icon(icon)).clicked();
            views::items(ui, cx, self.tab, (self.set, self.wish));
            menu_line(ui);
            if item(ui, "As the table opened", Icon::RotateCcw) {
                self.look(cx, Look::Reset);
            }
            if !self.wish.filters.is_empty() && item(ui, "Clear filters", Icon::FilterX) {
                self.look(cx, Look::ClearFilters);
            }
            if !self.wish.group.is_empty() {
                menu_line(ui);
                if item(ui, "Fold all groups", Icon::ListCollapse) {
                    cx.act(Action::Elements(ElementsAction::FoldAll(self.tab.id, true)));
                }
                if item(ui, "Unfold all groups", Icon::ListTree) {
                    cx.act(Action::Elements(ElementsAction::FoldAll(self.tab.id, false)));
                }
            }
            if self.set.answer.is_some() {
                return;
            }
            if item(ui, "Copy as command", Icon::CodeXml) {
                cx.act(Action::Elements(ElementsAction::CopyCommand(self.tab.id)));
            }
            let is_version = |target: &&ElementsTarget| matches!(target.sources.as_slice(), [one] if one.version.is_some());
            if let Some(target) = self.set.target.as_ref().filter(is_version)
                && item(ui, "Compare with the version before", Icon::GitCompare)
            {
                let target = ComparisonTarget::with_before(target.clone());
                cx.act(Action::Compare(CompareAction::Open(target)));
            }
            menu_line(ui);
            let all = self.wish.all_objects;
            let icon = if all { Icon::Check } else { Icon::Box };
            if item(ui, "All objects, not only elements", icon) {
                self.look(cx, Look::AllObjects(!all));
            }
        });
    }

    fn filters(
        &self,
        ui: &mut Ui,
        cx: &mut ViewCtx<'_>,
        (table, panel): (&ElementsTab, &mut ElementsPanel),
        room: Room,
    ) {
        let most = usize::from(self.set.answer.is_none());
        if room == Room::Least && self.wish.filters.len() > most {
            let words = match self.wish.filters.len() {
                1 => "1 filter".to_owned(),
                n => format!("{n} filters"),
            };
            let chip = Chip::new(&[Word::Plain(&words)]).menu().on(true).show(ui);
            menu(&chip.response, |ui| {
                for (at, filter) in self.wish.filters.iter().enumerate() {
                    let (verb, value) = words::condition(&filter.1);
                    let text = format!("{} {verb} {value}", self.name(&filter.0));
                    if ui.add(MenuItem::new(&text).icon(Icon::X)).clicked() {
                        self.look(cx, Look::RemoveFilter(at));
                    }
                }
            });
            return;
        }
        for (at, (key, condition)) in self.wish.filters.iter().enumerate() {
            ui.push_id(("filter", at), |ui| self.chip(ui, cx, (table, panel), (at, key, condition, room)));
        }
    }

    fn chip(
        &self,
        ui: &mut Ui,
        cx: &mut ViewCtx<'_>,
        (table, panel): (&ElementsTab, &mut ElementsPanel),
        (at, key, condition, room): (usize, &ColumnKey, &Condition, Room),
    ) {
        let title = self.name(key);
        let (verb, value) = words::condition(condition);
        let short: String = value.chars().take(MOST_VALUE).collect();
        let value = if short.len() < value.len() { format!("{short}…") } else { short };
        let all = [Word::Plain(&title), Word::Subdued(verb), Word::Plain(&value)];
        let few = [Word::Subdued(&title), Word::Plain(&value)];
        let mixed = matches!(condition, Condition::Compare(..)) && self.has_mixed_units(table, key);
        let mut chip = Chip::new(if room < Room::Short { &all } else { &few }).removable();
        if mixed {
            chip = chip.icon(Icon::TriangleAlert);
        }
        let mut chip = chip.show(ui);
        if mixed {
            let words = format!("{title} has different units, the filter compares the numbers alone");
            chip.response = tooltip(chip.response, &words);
        }
        if chip.removed {
            self.look(cx, Look::RemoveFilter(at));
        } else if chip.response.clicked() {
            panel.filter.begin(key.clone());
            cx.act(Action::Elements(ElementsAction::AskValues(self.tab.id, key.clone())));
        }
    }

    /// Whether the cells of a column, shown or not, have different units.
    fn has_mixed_units(&self, table: &ElementsTab, key: &ColumnKey) -> bool {
        let column = table.view.value().and_then(|view| view.table.columns().get(view.column(key)?));
        column.is_some_and(dapple_data::table::Column::has_mixed_units)
    }

    fn facet(&self, ui: &mut Ui, cx: &mut ViewCtx<'_>, name: &str, key: &ColumnKey) {
        let on = self.wish.group.contains(key);
        let chip = Chip::new(&[Word::Plain(name)]).on(on).show(ui);
        let response = chip.response.on_hover_text(if on {
            format!("Do not group by {}", name.to_lowercase())
        } else {
            format!("Group by {}; with Shift within the groups there are", name.to_lowercase())
        });
        if response.clicked() {
            let also = ui.input(|input| input.modifiers.shift);
            self.look(cx, Look::Group(key.clone(), also));
        }
    }

    /// What is grouped by and has no chip of its own.
    fn other_groups(&self, ui: &mut Ui, cx: &mut ViewCtx<'_>) {
        let facets = self.set.layout.facets();
        for key in self.wish.group.iter().filter(|key| !facets.iter().any(|(_, facet)| facet == *key)) {
            let title = self.name(key);
            let words = [Word::Subdued("Group by"), Word::Plain(&title)];
            if Chip::new(&words).on(true).removable().show(ui).removed {
                self.look(cx, Look::Group(key.clone(), false));
            }
        }
    }

    fn group_menu(&self, ui: &mut Ui, cx: &mut ViewCtx<'_>, short: bool) {
        let names: Vec<String> = self.wish.group.iter().map(|key| self.name(key)).collect();
        let names = names.join(", ");
        let nothing = [Word::Plain("Group by")];
        let some = [Word::Subdued("Group by"), Word::Plain(&names)];
        let words: &[Word<'_>] = if names.is_empty() { &nothing } else { &some };
        let button = if short {
            ui.add(IconButton::new(Icon::Rows3, "Group by").on(!names.is_empty()))
        } else {
            Chip::new(words).icon(Icon::Rows3).menu().on(!names.is_empty()).show(ui).response
        };
        menu(&button, |ui| {
            let facets = self.set.layout.facets().iter().map(|(facet, key)| (facet.name().to_owned(), key));
            let columns = self.wish.columns.iter().filter(|_| self.set.answer.is_some()).take(MOST_SUMS);
            for (name, key) in facets.chain(columns.map(|key| (self.name(key), key))) {
                let icon = if self.wish.group.contains(key) { Icon::Check } else { Icon::Rows3 };
                if ui.add(MenuItem::new(&name).icon(icon).keys(&words::group(key))).clicked() {
                    let also = ui.input(|input| input.modifiers.shift);
                    self.look(cx, Look::Group(key.clone(), also));
                }
            }
            if !self.wish.group.is_empty() {
                menu_line(ui);
                for key in &self.wish.group {
                    let text = format!("Do not group by {}", self.name(key));
                    if ui.add(MenuItem::new(&text).icon(Icon::X)).clicked() {
                        self.look(cx, Look::Group(key.clone(), false));
                    }
                }
            }
        });
    }

    /// Which columns are summed.
    fn sums(&self, ui: &mut Ui, cx: &mut ViewCtx<'_>, room: Room) {
        let names: Vec<String> = self.wish.sums.iter().map(|key| self.name(key)).collect();
        let few = names.len() <= 2 && room == Room::All;
        let named = match names.len() {
            0 => String::new(),
            _ if few => names.join(", "),
            1 => "1 column".to_owned(),
            n => format!("{n} columns"),
        };
        let nothing = [Word::Plain("Sum")];
        let some = [Word::Subdued("Sum"), Word::Plain(&named)];
        let words: &[Word<'_>] = if names.is_empty() { &nothing } else { &some };
        let button = if self.is_tight(room) {
            ui.add(IconButton::new(Icon::Sigma, "Sum").on(!names.is_empty()))
        } else {
            Chip::new(words).icon(Icon::Sigma).menu().show(ui).response
        };
        menu(&button, |ui| {
            let offered = self.set.layout.sums().iter().take(MOST_SUMS);
            let other = self.wish.sums.iter().filter(|key| !self.set.layout.sums().contains(key));
            let mut any = false;
            for key in offered.chain(other) {
                any = true;
                let icon = if self.wish.sums.contains(key) { Icon::Check } else { Icon::Sigma };
                let text = self.name(key);
                if ui.add(MenuItem::new(&text).icon(icon).keys(&words::group(key))).clicked() {
                    self.look(cx, Look::Sum(key.clone()));
                }
            }
            if !any {
                ui.add_enabled(false, MenuItem::new("No column has quantities"));
            }
        });
    }
}

/// The longest value in a chip, in letters.
const MOST_VALUE: usize = 28;
/// The most columns that the menu of sums offers.
const MOST_SUMS: usize = 24;
