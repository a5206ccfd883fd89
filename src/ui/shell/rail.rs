//! The rail: one icon a place.

use eframe::egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::{Action, Place};
use crate::ui::commands::keys_of;
use crate::ui::context::ViewCtx;
use crate::ui::theme::{Icon, Ring, focus_ring, paint_icon};
use crate::ui::widgets::paint::{Look, Phase};

/// Places and what the command that goes there is called.
const PLACES: [(Place, Icon, &str); 4] = [
    (Place::Browse, Icon::Layers, "Browse"),
    (Place::Query, Icon::Braces, "Query"),
    (Place::History, Icon::History, "History"),
    (Place::Api, Icon::Workflow, "API"),
];

/// Draws the rail into its region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let size = &tokens.size;
    let rail = ui.max_rect();
    let mut top = rail.top() + size.radius;
    for (place, icon, name) in PLACES {
        let center = pos2(rail.center().x - size.hairline / 2.0, top + size.rail_item / 2.0);
        let rect = Rect::from_center_size(center, vec2(size.rail_item, size.rail_item));
        top = rect.bottom() + size.gap_4;
        let response = ui.interact(rect, Id::unique(("rail", place)), Sense::click());
        let open = cx.state.place == place;
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, open, name));
        let phase = Phase::of(&response, Look::Live);
        let fill = if open { tokens.color.selection } else { phase.ghost_fill(&tokens) };
        ui.painter().rect_filled(rect, size.radius, fill);
        let color = if open { tokens.color.accent_text } else { tokens.color.icon };
        paint_icon(ui.painter(), icon, rect.center(), size.icon_rail, color);
        if phase.focused {
            focus_ring(ui, rect, size.radius, Ring::Inside);
        }
        if response.on_hover_text(format!("{name}   {}", keys_of(name))).clicked() {
            // The place one is in: its list, where the window has no room for it beside the tabs.
            if open {
                cx.views.side_over = !cx.views.side_over;
            }
            cx.act(Action::Go(place));
        }
    }
}
