//! Reads `assets/theme/palette.ron`: ramps of colour, and names by job that point into them.

use std::collections::HashMap;

use eframe::egui::Color32;
use serde::Deserialize;

/// The palette file, as it travels in the program.
pub const PALETTE_TEXT: &str = include_str!("../../../assets/theme/palette.ron");

/// Both themes of a palette.
#[derive(Clone, Debug)]
pub struct Palette {
    /// Colours of the dark theme.
    pub dark: Colors,
    /// Colours of the light theme.
    pub light: Colors,
}

/// Why a palette file cannot be used. Each variant names the line to mend.
#[derive(Debug, thiserror::Error)]
pub enum PaletteError {
    /// The file is not the RON this program reads.
    #[error("the palette is not well-formed: {0}")]
    Syntax(String),
    /// A whole theme is missing.
    #[error("the palette has no theme {0:?}: add it")]
    NoTheme(&'static str),
    /// A theme does not name a colour that the widgets use.
    #[error("the theme {theme:?} does not name {name:?}: add it")]
    Missing {
        /// `dark` or `light`.
        theme: &'static str,
        /// The token that is not there.
        name: String,
    },
    /// A theme names a colour that nothing uses.
    #[error("the theme {theme:?} names {names:?}, which nothing uses: remove it or add it to `Colors`")]
    Unused {
        /// `dark` or `light`.
        theme: &'static str,
        /// The tokens nobody reads, in order.
        names: Vec<String>,
    },
    /// A value points at no ramp step and is no hex colour.
    #[error("{0:?} is neither a step of a ramp nor a colour like #rrggbb or #rrggbbaa")]
    Value(String),
}

#[derive(Deserialize)]
struct File {
    palette: HashMap<String, HashMap<u32, String>>,
    themes: HashMap<String, HashMap<String, String>>,
}

impl Palette {
    /// Reads a palette file. Every name must be known and every known name must be there.
    pub fn read(text: &str) -> Result<Palette, PaletteError> {
        let file: File = ron::from_str(text).map_err(|error| PaletteError::Syntax(error.to_string()))?;
        Ok(Palette { dark: file.theme("dark")?, light: file.theme("light")? })
    }

    /// A stand-in for a palette that cannot be read: everything legible, nothing pretty.
    pub fn grey() -> Palette {
        Palette { dark: Colors::all(Color32::GRAY), light: Colors::all(Color32::DARK_GRAY) }
    }
}

impl File {
    fn theme(&self, theme: &'static str) -> Result<Colors, PaletteError> {
        let mut names = self.themes.get(theme).ok_or(PaletteError::NoTheme(theme))?.clone();
        let colors = Colors::from_names(|name| {
            let value =
                names.remove(name).ok_or_else(|| PaletteError::Missing { theme, name: name.to_owned() })?;
            self.color(&value)
        })?;
        if names.is_empty() {
            return Ok(colors);
        }
        let mut names: Vec<String> = names.into_keys().collect();
        names.sort();
        Err(PaletteError::Unused { theme, names })
    }

    /// A value is `ramp.step`, or a hex colour of its own.
    fn color(&self, value: &str) -> Result<Color32, PaletteError> {
        let hex = match value.split_once('.') {
            Some((ramp, step)) => {
                step.parse().ok().and_then(|step: u32| self.palette.get(ramp)?.get(&step)).map(String::as_str)
            }
            None => Some(value),
        };
        hex.and_then(|hex| Color32::from_hex(hex).ok()).ok_or_else(|| PaletteError::Value(value.to_owned()))
    }
}

/// Writes the struct of colours and its reader from one list of names.
macro_rules! colors {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// Colours by job; the names are those of `palette.ron`.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Colors {
            $($(#[$doc])* pub $name: Color32,)+
            /// `chart_1` to `chart_8`: series of charts.
            pub chart: [Color32; 8],
            /// `stripe_1` to `stripe_8`: the stripe that tells accounts apart.
            pub stripe: [Color32; 8],
        }

        impl Colors {
            fn from_names(
                mut read: impl FnMut(&str) -> Result<Color32, PaletteError>,
            ) -> Result<Colors, PaletteError> {
                let mut colors = Colors::all(Color32::TRANSPARENT);
                $(colors.$name = read(stringify!($name))?;)+
                for (index, color) in colors.chart.iter_mut().enumerate() {
                    *color = read(&format!("chart_{}", index + 1))?;
                }
                for (index, color) in colors.stripe.iter_mut().enumerate() {
                    *color = read(&format!("stripe_{}", index + 1))?;
                }
                Ok(colors)
            }

            fn all(color: Color32) -> Colors {
                Colors { $($name: color,)+ chart: [color; 8], stripe: [color; 8] }
            }

            /// Every single colour with its name, in the order of the palette.
            pub fn named(&self) -> Vec<(&'static str, Color32)> {
                vec![$((stringify!($name), self.$name)),+]
            }
        }
    };
}

colors! {
    /// The centre: tables, trees, code.
    bg_content,
    /// Side panels.
    bg_panel,
    /// Top bar, rail, status line.
    bg_bar,
    /// Menus, dialogs, toasts.
    bg_popup,
    /// The inside of a text field.
    bg_field,
    /// One pixel between regions.
    hairline,
    /// The edge of a field, check box or radio.
    control_border,
    /// The edge of a secondary button.
    button_border,
    /// Under the pointer.
    hover,
    /// Held down.
    pressed,
    /// Selected, in the region with the keyboard.
    selection,
    /// Selected, while the keyboard is elsewhere.
    selection_inactive,
    /// Group and total rows.
    group_row,
    /// Text.
    text,
    /// Text that steps back.
    text_subdued,
    /// Text of a control that is off.
    text_disabled,
    /// Icons at rest.
    icon,
    /// The one accent: primary buttons, checks, the open tab.
    accent,
    /// The accent under the pointer.
    accent_hover,
    /// The accent held down.
    accent_pressed,
    /// Text on the accent.
    on_accent,
    /// Accent as text: links, matched letters.
    accent_text,
    /// A surface tinted by the accent.
    accent_surface,
    /// The keyboard focus ring.
    focus_ring,
    /// Icon and border of failure.
    danger,
    /// Words of failure.
    danger_text,
    /// Surface of failure.
    danger_surface,
    /// Fill of a danger button.
    danger_fill,
    /// That fill under the pointer.
    danger_fill_hover,
    /// That fill held down.
    danger_fill_pressed,
    /// Text on a danger button.
    on_danger,
    /// Icon of a warning.
    warning,
    /// Words of a warning.
    warning_text,
    /// Surface of a warning.
    warning_surface,
    /// Icon of success.
    success,
    /// Words of success.
    success_text,
    /// Surface of success.
    success_surface,
    /// Icon of a note.
    info,
    /// Words of a note.
    info_text,
    /// Surface of a note.
    info_surface,
    /// Behind every match of a search.
    search_mark,
    /// Behind the current match.
    search_mark_current,
    /// Text on the current match.
    on_search_mark_current,
    /// Behind selected code.
    code_selection,
    /// Behind the caret's line.
    code_line,
    /// Code without a role.
    code_text,
    /// `query`, `mutation`, `fragment`, `on`.
    code_keyword,
    /// Type names.
    code_type,
    /// Field names and JSON keys.
    code_field,
    /// Argument names.
    code_argument,
    /// `$variables`.
    code_variable,
    /// Strings.
    code_string,
    /// Numbers.
    code_number,
    /// `true`, `false`, `null`, enum values.
    code_constant,
    /// Comments.
    code_comment,
    /// Brackets, colons, commas.
    code_punctuation,
    /// Line numbers.
    code_line_number,
    /// The wave under an error.
    code_squiggle,
    /// The thumb of a scroll bar.
    scroll_bar,
    /// That thumb under the pointer.
    scroll_bar_hover,
    /// Under popups and dialogs.
    shadow,
    /// Over the window behind a dialog.
    scrim,
}
