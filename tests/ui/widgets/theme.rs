//! The palette, the contrast of its pairs, and the icons.

use dapple::ui::theme::{self, Colors, Icon, PALETTE_TEXT, Palette, PaletteError};
use eframe::egui::{self, Color32, Theme};
use egui_kittest::Harness;

/// Relative luminance of an opaque colour. Source: WCAG 2.2, "relative luminance".
fn luminance(color: Color32) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
}

/// Contrast ratio, 1 to 21. Source: WCAG 2.2, "contrast ratio".
fn contrast(one: Color32, other: Color32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

struct Pairs<'a> {
    theme: &'static str,
    colors: &'a Colors,
    failures: Vec<String>,
}

impl Pairs<'_> {
    fn color(&self, name: &str) -> Color32 {
        let numbered = |prefix: &str| name.strip_prefix(prefix)?.parse::<usize>().ok();
        if let Some(number) = numbered("chart_") {
            return self.colors.chart[number - 1];
        }
        if let Some(number) = numbered("stripe_") {
            return self.colors.stripe[number - 1];
        }
        let named = self.colors.named();
        let found = named.iter().find(|(other, _)| *other == name);
        assert!(found.is_some(), "{name} is no colour of the palette");
        found.map_or(Color32::PLACEHOLDER, |(_, color)| *color)
    }

    fn check(&mut self, fronts: &[&str], backs: &str, least: f64) {
        for front in fronts {
            for back in backs.split(' ') {
                let ratio = contrast(self.color(front), self.color(back));
                if ratio < least {
                    self.failures
                        .push(format!("{}: {front} on {back} is {ratio:.2}, needs {least}", self.theme));
                }
            }
        }
    }
}

const ROWS: &str = "bg_content bg_panel bg_bar bg_popup hover pressed selection selection_inactive";

#[test]
fn every_pair_can_be_read() {
    let palette = Palette::read(PALETTE_TEXT).expect("the palette of the program");
    let mut failures = Vec::new();
    for (theme, colors) in [("dark", &palette.dark), ("light", &palette.light)] {
        let mut pairs = Pairs { theme, colors, failures: Vec::new() };
        let marks = "accent_surface danger_surface warning_surface success_surface info_surface search_mark";
        pairs.check(&["text"], &format!("{ROWS} bg_field group_row {marks}"), 4.5);
        let notes = "warning_surface danger_surface info_surface";
        pairs.check(&["text_subdued"], &format!("{ROWS} bg_field group_row {notes}"), 4.5);
        pairs.check(&["accent_text"], &format!("{ROWS} accent_surface"), 4.5);
        pairs.check(&["on_accent"], "accent accent_hover accent_pressed", 4.5);
        pairs.check(&["on_danger"], "danger_fill danger_fill_hover danger_fill_pressed", 4.5);
        pairs.check(&["on_search_mark_current"], "search_mark_current", 4.5);
        let places = "bg_content bg_panel bg_bar bg_popup hover selection";
        for tone in ["danger", "warning", "success", "info"] {
            pairs.check(&[&format!("{tone}_text")], &format!("{places} {tone}_surface"), 4.5);
            pairs.check(&[tone], &format!("{places} {tone}_surface"), 3.0);
        }
        let code = [
            "code_text",
            "code_keyword",
            "code_type",
            "code_field",
            "code_argument",
            "code_variable",
            "code_string",
            "code_number",
            "code_constant",
            "code_comment",
            "code_punctuation",
        ];
        let lines =
            "bg_content bg_panel bg_popup code_line code_selection hover selection selection_inactive";
        pairs.check(&code, lines, 4.5);
        pairs.check(&["icon"], ROWS, 3.0);
        pairs.check(&["accent"], "bg_content bg_panel bg_bar bg_popup hover selection", 3.0);
        pairs.check(&["focus_ring"], &format!("{ROWS} bg_field group_row"), 3.0);
        pairs.check(&["control_border"], "bg_content bg_panel bg_bar bg_popup bg_field", 3.0);
        pairs.check(&["code_line_number"], "bg_content", 3.0);
        pairs.check(&["code_squiggle"], "bg_content code_line", 3.0);
        pairs.check(&["scroll_bar", "scroll_bar_hover"], "bg_content bg_panel bg_popup", 3.0);
        for number in 1..=8 {
            pairs.check(&[&format!("chart_{number}")], "bg_content bg_popup", 3.0);
            pairs.check(&[&format!("stripe_{number}")], "bg_bar bg_panel bg_popup", 3.0);
        }
        failures.append(&mut pairs.failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_broken_palette_says_what_to_mend() {
    let read = |text: &str| Palette::read(text).expect_err("a broken palette");
    assert!(matches!(read("(palette:"), PaletteError::Syntax(_)));
    assert!(matches!(read("(palette: {}, themes: {})"), PaletteError::NoTheme("dark")));
    let renamed = PALETTE_TEXT.replace("\"text_subdued\"", "\"text_subdude\"");
    assert!(
        matches!(read(&renamed), PaletteError::Missing { theme: "dark", name } if name == "text_subdued")
    );
    let more = PALETTE_TEXT.replacen("\"text\":", "\"text_extra\": \"neutral.0\", \"text\":", 1);
    assert!(matches!(read(&more), PaletteError::Unused { names, .. } if names == ["text_extra"]));
    let off = PALETTE_TEXT.replacen("\"text\": \"neutral.150\"", "\"text\": \"neutral.151\"", 1);
    assert!(matches!(read(&off), PaletteError::Value(value) if value == "neutral.151"));
}

#[test]
fn the_theme_of_the_context_chooses_the_tokens() {
    let ctx = egui::Context::default();
    theme::install(&ctx);
    theme::set_preference(&ctx, theme::Preference::Light);
    assert!(!theme::tokens(&ctx).dark);
    theme::set_preference(&ctx, theme::Preference::Dark);
    assert!(theme::tokens(&ctx).dark);
    let dark = theme::tokens_of(Theme::Dark);
    assert_eq!(ctx.style_of(Theme::Dark).visuals.panel_fill, dark.color.bg_content);
}

#[test]
fn every_icon_draws_something_at_every_size() {
    let mut harness =
        Harness::builder().with_context_setup(theme::install).with_size([700.0, 300.0]).build_ui(|ui| {
            ui.horizontal_wrapped(|ui| {
                for icon in Icon::ALL {
                    theme::icon(ui, *icon, 14.0, Color32::WHITE);
                }
            });
        });
    harness.run();
    let image = harness.render().expect("a picture");
    // Row of icons on a dark ground: each icon's box must hold a bright pixel.
    let bright = image.pixels().filter(|pixel| pixel.0[0] > 160).count();
    assert!(bright > Icon::ALL.len() * 8, "only {bright} bright pixels");
}

#[test]
fn the_window_icon_is_drawn_for_each_size() {
    for size in [16, 32, 64, 256] {
        let icon = theme::app_icon(size);
        assert_eq!(icon.rgba.len(), (size * size * 4) as usize);
        let middle = ((size / 2) * size + size / 2) as usize * 4;
        assert_eq!(icon.rgba[middle + 3], 255, "the middle of the mark at {size} is opaque");
    }
}
