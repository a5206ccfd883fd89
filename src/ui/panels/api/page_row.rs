//! One row of a type's page, painted, and what a click on it asks for.

use std::collections::HashSet;
use std::sync::Arc;

use dapple_data::schema::explore::{Change, ChangeKind, Use};
use dapple_data::speckle::{Scope, Scopes};
use eframe::egui::{Color32, Id, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::page::indent;
use super::rows::{Member, PageRow};
use crate::app::{ExplorerSpot, schema_account};
use crate::ui::context::ViewCtx;
use crate::ui::theme::{Icon, Tokens, paint_icon};
use crate::ui::widgets::paint::{self, Look, Phase};
use crate::ui::widgets::{Checked, IconButton, Row, paint_check};

/// What a person asks for on a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Look at a type, at one of its members.
    Show(String, Option<String>),
    /// Open or fold a member.
    Open(String),
    /// Put a field into the operation, or take it out.
    Toggle(String),
    /// A new query with a field.
    Example(String),
}

/// What a screen reader says for a row.
pub fn spoken(row: &PageRow) -> String {
    match row {
        PageRow::Label(text, count) => format!("{text} {count}"),
        PageRow::Words { text, .. } => text.clone(),
        PageRow::Member(member) => {
            let old = if member.deprecated.is_some() { ", deprecated" } else { "" };
            format!("{} {}{old}", member.name, member.type_text)
        }
        PageRow::Argument { name, type_text, .. } => format!("{name}: {type_text}"),
        PageRow::Type { name, .. } => name.clone(),
        PageRow::Use(user) => use_words(user),
        PageRow::Change(change) => change_words(change),
        PageRow::Gap => String::new(),
    }
}

/// A click on the row itself.
pub fn clicked(row: &PageRow) -> Option<Asked> {
    match row {
        PageRow::Member(member) if member.has_more => Some(Asked::Open(member.name.clone())),
        PageRow::Argument { type_name, .. } => Some(Asked::Show(type_name.clone(), None)),
        PageRow::Type { name, .. } => Some(Asked::Show(name.clone(), None)),
        PageRow::Use(user) => Some(Asked::Show(user.owner.clone(), Some(user.member.clone()))),
        PageRow::Change(change) if change.kind != ChangeKind::Removed => {
            let member = change.coordinate.split(['.', '(']).nth(1).map(str::to_owned);
            Some(Asked::Show(change.type_name.clone(), member))
        }
        _ => None,
    }
}

/// Enter goes on to the type of a field.
pub fn entered(row: &PageRow) -> Option<Asked> {
    match row {
        PageRow::Member(member) if !member.type_name.is_empty() => {
            Some(Asked::Show(member.type_name.clone(), None))
        }
        other => clicked(other),
    }
}

/// Space puts a field into the operation.
pub fn spaced(row: &PageRow) -> Option<Asked> {
    match row {
        PageRow::Member(member) if member.is_field => Some(Asked::Toggle(member.name.clone())),
        _ => None,
    }
}

fn use_words(user: &Use) -> String {
    let argument = user.argument.as_ref().map(|a| format!("({a}:)")).unwrap_or_default();
    format!("{}.{}{argument}", user.owner, user.member)
}

fn change_words(change: &Change) -> String {
    format!("{} {}", change.coordinate, change.words).trim_end().to_owned()
}

/// The name of a page with its kind.
pub fn heading(ui: &mut Ui, name: &str, kind: &str) {
    let tokens = crate::ui::theme::tokens(ui.ctx());
    let room = (ui.available_width() - 2.0 * tokens.size.icon_button).max(0.0);
    let rect = Rect::from_min_size(ui.cursor().min, Vec2::new(room, ui.available_height()));
    let title = paint::cut_line(ui.painter(), name, (&tokens.font.code_semibold, tokens.color.text), room);
    let kind_line = paint::line(ui.painter(), kind, &tokens.font.secondary, tokens.color.text_subdued);
    let width = title.size().x + tokens.size.gap_8 + kind_line.size().x;
    let (_, response) = ui.allocate_exact_size(Vec2::new(width.min(room), tokens.size.line), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{name} {kind}").trim_end()));
    let end = paint::left(ui.painter(), response.rect.left(), rect, title);
    if end + tokens.size.gap_8 + kind_line.size().x <= rect.right() {
        paint::left(ui.painter(), end + tokens.size.gap_8, rect, kind_line);
    }
}

/// What rows are drawn with.
pub struct Drawn {
    tokens: Arc<Tokens>,
    /// Fields that the operation has.
    there: HashSet<String>,
    scopes: Option<Scopes>,
    /// The fields of this type can be asked for.
    type_name: String,
}

impl Drawn {
    /// As the state stands.
    pub fn new(cx: &ViewCtx<'_>, spot: &ExplorerSpot) -> Self {
        let type_name = match spot {
            ExplorerSpot::Type { name, .. } => name.clone(),
            ExplorerSpot::Changes => String::new(),
        };
        let of = cx.state.explorer.standing_of.as_ref().filter(|of| of.type_name == type_name);
        let standing = cx.state.explorer.standing.value().filter(|_| of.is_some());
        let account = schema_account(cx.state).and_then(|key| cx.state.accounts.get(key));
        Self {
            tokens: cx.tokens.clone(),
            there: standing.map(|s| s.fields.iter().cloned().collect()).unwrap_or_default(),
            scopes: account.map(|row| row.scopes.clone()),
            type_name,
        }
    }

    /// Paints a row; what its own controls ask for.
    pub fn row(&self, ui: &mut Ui, row: &PageRow, place: Row) -> Option<Asked> {
        let (size, color, font) = (&self.tokens.size, &self.tokens.color, &self.tokens.font);
        let rect = place.seen;
        match row {
            PageRow::Gap => {}
            PageRow::Label(text, count) => {
                let x = rect.left() + size.row_padding;
                let line = paint::line(ui.painter(), text, &font.section, color.text_subdued);
                paint::left(ui.painter(), x, rect, line);
                let line = paint::line(ui.painter(), count, &font.small, color.text_subdued);
                paint::right(ui.painter(), rect.right() - size.cell_padding_last, rect, line);
            }
            PageRow::Words { text, indent: steps, warning } => {
                let tint = if *warning { color.warning_text } else { color.text_subdued };
                let line = paint::line(ui.painter(), text, &font.secondary, tint);
                paint::left(ui.painter(), rect.left() + indent(&self.tokens, *steps), rect, line);
            }
            PageRow::Member(member) => return self.member(ui, member, place),
            PageRow::Argument { name, type_text, default, deprecated, .. } => {
                let x = rect.left() + indent(&self.tokens, 2);
                let tint = if *deprecated { color.text_subdued } else { color.code_argument };
                let line = paint::line(ui.painter(), &format!("{name}:"), &font.mono, tint);
                let mut x = paint::left(ui.painter(), x, rect, line) + size.gap_4;
                let line = paint::line(ui.painter(), type_text, &font.mono, color.code_type);
                x = paint::left(ui.painter(), x, rect, line) + size.gap_8;
                if let Some(default) = default {
                    let words = format!("= {default}");
                    let look = (&font.mono, color.text_subdued);
                    let room = rect.right() - size.cell_padding_last - x;
                    paint::left(ui.painter(), x, rect, paint::cut_line(ui.painter(), &words, look, room));
                }
            }
            PageRow::Type { name, kind } => self.plain(ui, rect, (name, color.code_type), kind),
            PageRow::Use(user) => {
                let right = if user.deprecated { "deprecated" } else { "" };
                self.plain(ui, rect, (&use_words(user), color.text), right);
            }
            PageRow::Change(change) => self.change(ui, rect, change),
        }
        None
    }

    fn plain(&self, ui: &Ui, rect: Rect, (text, tint): (&str, Color32), right: &str) {
        let (size, color, font) = (&self.tokens.size, &self.tokens.color, &self.tokens.font);
        let line = paint::line(ui.painter(), right, &font.secondary, color.text_subdued);
        let end = paint::right(ui.painter(), rect.right() - size.cell_padding_last, rect, line) - size.gap_8;
        let x = rect.left() + indent(&self.tokens, 1);
        paint::left(ui.painter(), x, rect, paint::cut_line(ui.painter(), text, (&font.mono, tint), end - x));
    }

    fn change(&self, ui: &Ui, rect: Rect, change: &Change) {
        let (size, color, font) = (&self.tokens.size, &self.tokens.color, &self.tokens.font);
        let (mark, tint) = match change.kind {
            ChangeKind::Added => (Icon::Plus, color.success),
            ChangeKind::Removed => (Icon::Minus, color.danger),
            ChangeKind::Changed => (Icon::Diff, color.warning),
        };
        let side = paint::square_at(rect.left() + size.row_padding, rect, size.icon_small);
        paint_icon(ui.painter(), mark, side.center(), size.icon_small, tint);
        let x = side.right() + size.gap_8;
        let end = rect.right() - size.cell_padding_last;
        let name = paint::cut_line(ui.painter(), &change.coordinate, (&font.mono, color.text), end - x);
        let x = paint::left(ui.painter(), x, rect, name) + size.gap_8;
        let look = (&font.secondary, color.text_subdued);
        if end > x {
            paint::left(ui.painter(), x, rect, paint::cut_line(ui.painter(), &change.words, look, end - x));
        }
    }

    fn member(&self, ui: &mut Ui, member: &Member, place: Row) -> Option<Asked> {
        let (size, color, font) = (&self.tokens.size, &self.tokens.color, &self.tokens.font);
        let rect = place.seen;
        let mut asked = None;
        let mut x = rect.left() + size.row_padding;
        if member.is_field {
            asked = self.check(ui, member, paint::square_at(x, rect, size.check_box));
        }
        x += size.check_box + size.gap_8;
        let mut end = rect.right() - size.cell_padding_last;
        // Its room is kept while it is not there: nothing may move under the pointer.
        let side = size.button_tiny;
        if place.state.hovered && member.is_field {
            let at = Rect::from_min_size(pos2(end - side, rect.center().y - side / 2.0), Vec2::splat(side));
            let button = IconButton::new(Icon::Braces, "New query with this field").side(side);
            if ui.place(at, button).clicked() {
                asked = Some(Asked::Example(member.name.clone()));
            }
        }
        if member.is_field {
            end -= side + size.gap_4;
        }
        end = self.marks(ui, member, rect, end);
        let link = paint::cut_line(
            ui.painter(),
            &member.type_text,
            (&font.mono, color.code_type),
            rect.width() * TYPE_SHARE,
        );
        // The name comes first, then the type; what it takes has what is left.
        let kept = if member.type_text.is_empty() { 0.0 } else { link.size().x + size.gap_16 };
        let tint = if member.deprecated.is_some() { color.text_subdued } else { color.code_field };
        let line = paint::cut_line(ui.painter(), &member.name, (&font.mono, tint), end - kept - x);
        if member.deprecated.is_some() {
            let struck = Stroke::new(size.hairline, tint);
            ui.painter().hline(x..=x + line.size().x, rect.center().y, struck);
        }
        x = paint::left(ui.painter(), x, rect, line);
        if end - kept > x && !member.arguments.is_empty() {
            let look = (&font.mono, color.text_subdued);
            let taken = paint::cut_line(ui.painter(), &member.arguments, look, end - kept - x);
            x = paint::left(ui.painter(), x, rect, taken);
        }
        if !member.type_text.is_empty() {
            let colon = paint::line(ui.painter(), ":", &font.mono, color.text_subdued);
            x = paint::left(ui.painter(), x, rect, colon) + size.gap_4;
            let place = Rect::from_min_size(pos2(x, rect.top()), Vec2::new(link.size().x, rect.height()));
            x = place.right() + size.gap_8;
            paint::left(ui.painter(), place.left(), rect, link);
            asked = self.type_link(ui, member, place).or(asked);
        }
        if let Some(default) = member.default.as_ref().filter(|_| end > x) {
            let look = (&font.mono, color.text_subdued);
            let line = paint::cut_line(ui.painter(), &format!("= {default}"), look, end - x);
            paint::left(ui.painter(), x, rect, line);
        }
        asked
    }

    /// Scope and deprecation, before the type. Returns where they begin.
    fn marks(&self, ui: &Ui, member: &Member, rect: Rect, mut end: f32) -> f32 {
        let (size, color, font) = (&self.tokens.size, &self.tokens.color, &self.tokens.font);
        let room = rect.width() > ROOMY;
        for scope in member.scopes.iter().filter(|_| room) {
            let known = Scope::from_name(scope).zip(self.scopes.as_ref());
            let lacks = known.is_some_and(|(scope, scopes)| scopes.lacks(scope));
            let tint = if lacks { color.warning_text } else { color.text_subdued };
            let line = paint::line(ui.painter(), scope, &font.small, tint);
            end = paint::right(ui.painter(), end, rect, line) - size.gap_8;
            if lacks {
                let side = paint::square_at(end - size.icon_small + size.gap_4, rect, size.icon_small);
                paint_icon(ui.painter(), Icon::TriangleAlert, side.center(), size.icon_small, color.warning);
                end = side.left() - size.gap_8;
            }
        }
        if member.deprecated.is_some() && room {
            let line = paint::line(ui.painter(), "deprecated", &font.small, color.text_subdued);
            end = paint::right(ui.painter(), end, rect, line) - size.gap_8;
        }
        end
    }

    /// The type leads to its page.
    fn type_link(&self, ui: &Ui, member: &Member, place: Rect) -> Option<Asked> {
        let tokens = &self.tokens;
        let id = ui.make_persistent_id(("type of", &member.name));
        let response = ui.interact(place, id, Sense::click());
        let name = format!("Type {} of {}", member.type_text, member.name);
        response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &name));
        if response.hovered() {
            let y = place.center().y + tokens.size.gap_8;
            let stroke = Stroke::new(tokens.size.hairline, tokens.color.code_type);
            ui.painter().hline(place.x_range(), y, stroke);
        }
        response.clicked().then(|| Asked::Show(member.type_name.clone(), None))
    }

    fn check(&self, ui: &Ui, member: &Member, mark: Rect) -> Option<Asked> {
        let checked = self.there.contains(&member.name);
        let id: Id = ui.make_persistent_id(("in the query", &member.name));
        let response = ui.interact(mark.expand(self.tokens.size.gap_4), id, Sense::click());
        let name = format!("{}.{} in the query", self.type_name, member.name);
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, checked, &name));
        paint_check(ui, &self.tokens, mark, Checked::from(checked), Phase::of(&response, Look::Live));
        response.clicked().then(|| Asked::Toggle(member.name.clone()))
    }
}

/// Narrower than this a row keeps to name and type.
const ROOMY: f32 = 420.0;
/// The most of a row that a type takes.
const TYPE_SHARE: f32 = 0.45;
