//! Colours, sizes, fonts and icons, named by job.
//!
//! This is the only place with a colour or a size literal. `assets/theme/palette.ron` is the one
//! source of colours; [`tokens`] hands out the set that fits the window's present theme, and
//! [`install`] makes plain egui widgets follow the same look.

mod fonts;
mod icons;
mod keyboard;
mod palette;
mod sizes;
mod style;

use std::sync::{Arc, LazyLock};

use eframe::egui::{Context, Theme, ThemePreference};

pub use fonts::Fonts;
pub use icons::{Icon, app_icon, app_mark, icon, paint_icon};
pub use keyboard::{Ring, claim_text_input, focus_ring, keyboard_in_use, shows_focus, takes_text};
pub use palette::{Colors, PALETTE_TEXT, Palette, PaletteError};
pub use sizes::Sizes;

/// Everything a widget needs to know to paint itself.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// Colours of this theme, by job.
    pub color: Colors,
    /// Lengths in points, the same in both themes.
    pub size: Sizes,
    /// Faces and sizes of text, the same in both themes.
    pub font: Fonts,
    /// Whether this is the dark theme.
    pub dark: bool,
}

impl Tokens {
    /// The same with code of another size; 1.0 changes nothing.
    pub fn with_code_zoom(self: Arc<Self>, zoom: f32) -> Arc<Self> {
        if zoom == 1.0 {
            return self;
        }
        let mut zoomed = Self::clone(&self);
        zoomed.font.code.size *= zoom;
        // Rows stand on whole points.
        zoomed.size.code_line = (zoomed.size.code_line * zoom).round();
        Arc::new(zoomed)
    }
}

/// Which theme a person asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preference {
    /// Follow the operating system.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Dark first, light second, made once from the palette that travels in the program.
static TOKENS: LazyLock<[Arc<Tokens>; 2]> = LazyLock::new(|| {
    // A palette that cannot be read fails a test, so the grey stand-in is never shipped.
    let palette = Palette::read(PALETTE_TEXT).unwrap_or_else(|error| {
        tracing::error!(%error, "the palette of the program cannot be read");
        Palette::grey()
    });
    let make = |color: Colors, dark: bool| {
        Arc::new(Tokens { color, size: Sizes::default(), font: Fonts::default(), dark })
    };
    [make(palette.dark, true), make(palette.light, false)]
});

/// The tokens of the theme the window shows now.
pub fn tokens(ctx: &Context) -> Arc<Tokens> {
    tokens_of(ctx.theme())
}

/// The tokens of one theme, whether or not it is shown.
pub fn tokens_of(theme: Theme) -> Arc<Tokens> {
    let [dark, light] = &*TOKENS;
    match theme {
        Theme::Dark => dark.clone(),
        Theme::Light => light.clone(),
    }
}

/// Puts fonts and both styles in place. Call it once, before the first frame.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts::definitions());
    for theme in [Theme::Dark, Theme::Light] {
        ctx.set_style_of(theme, style::style(&tokens_of(theme)));
    }
    keyboard::install(ctx);
}

/// Follows the system or pins one theme.
pub fn set_preference(ctx: &Context, preference: Preference) {
    ctx.set_theme(match preference {
        Preference::System => ThemePreference::System,
        Preference::Light => ThemePreference::Light,
        Preference::Dark => ThemePreference::Dark,
    });
}

/// Turns motion off (reduced motion, pictures in tests) or back on.
pub fn set_motion(ctx: &Context, on: bool) {
    let time = if on { Sizes::default().motion_seconds } else { 0.0 };
    ctx.all_styles_mut(|style| {
        style.animation_time = time;
        style.visuals.text_cursor.blink = on;
        style.scroll_animation = if on {
            eframe::egui::style::ScrollAnimation::default()
        } else {
            eframe::egui::style::ScrollAnimation::none()
        };
    });
}

/// The shadow under everything that floats over the window.
pub fn shadow(tokens: &Tokens) -> eframe::egui::Shadow {
    style::shadow(tokens)
}

/// Whether things may move.
pub fn motion(ctx: &Context) -> bool {
    ctx.global_style().animation_time > 0.0
}
