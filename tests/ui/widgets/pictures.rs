//! The gallery in both themes, as a person sees it.

use std::error::Error;

use dapple::ui::theme;
use dapple::ui::widgets::{GALLERY_SIZE, Gallery, gallery};
use eframe::egui::Theme;
use egui_kittest::Harness;

/// Renders the whole page; returns its width and how many colours it has. With `DAPPLE_PICTURES` set to a folder the picture is kept there.
fn picture(shown: Theme, name: &str, dialog: bool) -> Result<(u32, usize), Box<dyn Error>> {
    let mut state = Gallery::default();
    state.dialog = dialog;
    let mut harness = Harness::builder()
        .with_size(GALLERY_SIZE)
        .with_theme(shown)
        .with_context_setup(|ctx| {
            theme::install(ctx);
            theme::set_motion(ctx, false);
        })
        .build_ui(move |ui| gallery(ui, &mut state));
    harness.run_steps(4);
    harness.check_accessibility();
    let image = harness.render()?;
    if let Some(folder) = std::env::var_os("DAPPLE_PICTURES") {
        let file = std::path::Path::new(&folder).join(format!("{name}.png"));
        image.save(file)?;
    }
    let colors: std::collections::HashSet<[u8; 4]> = image.pixels().map(|pixel| pixel.0).collect();
    Ok((image.width(), colors.len()))
}

#[test]
fn the_gallery_draws_in_both_themes() -> Result<(), Box<dyn Error>> {
    for (shown, name) in [(Theme::Dark, "gallery-dark"), (Theme::Light, "gallery-light")] {
        let (width, colors) = picture(shown, name, false)?;
        assert_eq!(width, GALLERY_SIZE.x as u32);
        assert!(colors > 500, "{name} has only {} colours", colors);
    }
    picture(Theme::Dark, "dialog-dark", true)?;
    picture(Theme::Light, "dialog-light", true)?;
    Ok(())
}
