//! Faces: Inter and JetBrains Mono in three weights each, every weight a family of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{FontData, FontDefinitions, FontFamily, FontId};

/// Name of the egui family with Inter 500.
pub const INTER_MEDIUM: &str = "Inter Medium";
/// Name of the egui family with Inter 600.
pub const INTER_SEMIBOLD: &str = "Inter SemiBold";
/// Name of the face that egui's monospace family begins with.
const MONO: &str = "JetBrains Mono";
/// Name of the egui family with JetBrains Mono 500.
pub const MONO_MEDIUM: &str = "JetBrains Mono Medium";
/// Name of the egui family with JetBrains Mono 600.
pub const MONO_SEMIBOLD: &str = "JetBrains Mono SemiBold";

/// Faces and sizes by job. Numbers that align or change are always in a mono face, because egui
/// cannot switch on tabular figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Fonts {
    /// Interface text: Inter 13.
    pub ui: FontId,
    /// Buttons and names: Inter 13, 500.
    pub ui_medium: FontId,
    /// Titles of alerts and open segments: Inter 13, 600.
    pub ui_semibold: FontId,
    /// Second text: Inter 12.
    pub secondary: FontId,
    /// Labels over fields, small buttons: Inter 12, 500.
    pub secondary_medium: FontId,
    /// Panel titles: Inter 12, 600.
    pub panel_title: FontId,
    /// Shortcuts, second header lines: Inter 11.
    pub small: FontId,
    /// Section labels: Inter 11, 600.
    pub section: FontId,
    /// Titles: Inter 15, 600.
    pub title: FontId,
    /// The field of the command palette: Inter 15.
    pub large: FontId,
    /// Code: JetBrains Mono 12.5.
    pub code: FontId,
    /// Code with weight: JetBrains Mono 12.5, 500.
    pub code_medium: FontId,
    /// Matched letters in code: JetBrains Mono 12.5, 600.
    pub code_semibold: FontId,
    /// Figures and ids in tables: JetBrains Mono 12.
    pub mono: FontId,
    /// Sums: JetBrains Mono 12, 500.
    pub mono_medium: FontId,
    /// Row numbers: JetBrains Mono 11.
    pub mono_small: FontId,
}

impl Default for Fonts {
    fn default() -> Self {
        let inter = |size| FontId::new(size, FontFamily::Proportional);
        let mono = |size| FontId::new(size, FontFamily::Monospace);
        let named = |size, name: &'static str| FontId::new(size, FontFamily::Name(name.into()));
        Fonts {
            ui: inter(13.0),
            ui_medium: named(13.0, INTER_MEDIUM),
            ui_semibold: named(13.0, INTER_SEMIBOLD),
            secondary: inter(12.0),
            secondary_medium: named(12.0, INTER_MEDIUM),
            panel_title: named(12.0, INTER_SEMIBOLD),
            small: inter(11.0),
            section: named(11.0, INTER_SEMIBOLD),
            title: named(15.0, INTER_SEMIBOLD),
            large: inter(15.0),
            code: mono(12.5),
            code_medium: named(12.5, MONO_MEDIUM),
            code_semibold: named(12.5, MONO_SEMIBOLD),
            mono: mono(12.0),
            mono_medium: named(12.0, MONO_MEDIUM),
            mono_small: mono(11.0),
        }
    }
}

macro_rules! face {
    ($file:literal) => {
        include_bytes!(concat!("../../../assets/fonts/", $file)).as_slice()
    };
}

/// The faces for egui. Our own come first in every family, then egui's symbols; what none of them
/// has (Chinese, Arabic, ...) egui asks of the system font provider that eframe adds.
pub(super) fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let fallback = |families: &BTreeMap<FontFamily, Vec<String>>, family: &FontFamily| {
        families.get(family).cloned().unwrap_or_default()
    };
    let mut after_inter = fallback(&fonts.families, &FontFamily::Proportional);
    // It has what Inter lacks: the brackets and pictures that stand for unseen characters in names.
    after_inter.push(MONO.to_owned());
    let after_mono = fallback(&fonts.families, &FontFamily::Monospace);
    let faces: [(&str, FontFamily, &[u8], &[String]); 6] = [
        ("Inter", FontFamily::Proportional, face!("Inter-Regular.otf"), &after_inter),
        (INTER_MEDIUM, FontFamily::Name(INTER_MEDIUM.into()), face!("Inter-Medium.otf"), &after_inter),
        (INTER_SEMIBOLD, FontFamily::Name(INTER_SEMIBOLD.into()), face!("Inter-SemiBold.otf"), &after_inter),
        (MONO, FontFamily::Monospace, face!("JetBrainsMono-Regular.ttf"), &after_mono),
        (MONO_MEDIUM, FontFamily::Name(MONO_MEDIUM.into()), face!("JetBrainsMono-Medium.ttf"), &after_mono),
        (
            MONO_SEMIBOLD,
            FontFamily::Name(MONO_SEMIBOLD.into()),
            face!("JetBrainsMono-SemiBold.ttf"),
            &after_mono,
        ),
    ];
    for (name, family, bytes, after) in faces {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        let chain = std::iter::once(name.to_owned()).chain(after.iter().cloned()).collect();
        fonts.families.insert(family, chain);
    }
    fonts
}
