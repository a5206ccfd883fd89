//! What writing costs: a frame with a keystroke, completion, hover, and the check of an operation.
//!
//! `cargo bench -- writing`. The schema is Speckle's, from `speckle-schema.graphql` in the folder that
//! `DAPPLE_SHARED` names (else `../shared`); without it those figures are left out, and said so.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use dapple::ui::editor::{self, EditorView, Language, Options};
use dapple::ui::theme;
use dapple_data::schema::{Schema, check, complete, hover};
use dapple_data::speckle::STARTERS;
use dapple_data::text::Buffer;
use eframe::egui::{Context, Event, Id, RawInput, Rect, Vec2, pos2, vec2};

/// The editor, in points: half of a large window.
const SIZE: Vec2 = vec2(800.0, 1000.0);
/// Keystrokes that are measured.
const KEYS: usize = 400;
/// Types of the schema that is made here.
const TYPES: usize = 20_000;
/// Size of the operation that is checked, bytes.
const CHECKED: usize = 29_000;

/// Measures everything and prints it.
pub fn measure() {
    // As criterion does it: without `--bench` everything runs once, to see that it does.
    let keys = if std::env::args().any(|a| a == "--bench") { KEYS } else { 2 };
    for lines in [2_000, 20_000] {
        for (name, wrap) in [("", false), (", wrapped", true)] {
            report(&format!("a keystroke frame, {lines} lines{name}"), keystrokes(lines, wrap, keys));
        }
    }
    let made = Schema::from_sdl(&many_types()).expect("a schema");
    let text = "query Q($id: ID!) {\n  type7(id: $id, first: 5) {\n    name\n    next { id link3 { name count } }\n  }\n}\n";
    report(&format!("completion, {TYPES} types"), completions(&made, text));
    report(&format!("hover, {TYPES} types"), hovers(&made, text));
    let folder = std::env::var_os("DAPPLE_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let Ok(sdl) = std::fs::read_to_string(folder.join("speckle-schema.graphql")) else {
        println!("writing: there is no Speckle schema in {}", folder.display());
        return;
    };
    let schema = Schema::from_sdl(&sdl).expect("a schema");
    let document = operations();
    for starter in STARTERS {
        black_box(complete(&schema, starter.text, starter.text.len(), ""));
    }
    let texts = || STARTERS.iter().map(|starter| starter.text);
    report("completion, Speckle", texts().flat_map(|text| completions(&schema, text)).collect());
    report("hover, Speckle", texts().flat_map(|text| hovers(&schema, text)).collect());
    let checks = (0..keys.min(100)).map(|_| timed(|| check(Some(&schema), &document))).collect();
    report(&format!("parse and validation, {} bytes", document.len()), checks);
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    black_box(work());
    begun.elapsed()
}

/// What a frame takes in which a letter is typed, in the middle of a text.
fn keystrokes(lines: usize, wrap: bool, count: usize) -> Vec<Duration> {
    let mut buffer = Buffer::new(&long_text(lines));
    let middle = buffer.char_of(lines / 2, 8);
    buffer.select(middle, middle);
    let ctx = Context::default();
    theme::install(&ctx);
    let mut view = EditorView::default();
    let mut frames = 0;
    let mut frame = |events: Vec<Event>| {
        frames += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), SIZE)),
            time: Some(f64::from(frames) / 60.0),
            focused: true,
            events,
            ..RawInput::default()
        };
        let begun = Instant::now();
        let mut output = ctx.run_ui(input, |ui| {
            let options = Options { wrap, ..Options::new(Id::unique("text"), "Text", Language::GraphQl) };
            let shown = editor::show(ui, &mut view, &mut buffer, options);
            shown.response.request_focus();
        });
        black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
        output.textures_delta.clear();
        begun.elapsed()
    };
    for _ in 0..10 {
        frame(Vec::new());
    }
    (0..count).map(|n| frame(vec![Event::Text(if n % 8 == 7 { " " } else { "a" }.to_owned())])).collect()
}

/// An operation of so many lines.
fn long_text(lines: usize) -> String {
    let mut text = String::from("query Long($id: String!) {\n");
    for n in 0..lines.saturating_sub(2) {
        let line = match n % 5 {
            0 => format!("  field{n}: project(id: $id) {{ # the {n}th"),
            4 => "  }".to_owned(),
            _ => format!("    name{n}: name(note: \"as it is\", limit: {n}) @include(if: true)"),
        };
        writeln!(text, "{line}").expect("a String takes everything");
    }
    text + "}\n"
}

/// Completion at every place of a text, as it stands when it is typed up to there.
fn completions(schema: &Schema, text: &str) -> Vec<Duration> {
    let places = (1..=text.len()).filter(|at| text.is_char_boundary(*at));
    places.map(|at| timed(|| complete(schema, text.get(..at).unwrap_or_default(), at, ""))).collect()
}

fn hovers(schema: &Schema, text: &str) -> Vec<Duration> {
    (0..text.len()).map(|at| timed(|| hover(schema, text, at))).collect()
}

/// A schema whose types lead to each other.
fn many_types() -> String {
    let mut sdl = String::from("type Query {\n");
    for n in 0..TYPES / 100 {
        writeln!(sdl, "  type{n}(id: ID!, first: Int = 10, kind: Kind): Type{n}").expect("a String");
    }
    sdl.push_str("}\nenum Kind { ONE TWO THREE }\n");
    for n in 0..TYPES {
        writeln!(
            sdl,
            "type Type{n} {{ id: ID! name: String count(of: Kind): Int leaf{n}: Float next: Type{} \
             link3(first: Int): Type{} owner: Type{} }}",
            (n + 1) % TYPES,
            (n * 3) % TYPES,
            (n * 7 + 1) % TYPES,
        )
        .expect("a String");
    }
    sdl
}

/// The starters again and again, each under a name of its own.
fn operations() -> String {
    let mut text = String::new();
    let mut round = 0;
    while text.len() < CHECKED {
        for starter in STARTERS {
            let outline = dapple_data::graphql::operations(starter.text);
            let end = outline.first().and_then(|o| o.name_range.clone()).expect("a name").end;
            let (before, after) = starter.text.split_at(end);
            writeln!(text, "{before}{round}{after}").expect("a String takes everything");
        }
        round += 1;
    }
    text
}

fn report(name: &str, mut took: Vec<Duration>) {
    took.sort();
    let at = |share: f64| {
        let place = ((took.len().saturating_sub(1)) as f64 * share).round() as usize;
        took.get(place).copied().unwrap_or_default().as_secs_f64() * 1e3
    };
    println!("writing/{name}: p50 {:.2} ms, p99 {:.2} ms, worst {:.2} ms", at(0.5), at(0.99), at(1.0));
}
