//! Text that may be too long: cut with `…` at the end, the front or the middle, the whole on hover.

use std::ops::Range;
use std::sync::Arc;

use dapple_data::document::visible;
use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Color32, FontId, Galley, Painter, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::paint;
use crate::ui::theme::Tokens;

/// Makes everything visible that would hide or reorder text, but for the line breaks.
pub(super) fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// Where a text that does not fit is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cut {
    /// Names and messages.
    #[default]
    End,
    /// Paths of models: the last part stays.
    Front,
    /// File paths: the name stays.
    Middle,
}

/// Longer than any line on any screen; more is never laid out.
pub(super) const MOST_CHARS: usize = 1_000;

/// Lays out `text` within `width`. The second part says whether something was left out.
///
/// Costs two layouts, both of which egui keeps between frames.
pub fn cut(
    painter: &Painter,
    text: &str,
    look: (&FontId, Color32),
    width: f32,
    at: Cut,
) -> (Arc<Galley>, bool) {
    match at {
        Cut::End => {
            let short = front_chars(text, MOST_CHARS);
            let galley = paint::cut_line(painter, short, look, width);
            let elided = galley.elided || short.len() < text.len();
            (galley, elided)
        }
        Cut::Front => from_front(painter, text, look, width),
        Cut::Middle => from_middle(painter, text, look, width),
    }
}

fn front_chars(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

fn back_chars(text: &str, most: usize) -> &str {
    text.char_indices().rev().nth(most.max(1) - 1).map_or(text, |(start, _)| &text[start..])
}

/// The longest tail narrower than `width`, in bytes, given the whole laid out on one line.
fn tail_within(text: &str, galley: &Galley, width: f32) -> usize {
    let end = galley.size().x;
    let Some(row) = galley.rows.first() else { return 0 };
    let starts = text.char_indices().map(|(byte, _)| byte);
    let fits = starts.zip(&row.row.glyphs).find(|(_, glyph)| end - glyph.pos.x <= width);
    fits.map_or(0, |(byte, _)| text.len() - byte)
}

/// The longest head narrower than `width`, in bytes.
fn head_within(text: &str, galley: &Galley, width: f32) -> usize {
    let Some(row) = galley.rows.first() else { return 0 };
    let starts = text.char_indices().map(|(byte, _)| byte);
    let past = starts.zip(&row.row.glyphs).find(|(_, glyph)| glyph.pos.x + glyph.advance_width > width);
    past.map_or(text.len(), |(byte, _)| byte)
}

fn from_front(painter: &Painter, text: &str, look: (&FontId, Color32), width: f32) -> (Arc<Galley>, bool) {
    let short = back_chars(text, MOST_CHARS);
    let whole = paint::line(painter, short, look.0, look.1);
    if whole.size().x <= width && short.len() == text.len() {
        return (whole, false);
    }
    let mark = paint::line(painter, "…", look.0, look.1).size().x;
    let kept = tail_within(short, &whole, width - mark);
    let tail = &short[short.len() - kept..];
    // A path is cut between its parts when the last part still fits.
    let tail = tail.find('/').map_or(tail, |slash| &tail[slash..]);
    (paint::line(painter, &format!("…{tail}"), look.0, look.1), true)
}

fn from_middle(painter: &Painter, text: &str, look: (&FontId, Color32), width: f32) -> (Arc<Galley>, bool) {
    let short = back_chars(text, MOST_CHARS);
    let whole = paint::line(painter, short, look.0, look.1);
    if whole.size().x <= width && short.len() == text.len() {
        return (whole, false);
    }
    let room = width - paint::line(painter, "…", look.0, look.1).size().x;
    let tail = tail_within(short, &whole, room * 0.7);
    let tail = &short[short.len() - tail..];
    let tail = tail.find(['/', '\\']).map_or(tail, |slash| &tail[slash..]);
    let used = paint::line(painter, tail, look.0, look.1).size().x;
    let head = &short[..head_within(short, &whole, room - used)];
    (paint::line(painter, &format!("{head}…{tail}"), look.0, look.1), true)
}

/// Lays out a line whose matched letters stand out: semibold in the accent's colour. `matched` are byte
/// ranges in order; what does not fit in `width` is cut at the end.
pub fn matched(
    painter: &Painter,
    tokens: &Tokens,
    text: &str,
    matched: &[Range<usize>],
    width: f32,
) -> Arc<Galley> {
    let plain = TextFormat::simple(tokens.font.ui.clone(), tokens.color.text);
    let strong = TextFormat::simple(tokens.font.ui_semibold.clone(), tokens.color.accent_text);
    let mut job = LayoutJob { wrap: TextWrapping::truncate_at_width(width.max(0.0)), ..LayoutJob::default() };
    job.break_on_newline = false;
    let mut at = 0;
    for range in matched {
        let (Some(before), Some(letters)) = (text.get(at..range.start), text.get(range.clone())) else {
            continue;
        };
        job.append(before, 0.0, plain.clone());
        job.append(letters, 0.0, strong.clone());
        at = range.end;
    }
    job.append(text.get(at..).unwrap_or_default(), 0.0, plain);
    painter.layout_job(job)
}

/// Places a line of text that is cut where it does not fit; the whole shows on hover.
pub fn elided(ui: &mut Ui, text: &str, look: (&FontId, Color32), at: Cut) -> Response {
    let (galley, cut) = cut(ui.painter(), text, look, ui.available_width(), at);
    let size = Vec2::new(galley.size().x, galley.size().y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().galley(rect.min, galley, look.1);
    if cut { super::tooltip(response, text) } else { response }
}
