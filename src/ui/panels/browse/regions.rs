//! The regions of the browser: F6 goes from one to the next, Ctrl-F goes to the filter of the one in use.

use eframe::egui::{Context, Id, Key, Modifiers};

use crate::ui::context::ViewCtx;

/// One list on the screen.
#[derive(Clone, Copy, Debug)]
struct Region {
    name: &'static str,
    list: Id,
    filter: Id,
}

/// The lists of this frame from left to right, and a filter that is asked for.
#[derive(Debug, Default)]
pub struct Regions {
    shown: Vec<Region>,
    wanted: Option<&'static str>,
    wanted_list: Option<&'static str>,
    drawn: Vec<Region>,
    wanted_export: Option<&'static str>,
    /// How often an export was asked for by its keys, as far as this has answered.
    exports: u64,
}

impl Regions {
    /// A list was drawn.
    pub fn put(&mut self, name: &'static str, list: Id, filter: Id) {
        self.drawn.push(Region { name, list, filter });
    }

    /// The filter of this list is to take the keyboard.
    pub fn want_filter(&mut self, name: &'static str) {
        self.wanted = Some(name);
    }

    /// This list is to take the keyboard.
    pub fn want_list(&mut self, name: &'static str) {
        self.wanted_list = Some(name);
    }

    /// Whether the filter of this list is to take the keyboard; true once.
    pub fn wants_filter(&mut self, name: &'static str) -> bool {
        let wanted = self.wanted == Some(name);
        if wanted {
            self.wanted = None;
        }
        wanted
    }

    /// Whether this list is to be exported; true once.
    pub fn wants_export(&mut self, name: &'static str) -> bool {
        self.wanted_export.take_if(|wanted| *wanted == name).is_some()
    }
}

/// Takes the keys. Called when all regions were drawn.
pub fn keys(ctx: &Context, cx: &mut ViewCtx<'_>) {
    let regions = &mut cx.views.browse.regions;
    regions.shown = std::mem::take(&mut regions.drawn);
    if cx.state.dialog.is_some() || regions.shown.is_empty() {
        return;
    }
    if let Some(name) = regions.wanted_list.take()
        && let Some(region) = regions.shown.iter().find(|region| region.name == name)
    {
        ctx.memory_mut(|memory| memory.request_focus(region.list));
    }
    let focused = ctx.memory(|memory| memory.focused());
    let at = regions.shown.iter().position(|r| focused == Some(r.list) || focused == Some(r.filter));
    let count = regions.shown.len();
    if regions.exports != cx.state.browser.export_asked {
        regions.exports = cx.state.browser.export_asked;
        // The list of the page with the keyboard, else the one that is looked at most: it stands last. The
        // projects stand first, and are meant where there is nothing else.
        let focused = at.filter(|at| *at > 0).and_then(|at| regions.shown.get(at));
        regions.wanted_export = focused.or(regions.shown.last()).map(|region| region.name);
        ctx.request_repaint();
    }
    let (next, back, find) = ctx.input_mut(|input| {
        (
            input.consume_key(Modifiers::NONE, Key::F6),
            input.consume_key(Modifiers::SHIFT, Key::F6),
            input.consume_key(Modifiers::COMMAND, Key::F),
        )
    });
    let target = match at {
        Some(at) if back => Some((at + count - 1) % count),
        Some(at) if next => Some((at + 1) % count),
        None if next || back => Some(0),
        _ => None,
    };
    if let Some(region) = target.and_then(|target| regions.shown.get(target)) {
        ctx.memory_mut(|memory| memory.request_focus(region.list));
        ctx.request_repaint();
    }
    if find {
        regions.wanted = regions.shown.get(at.unwrap_or(0)).map(|region| region.name);
        ctx.request_repaint();
    }
}
