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
    let start = QUERY.find(of).expect("it stands in the query");
    start..start + of.len()
}

/// Renders one state; gives the colours that occur.
fn picture(
    theme: egui::Theme,
    name: &str,
    mut state: Bench,
    prepare: impl Fn(&mut Buffer),
) -> HashSet<[u8; 4]> {
    prepare(&mut state.buffer);
    state.view.reveal_caret();
    let mut harness = Harness::builder()
        .with_size([580.0, 540.0])
        .with_theme(theme)
        .with_context_setup(move |ctx| {
            theme::install(ctx);
            theme::set_motion(ctx, false);
        })
        .build_ui_state(
            |ui, bench: &mut Bench| {
                let fill = theme::tokens(ui.ctx()).color.bg_content;
                let frame = Frame::new().fill(fill).outer_margin(Margin::same(-8));
                frame.show(ui, |ui| bench.ui(ui));
            },
            state,
        );
    harness.get_by_role(Role::MultilineTextInput).focus();
    harness.run_steps(4);
    let image = harness.render().expect("a picture of the editor");
    if let Some(folder) = std::env::var_os("DAPPLE_PICTURES") {
        let file = std::path::Path::new(&folder).join(format!("editor-{name}.png"));
        image.save(file).expect("the picture is kept");
    }
    image.pixels().map(|pixel| pixel.0).collect()
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
fn the_editor_draws_in_both_themes() {
    for (theme, name) in [(egui::Theme::Dark, "dark"), (egui::Theme::Light, "light")] {
        let palette = &theme::tokens_of(theme).color;
        let on_team = QUERY.find("team").expect("a team");
        let seen = picture(theme, name, query(), |b| b.select(on_team, on_team));
        assert!(has(&seen, palette.code_line), "the caret's line has its surface in {name}");
        let selected = picture(theme, &format!("{name}-selection"), query(), |b| {
            let end = b.char_of(15, 20);
            b.select(on_team, end);
        });
        assert!(has(&selected, palette.code_selection));
        assert!(!has(&selected, palette.code_line), "no line surface beside a selection");
        picture(theme, &format!("{name}-bracket"), query(), |b| {
            let at = b.char_of(10, 13);
            b.select(at, at);
        });
        picture(theme, &format!("{name}-end"), query(), |b| {
            let at = b.char_of(7, 27);
            b.select(at, at);
        });
        let empty = picture(theme, &format!("{name}-empty"), Bench::new(""), |_| {});
        assert!(has(&empty, palette.bg_content));
        let json = Bench {
            language: Language::Json,
            ..Bench::new(
                "{\n  \"projectId\": \"f3a91c07be\",\n  \"limit\": 50,\n  \"deep\": true,\n  \"name\": \"naïve ½ Ω\"\n}",
            )
        };
        picture(theme, &format!("{name}-json"), json, |b| b.select(20, 20));
        let wide = Bench::new(
            &"query Wide { aVeryLongFieldName(withArgument: 12345) { andMore } and so on }\n".repeat(60),
        );
        picture(theme, &format!("{name}-wide"), wide, |b| {
            let at = b.char_of(30, 76);
            b.select(at, at);
        });
    }
}
