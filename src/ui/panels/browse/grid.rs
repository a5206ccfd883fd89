//! What the timeline and the people share: a title with a filter, and a table over the rows that fit it.

use std::sync::Arc;

use dapple_data::speckle::browse::Listing;
use eframe::egui::{Id, Ui, UiBuilder, vec2};

use super::parts::{self, filter_field};
use super::records::Records;
use super::take;
use crate::app::{AccountKey, Failed, ListRows, Remote, TabId};
use crate::ui::context::ViewCtx;
use crate::ui::layout::{cut_top, line_below, region};
use crate::ui::theme::Icon;
use crate::ui::widgets::{CellText, Column, CopyWhat, IconButton, TableOutput, TableView, empty_state};

/// Width of the filter in the tool row, points.
const FILTER: f32 = 240.0;

/// Gives rows of a list to be taken along: their places in it, and the filter that left them.
pub type Taken<'a, T> = dyn Fn(&Arc<Listing<T>>, Arc<[usize]>, &str) -> ListRows + 'a;

/// A list as a table of these columns.
pub struct Grid<'a, T> {
    /// Its name for the keyboard and screen readers.
    pub name: &'static str,
    /// What stands over it.
    pub title: &'static str,
    /// What its filter is called.
    pub filter: &'static str,
    /// What is said when there is nothing, and when nothing fits the filter.
    pub nothing: (Icon, &'static str),
    pub no_fit: &'static str,
    /// Name and width at first, points.
    pub columns: &'a [(&'static str, f32)],
    /// A column of times, which are sorted with the latest first.
    pub times: Option<usize>,
    pub cell: &'a dyn Fn(&T, usize) -> CellText<'static>,
    /// What a cell says for filter and order.
    pub said: &'a dyn Fn(&T, usize) -> String,
    /// A row as Copy takes it.
    pub copied: &'a dyn Fn(&T) -> Vec<String>,
    /// What one and several of its rows are called.
    pub noun: (&'static str, &'static str),
    /// Rows to be taken along, by their places in the list, with the filter that left them.
    pub taken: &'a Taken<'a, T>,
}

/// Where a grid stands: its tab, its account, and the slot of its list.
pub struct Place<'a, T> {
    pub tab: TabId,
    pub account: &'a AccountKey,
    pub slot: &'a Remote<Arc<Listing<T>>>,
}

impl<T> Grid<'_, T> {
    /// Draws title and table. Gives what happened in the table, where there is one.
    pub fn show(
        &self,
        ui: &mut Ui,
        cx: &mut ViewCtx<'_>,
        place: &Place<'_, T>,
        view: &mut Records<T>,
    ) -> Option<TableOutput> {
        let tokens = cx.tokens.clone();
        let listing = place.slot.value();
        if let Some(listing) = listing {
            let columns = self.columns.len();
            view.update(listing, |item| (0..columns).map(|column| (self.said)(item, column)).collect());
        }
        let mut rest = ui.max_rect();
        let head = cut_top(&mut rest, tokens.size.tool_row);
        region(ui, "grid head", head, tokens.color.bg_content, |ui| self.head(ui, cx, place, view));
        line_below(ui, head, &tokens);
        region(ui, "grid", rest, tokens.color.bg_content, |ui| {
            parts::failed_refresh(ui, cx, place.slot, Failed::Page(place.tab));
            if parts::absent(ui, cx, place.slot, place.account, Failed::Page(place.tab)) {
                return None;
            }
            let listing = listing?;
            if listing.items.is_empty() {
                empty_state(ui, self.nothing.0, self.nothing.1, None);
                return None;
            }
            if view.is_empty() {
                if empty_state(ui, Icon::FilterX, self.no_fit, Some("Clear this filter")) {
                    view.filter.clear();
                }
                return None;
            }
            Some(self.table(ui, cx, (place.tab, listing), view))
        })
    }

    fn filter_id(&self, tab: TabId) -> Id {
        Id::unique(("filter of", self.name, tab))
    }

    fn head(&self, ui: &mut Ui, cx: &mut ViewCtx<'_>, place: &Place<'_, T>, view: &mut Records<T>) {
        let size = cx.tokens.size;
        let listing = place.slot.value();
        let count = listing.map(|listing| parts::count(listing, view.len())).unwrap_or_default();
        let short = listing.and_then(|listing| parts::shortage(listing));
        let head = ui.max_rect();
        let down = (head.height() - size.panel_title) / 2.0;
        let title = head.shrink2(vec2(0.0, down));
        let mut inner = ui.new_child(UiBuilder::new().max_rect(title).id_salt("title"));
        let since = parts::refreshing(place.slot);
        parts::title(&mut inner, cx, (self.title, &count, since), |ui, cx| {
            let wanted = cx.views.browse.regions.wants_filter(self.name);
            ui.scope(|ui| {
                ui.set_max_width(FILTER);
                let list = view.list_id.unwrap_or(Id::NULL);
                let field = (self.filter, self.filter_id(place.tab));
                filter_field(ui, &mut view.filter, field, wanted, list);
            });
            if let Some(listing) = listing {
                let rows = || (self.taken)(listing, view.places().into(), &view.filter);
                take::button(ui, cx, self.name, (self.noun, view.len()), rows);
            }
            if let Some(short) = &short {
                ui.add(IconButton::new(Icon::TriangleAlert, short).color(cx.tokens.color.warning));
            }
        });
    }

    fn table(
        &self,
        ui: &mut Ui,
        cx: &mut ViewCtx<'_>,
        (tab, listing): (TabId, &Listing<T>),
        view: &mut Records<T>,
    ) -> TableOutput {
        if view.widths.len() != self.columns.len() {
            view.widths = self.columns.iter().map(|(_, width)| *width).collect();
        }
        let column = |(at, (title, _)): (usize, &(&'static str, f32))| Column {
            title: (*title).into(),
            width: view.widths.get(at).copied().unwrap_or_default(),
            sorted: view.sort.filter(|(column, _)| *column == at).map(|(_, direction)| direction),
            ..Column::default()
        };
        let columns: Vec<Column<'_>> = self.columns.iter().enumerate().map(column).collect();
        let mut grid = std::mem::take(&mut view.grid);
        let output = TableView::new(self.name, &columns, view.len() as u64)
            .row_height(cx.tokens.size.list_row)
            .show(ui, &mut grid, |row, column| match view.item(listing, row) {
                Some(item) => (self.cell)(item, column),
                None => CellText::default(),
            });
        view.grid = grid;
        cx.views.browse.regions.put(self.name, output.list.response.id, self.filter_id(tab));
        view.list_id = Some(output.list.response.id);
        if let Some((column, _)) = output.sort {
            view.sort_by(column, self.times == Some(column));
        }
        if let Some((column, width)) = output.resized
            && let Some(slot) = view.widths.get_mut(column)
        {
            *slot = width;
        }
        let rows = match &output.copy {
            Some(CopyWhat::Cell(row, _)) => *row..=*row,
            Some(CopyWhat::Rows(rows)) => rows.clone(),
            None => return output,
        };
        let cells = rows.filter_map(|row| view.item(listing, row)).map(|item| (self.copied)(item));
        cx.act(parts::copy_cells(cells.collect()));
        output
    }
}
