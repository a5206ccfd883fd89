//! The answer as text: the pretty form in virtual lines, or the source as it is where it is broken.

use std::ops::RangeInclusive;
use std::sync::Arc;

use dapple_data::document::{Document, NodeId, PrettyLines, TextKind, visible};
use eframe::egui::Ui;

use super::answer_find::{Marked, paint_marks};
use crate::app::{Action, Answer, ExportWhat, Hits, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::widgets::{Alert, ListState, RowAlign, Span, TextRole, TextView, Tone};

/// The most lines that Copy takes here; for more it opens the export, which loses none of them.
const MOST_COPIED: u64 = 10_000;
/// How far the text can be scrolled to the right, in points: 4,096 characters of code.
const WIDEST: f32 = 7.6 * 4_096.0;
/// Width of a character of code, points.
const CHARACTER: f32 = 7.5;

/// Scroll position and selection.
#[derive(Default)]
pub struct TextState {
    list: ListState,
    /// Serial of the answer.
    shown: Option<u64>,
    /// The widest line seen so far, points: the scroll bar grows as one reads on.
    widest: f32,
    copying: Option<Copying>,
    /// What was last brought into sight.
    revealed: u64,
    /// The lines of the hits that are marked beside the scroll bar, and the hits they are of.
    marks: Vec<u64>,
    marked: Option<Arc<Hits>>,
}

impl TextState {
    /// Brings what was found into sight, and finds the lines that are marked.
    fn look_for(&mut self, tab: &Tab, answer: &Answer) {
        let hits = tab.find.found.value();
        let same = match (&self.marked, hits) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new),
            (old, new) => old.is_none() && new.is_none(),
        };
        if !same {
            self.marked = hits.cloned();
            let marks = hits.map(|hits| hits.marks.as_slice()).unwrap_or_default();
            self.marks = marks.iter().filter_map(|node| line_of(answer, *node)).collect();
        }
        if self.revealed != tab.find.reveal {
            self.revealed = tab.find.reveal;
            if let Some(line) = tab.find.revealed.and_then(|node| line_of(answer, node)) {
                self.list.select(line);
                self.list.scroll_to(line, RowAlign::Center);
            }
        }
    }
}

/// The line on which a value begins.
fn line_of(answer: &Answer, node: NodeId) -> Option<u64> {
    let document = &answer.document;
    match &answer.raw_lines {
        Some(raw) => raw.line_of_byte(document, document.range(node).start),
        None => Some(PrettyLines::new(document).line_of(document, node)),
    }
}

/// Lines on their way to the clipboard. Those that are on the disk come page by page.
struct Copying {
    rest: RangeInclusive<u64>,
    taken: Vec<String>,
}

impl Copying {
    /// Takes the lines that are at hand; the whole text once there are all of them.
    fn advance(&mut self, answer: &Answer) -> Option<String> {
        while !self.rest.is_empty() {
            self.taken.push(line_text(answer, *self.rest.start())?);
            self.rest.next();
        }
        Some(self.taken.join("\n"))
    }
}

/// Draws the text over the region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, answer: &Arc<Answer>) {
    let mut state = std::mem::take(&mut cx.views.tab(tab.id).answer.text);
    let document = &answer.document;
    if state.shown != Some(answer.serial) {
        state = TextState { shown: Some(answer.serial), ..TextState::default() };
    }
    let widest = std::cell::Cell::new(state.widest);
    let note = |spans: Vec<Span<'static>>| {
        let chars: usize = spans.iter().map(|s| s.text.chars().count()).sum();
        widest.set(widest.get().max((chars as f32 * CHARACTER).min(WIDEST)));
        spans
    };
    state.look_for(tab, answer);
    let marked = Marked::of(&tab.find);
    let view = |lines| TextView::new("Answer as text", lines).content_width(state.widest);
    let output = match &answer.raw_lines {
        Some(raw) => {
            broken(ui, cx, answer);
            view(raw.line_count()).show(ui, &mut state.list, |n| {
                note(
                    raw.line(document, n)
                        .map_or_else(waiting, |line| vec![Span::new(unbroken(&line.text), TextRole::Plain)]),
                )
            })
        }
        None => {
            let pretty = PrettyLines::new(document);
            view(pretty.line_count(document))
                .show(ui, &mut state.list, |n| note(pretty_spans(&pretty, document, n, marked)))
        }
    };
    if marked.is_some() {
        let lines = match &answer.raw_lines {
            Some(raw) => raw.line_count(),
            None => PrettyLines::new(document).line_count(document),
        };
        paint_marks(ui, cx, &output.list, (state.marks.iter().copied(), lines));
    }
    match output.copy {
        Some(lines) if lines.end() - lines.start() >= MOST_COPIED => {
            cx.act(Action::AskExport(tab.id, ExportWhat::Whole));
        }
        Some(rest) => state.copying = Some(Copying { rest, taken: Vec::new() }),
        None => {}
    }
    if let Some(text) = state.copying.as_mut().and_then(|copying| copying.advance(answer)) {
        cx.act(Action::Copy(text));
        state.copying = None;
    }
    state.widest = widest.get();
    cx.views.tab(tab.id).answer.text = state;
}

/// Says where the text stops being JSON; everything is still there to read.
fn broken(ui: &mut Ui, cx: &ViewCtx<'_>, answer: &Answer) {
    let Some(error) = answer.document.error() else { return };
    let title = format!("This is not valid JSON from line {}, column {} on", error.line, error.column);
    let gap = cx.tokens.size.gap_12 as i8;
    eframe::egui::Frame::new().inner_margin(gap).show(ui, |ui| {
        Alert::new(Tone::Warning, &title).reason(&error.message).copy().show(ui);
    });
}

/// A line of text that is no JSON: its tabs are blanks, whatever else cannot be seen is written out.
fn unbroken(text: &str) -> String {
    visible(&text.replace('\t', "    ")).into_owned()
}

fn waiting() -> Vec<Span<'static>> {
    vec![Span::new("…", TextRole::Subdued)]
}

fn pretty_spans(
    pretty: &PrettyLines,
    document: &Document,
    number: u64,
    marked: Option<Marked<'_>>,
) -> Vec<Span<'static>> {
    let Some(line) = pretty.line(document, number) else { return waiting() };
    let mut spans = vec![Span::new(" ".repeat(line.indent * 2), TextRole::Punctuation)];
    let mut end = 0;
    for (range, kind) in &line.spans {
        // Whatever lies between two spans is punctuation or blank.
        if let Some(between) = line.text.get(end..range.start).filter(|t| !t.is_empty()) {
            spans.push(Span::new(between.to_owned(), TextRole::Punctuation));
        }
        let role = match kind {
            TextKind::Key => TextRole::Key,
            TextKind::String => TextRole::String,
            TextKind::Number => TextRole::Number,
            TextKind::Bool | TextKind::Null => TextRole::Constant,
            _ => TextRole::Punctuation,
        };
        if let Some(text) = line.text.get(range.clone()) {
            spans.push(Span::new(visible(text).into_owned(), role));
        }
        end = range.end;
    }
    if let Some(tail) = line.text.get(end..).filter(|t| !t.is_empty()) {
        spans.push(Span::new(tail.to_owned(), TextRole::Punctuation));
    }
    match marked.filter(|_| !line.closing) {
        Some(marked) => marked.spans(spans, line.node),
        None => spans,
    }
}

fn line_text(answer: &Answer, number: u64) -> Option<String> {
    match &answer.raw_lines {
        Some(raw) => raw.line(&answer.document, number).map(|l| l.text),
        None => PrettyLines::new(&answer.document).line(&answer.document, number).map(|l| l.indented()),
    }
}
