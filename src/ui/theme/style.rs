//! The egui styles, so that a plain egui widget looks like one of ours.

use eframe::egui::epaint::FontColorTransferFunction;
use eframe::egui::style::{ScrollStyle, Selection, WidgetVisuals, Widgets};
use eframe::egui::{Color32, CornerRadius, Margin, Shadow, Stroke, Style, TextStyle, Theme, Vec2, Visuals};

use super::Tokens;

/// Coverage to this power gives the opacity of text on dark ground; judged against the target pictures.
const DARK_TEXT_GAMMA: f32 = 0.8;

/// The style of one theme.
pub(super) fn style(tokens: &Tokens) -> Style {
    let theme = if tokens.dark { Theme::Dark } else { Theme::Light };
    let mut style = theme.default_style();
    let font = &tokens.font;
    style.text_styles = [
        (TextStyle::Body, font.ui.clone()),
        (TextStyle::Button, font.ui_medium.clone()),
        (TextStyle::Monospace, font.code.clone()),
        (TextStyle::Small, font.small.clone()),
        (TextStyle::Heading, font.title.clone()),
    ]
    .into();
    style.drag_value_text_style = TextStyle::Monospace;
    style.animation_time = tokens.size.motion_seconds;
    style.visuals = visuals(tokens, theme.default_visuals());
    spacing(&mut style, tokens);
    style.interaction.tooltip_delay = tokens.size.tooltip_seconds;
    style.interaction.show_tooltips_only_when_still = true;
    style.interaction.selectable_labels = false;
    style.interaction.interact_radius = tokens.size.gap_2;
    style.explanation_tooltips = false;
    style
}

fn spacing(style: &mut Style, tokens: &Tokens) {
    let size = &tokens.size;
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(size.gap_8, size.gap_4);
    spacing.window_margin = Margin::same(size.gap_16 as i8);
    spacing.menu_margin = Margin::same(size.popup_padding as i8);
    spacing.button_padding = Vec2::new(size.gap_12, size.gap_4);
    spacing.interact_size = Vec2::new(size.button, size.button);
    spacing.indent = size.tree_indent;
    spacing.icon_width = size.check_box;
    spacing.icon_width_inner = size.gap_8;
    spacing.icon_spacing = size.gap_8;
    spacing.tooltip_width = size.tooltip_max;
    spacing.scroll = ScrollStyle {
        bar_width: size.scroll_bar,
        floating_width: size.scroll_bar,
        floating_allocated_width: 0.0,
        bar_inner_margin: 0.0,
        bar_outer_margin: size.scroll_bar_margin,
        handle_min_length: size.scroll_thumb_min,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        dormant_handle_opacity: size.scroll_rest_share,
        active_handle_opacity: size.scroll_rest_share,
        interact_handle_opacity: 1.0,
        ..ScrollStyle::floating()
    };
    spacing.scroll.fade.strength = 0.0;
}

fn visuals(tokens: &Tokens, mut visuals: Visuals) -> Visuals {
    let (color, size) = (&tokens.color, &tokens.size);
    visuals.widgets = widgets(tokens);
    visuals.weak_text_color = Some(color.text_subdued);
    visuals.selection = Selection { bg_fill: color.code_selection, stroke: Stroke::new(1.0, color.text) };
    visuals.hyperlink_color = color.accent_text;
    visuals.faint_bg_color = color.group_row;
    visuals.extreme_bg_color = color.bg_field;
    visuals.text_edit_bg_color = Some(color.bg_field);
    visuals.code_bg_color = color.hover;
    visuals.warn_fg_color = color.warning_text;
    visuals.error_fg_color = color.danger_text;
    visuals.window_fill = color.bg_popup;
    visuals.window_stroke = Stroke::new(size.hairline, color.hairline);
    visuals.window_corner_radius = CornerRadius::same(size.radius_dialog as u8);
    visuals.menu_corner_radius = CornerRadius::same(size.radius_popup as u8);
    visuals.window_shadow = shadow(tokens);
    visuals.popup_shadow = shadow(tokens);
    visuals.window_highlight_topmost = false;
    visuals.panel_fill = color.bg_content;
    visuals.text_cursor.stroke = Stroke::new(size.caret, color.accent_text);
    visuals.striped = false;
    // Our widgets have colours for being off; fading them as well would make them illegible.
    visuals.disabled_alpha = 1.0;
    if tokens.dark {
        // egui's own curve for dark themes makes every face a weight heavier than it was drawn.
        visuals.text_options.color_transfer_function = FontColorTransferFunction::Gamma(DARK_TEXT_GAMMA);
    }
    visuals.indent_has_left_vline = false;
    visuals.button_frame = true;
    visuals.image_loading_spinners = false;
    visuals
}

/// The shadow of everything that floats.
pub(super) fn shadow(tokens: &Tokens) -> Shadow {
    Shadow {
        offset: [0, tokens.size.shadow_drop as i8],
        blur: tokens.size.shadow_blur as u8,
        spread: 0,
        color: tokens.color.shadow,
    }
}

fn widgets(tokens: &Tokens) -> Widgets {
    let (color, size) = (&tokens.color, &tokens.size);
    let state = |fill: Color32, weak: Color32, edge: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: weak,
        bg_stroke: Stroke::new(size.hairline, edge),
        corner_radius: CornerRadius::same(size.radius as u8),
        fg_stroke: Stroke::new(1.5, text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: state(color.bg_content, color.bg_content, color.hairline, color.text),
        inactive: state(color.bg_field, Color32::TRANSPARENT, color.button_border, color.text),
        hovered: state(color.hover, color.hover, color.button_border, color.text),
        active: state(color.pressed, color.pressed, color.focus_ring, color.text),
        open: state(color.hover, color.hover, color.button_border, color.text),
    }
}
