//! The editor in both themes, as a person sees it. With `DAPPLE_PICTURES` set to a folder the
//! pictures are kept there.

use std::collections::HashSet;

use dapple::ui::theme;
use dapple_data::graphql::Problem;
use eframe::egui::{Color32, Frame, Margin};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;

const QUERY: &str = r#"query ModelVersions($projectId: String!, $limit: Int! = 50) {
  project(id: $projectId) {
    name
    team {
      role
      user { name }
    }
    models(limit: $limit, filter: { onlyWithVersions: true }) {
      totalCount
      cursor # Load all follows this one
      items {
        name
        versions(limit: 5) @include(if: $deep) {
          ...VersionParts
          message
          sourceApplication(which: REVIT, note: "fläche", least: 1.5)
          nothing
        }
      }
    }
  }
}

fragment VersionParts on Version { id }
"#;

fn byte_range(of: &str) -> std::ops::Range<usize> {
    let start = QUERY.find(of);
    assert!(start.is_some(), "{of} stands in the query");
    start.map_or(0..0, |start| start..start + of.len())
}

/// The start of a piece of the query, in chars.
fn on(piece: &str) -> usize {
    QUERY.get(..byte_range(piece).start).map_or(0, |before| before.chars().count())
}

/// An editor with the keyboard on the surface it stands on in the window.
fn stage(theme: egui::Theme, state: Bench, scale: f32) -> Harness<'static, Bench> {
    let mut harness = Harness::builder()
        .with_size([580.0, 540.0])
        .with_pixels_per_point(scale)
        .with_theme(theme)
        .with_context_setup(move |ctx| {
            theme::install(ctx);
            theme::set_motion(ctx, false);
        })
        .build_ui_state(
            |ui, bench: &mut Bench| {
                let fill = theme::tokens(ui.ctx()).color.bg_content;
                // The harness has a margin of its own, which the window has not.
                let frame = Frame::new().fill(fill).outer_margin(Margin::same(-8));
                frame.show(ui, |ui| bench.ui(ui));
            },
            state,
        );
    harness.get_by_role(Role::MultilineTextInput).focus();
    harness.run_steps(4);
    harness
}

/// Renders; gives the colours that occur.
fn keep(harness: &mut Harness<'_, Bench>, name: &str) -> Result<HashSet<[u8; 4]>, String> {
    let image = harness.render()?;
    if let Some(folder) = std::env::var_os("DAPPLE_PICTURES") {
        let file = std::path::Path::new(&folder).join(format!("editor-{name}.png"));
        image.save(file).map_err(|error| error.to_string())?;
    }
    Ok(image.pixels().map(|pixel| pixel.0).collect())
}

/// Renders one state; gives the colours that occur.
fn picture(
    theme: egui::Theme,
    name: &str,
    mut state: Bench,
    prepare: impl Fn(&mut Buffer),
) -> Result<HashSet<[u8; 4]>, String> {
    prepare(&mut state.buffer);
    state.view.reveal_caret();
    keep(&mut stage(theme, state, 1.0), name)
}

fn query() -> Bench {
    let mut bench = Bench::new(QUERY);
    bench.problems = vec![
        Problem::warning(byte_range("team"), "scope", "This token may not see people (users:read)"),
        Problem::error(
            byte_range("nothing"),
            "field",
            "Version has no field nothing, and this sentence is too long for the room behind it",
        ),
    ];
    bench
}

fn has(colors: &HashSet<[u8; 4]>, color: Color32) -> bool {
    colors.contains(&color.to_array())
}

#[test]
fn the_editor_draws_in_both_themes() -> Result<(), String> {
    for (theme, name) in [(egui::Theme::Dark, "dark"), (egui::Theme::Light, "light")] {
        let colors = &theme::tokens_of(theme).color;
        let seen = picture(theme, name, query(), |b| b.select(on("team"), on("team")))?;
        assert!(has(&seen, colors.code_line), "the caret's line has its surface in {name}");
        let selected = picture(theme, &format!("{name}-selection"), query(), |b| {
            b.select(on("team"), b.char_of(15, 20));
        })?;
        assert!(has(&selected, colors.code_selection));
        assert!(!has(&selected, colors.code_line), "no line surface beside a selection");
        let brackets = picture(theme, &format!("{name}-bracket"), query(), |b| {
            b.select(b.char_of(10, 13), b.char_of(10, 13));
        })?;
        assert!(has(&brackets, colors.control_border), "the pair of brackets is marked");
    }
    Ok(())
}

#[test]
fn every_kind_of_text_draws() -> Result<(), String> {
    let json = "{\n  \"projectId\": \"f3a91c07be\",\n  \"limit\": 50,\n  \"deep\": true,\n  \"name\": \"naïve ½ Ω\"\n}";
    let wide = "query Wide { aVeryLongFieldName(withArgument: 12345) { andMore } and so on }\n".repeat(60);
    for (theme, name) in [(egui::Theme::Dark, "dark"), (egui::Theme::Light, "light")] {
        let colors = &theme::tokens_of(theme).color;
        let empty = picture(theme, &format!("{name}-empty"), Bench::new(""), |_| {})?;
        assert!(has(&empty, colors.bg_content));
        let json = Bench { language: Language::Json, ..Bench::new(json) };
        picture(theme, &format!("{name}-json"), json, |b| b.select(20, 20))?;
        picture(theme, &format!("{name}-message"), query(), |b| b.select(on("nothing"), on("nothing")))?;
        picture(theme, &format!("{name}-wide"), Bench::new(&wide), |b| {
            b.select(b.char_of(30, 76), b.char_of(30, 76));
        })?;
    }
    Ok(())
}

#[test]
fn composed_text_and_a_tooltip_are_drawn() -> Result<(), String> {
    for (theme, name) in [(egui::Theme::Dark, "dark"), (egui::Theme::Light, "light")] {
        let colors = &theme::tokens_of(theme).color;
        let mut h = stage(theme, query(), 2.0);
        h.state_mut().buffer.select(on("name"), on("name"));
        h.event(Event::Ime(egui::ImeEvent::Preedit {
            text: "nihao".to_owned(),
            active_range_chars: Some(2..5),
        }));
        // The picture has no margin of the harness around it.
        h.hover_at(place(16, 12) - vec2(8.0, 8.0));
        h.run_steps(40);
        let seen = keep(&mut h, &format!("{name}-composed"))?;
        assert!(has(&seen, colors.accent), "the part being chosen is underlined in {name}");
    }
    Ok(())
}

#[test]
fn folded_and_wrapped_text_draws_in_both_themes() -> Result<(), String> {
    for (theme, name) in [(egui::Theme::Dark, "dark"), (egui::Theme::Light, "light")] {
        let mut state = query();
        state.wrap = true;
        state.view.fold(dapple_data::text::FoldWish::FoldAll);
        state.buffer.set_text(&format!("# {}\n{QUERY}", "A word to wrap. ".repeat(12)));
        let mut harness = stage(theme, state, 1.0);
        let line = harness.state().buffer.line_count() - 2;
        let at = harness.state().buffer.char_of(line, 0);
        harness.state_mut().buffer.select(at, at);
        harness.run_steps(2);
        assert!(!harness.state().view.folded().is_empty());
        let seen = keep(&mut harness, &format!("{name}-folded"))?;
        let colors = &theme::tokens_of(theme).color;
        assert!(has(&seen, colors.hover), "the mark behind a folded line can be seen in {name}");
    }
    Ok(())
}
