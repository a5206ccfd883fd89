//! Previews on the graphics card: made small once, kept while they are used, asked for when rows rest.

use std::collections::HashMap;
use std::time::Duration;

use eframe::egui::{
    Color32, ColorImage, Context, CornerRadius, Image, Rect, TextureHandle, TextureId, TextureOptions, Ui,
    vec2,
};

use crate::app::{AccountKey, Action, BrowseAction, Picture, Pictures, Preview};
use crate::ui::context::ViewCtx;
use crate::ui::theme::{Icon, paint_icon};

/// How long the same rows must stand on the screen before their pictures are asked for, in seconds.
const REST: f64 = 0.3;
/// How many pictures stay on the graphics card.
const KEPT: usize = 96;

/// How large a preview is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// In a row.
    Row,
    /// In the inspector.
    Large,
}

impl Format {
    /// Width and height in pixels: twice the points, for fine screens.
    fn pixels(self) -> [usize; 2] {
        match self {
            Self::Row => [144, 96],
            Self::Large => [560, 328],
        }
    }
}

/// The pictures, and what the screen waits for.
#[derive(Default)]
pub struct Textures {
    /// By account, address and size: two accounts may see different pictures at one address.
    kept: HashMap<(AccountKey, String, Format), (TextureHandle, u64)>,
    /// Counts the frames, to know which picture was not drawn for longest.
    frame: u64,
    /// Missing in this frame.
    missing: Vec<String>,
    /// Missing since `since`.
    resting: Vec<String>,
    since: f64,
    sent: Vec<String>,
}

impl Textures {
    fn get(
        &mut self,
        ctx: &Context,
        pictures: &Pictures,
        (account, url): (&AccountKey, &str),
        format: Format,
    ) -> Option<TextureId> {
        // Pictures of another account are not those of this address.
        let known = pictures.get(url).filter(|_| pictures.account() == Some(account));
        let key = (account.clone(), url.to_owned(), format);
        if let Some((texture, used)) = self.kept.get_mut(&key) {
            *used = self.frame;
            return Some(texture.id());
        }
        match known {
            Some(Preview::Here(picture)) => {
                let image = shrunk(picture, format.pixels())?;
                let texture = ctx.load_texture("preview", image, TextureOptions::LINEAR);
                let id = texture.id();
                self.kept.insert(key, (texture, self.frame));
                Some(id)
            }
            Some(Preview::Absent) => None,
            Some(Preview::Waiting(_)) | None => {
                if !self.missing.iter().any(|missing| missing == url) {
                    self.missing.push(url.to_owned());
                }
                None
            }
        }
    }

    fn drop_oldest(&mut self) {
        while self.kept.len() > KEPT {
            let oldest = self.kept.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| key.clone());
            match oldest {
                Some(oldest) => self.kept.remove(&oldest),
                None => break,
            };
        }
    }
}

/// Paints a preview, or the mark that stands in its place at the same size.
pub fn preview(ui: &Ui, cx: &mut ViewCtx<'_>, rect: Rect, url: Option<&str>, format: Format) {
    let tokens = cx.tokens.clone();
    let radius = if format == Format::Row { tokens.size.radius_check } else { tokens.size.radius };
    ui.painter().rect_filled(rect, radius, tokens.color.hover);
    let account = page_account(cx);
    let texture = url.zip(account.as_ref()).and_then(|(url, account)| {
        let pictures = &cx.state.browser.pictures;
        cx.views.browse.textures.get(ui.ctx(), pictures, (account, url), format)
    });
    match texture {
        Some(texture) => {
            let image = Image::new((texture, rect.size())).corner_radius(CornerRadius::same(radius as u8));
            image.paint_at(ui, rect);
        }
        None => mark(ui, rect, Icon::ImageOff, tokens.color.icon),
    }
}

/// Whose page is in front.
fn page_account(cx: &ViewCtx<'_>) -> Option<AccountKey> {
    let page = cx.state.selected.and_then(|tab| cx.state.browser.pages.get(&tab));
    page.map(|page| page.account.clone())
}

/// The mark of a row without a picture.
pub fn mark(ui: &Ui, rect: Rect, icon: Icon, color: Color32) {
    let size = eframe::egui::Vec2::splat(rect.height() / 3.0).min(vec2(24.0, 24.0));
    paint_icon(ui.painter(), icon, rect.center(), size.y, color);
}

/// Asks for the missing pictures once the same ones were missing for a while.
pub fn ask(ctx: &Context, cx: &mut ViewCtx<'_>) {
    let textures = &mut cx.views.browse.textures;
    textures.frame += 1;
    textures.drop_oldest();
    // What an account showed goes with it.
    textures.kept.retain(|(account, ..), _| cx.state.accounts.get(account).is_some());
    let missing = std::mem::take(&mut textures.missing);
    if missing != textures.resting {
        textures.resting = missing;
        textures.since = cx.now;
    }
    if textures.resting == textures.sent {
        return;
    }
    let left = REST - (cx.now - textures.since);
    if left > 0.0 {
        ctx.request_repaint_after(Duration::from_secs_f64(left));
        return;
    }
    let Some(account) = page_account(cx) else { return };
    let textures = &mut cx.views.browse.textures;
    textures.sent.clone_from(&textures.resting);
    let urls = textures.resting.clone();
    cx.act(Action::Browse(BrowseAction::ShowPreviews(account, urls)));
}

/// The middle of a picture in another shape, every pixel the mean of those it stands for.
pub fn shrunk(picture: &Picture, [width, height]: [usize; 2]) -> Option<ColorImage> {
    let sound = picture.width > 0
        && picture.height > 0
        && picture.pixels.len() == picture.width.checked_mul(picture.height)?.checked_mul(4)?;
    if !sound {
        return None;
    }
    // The largest part of the picture that has the shape.
    let wide = picture.width * height > picture.height * width;
    let (w, h) = if wide {
        ((picture.height * width / height).max(1), picture.height)
    } else {
        (picture.width, (picture.width * height / width).max(1))
    };
    let (left, top) = ((picture.width - w) / 2, (picture.height - h) / 2);
    let span = |at: usize, of: usize, into: usize| (at * of / into, ((at + 1) * of).div_ceil(into).max(1));
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        let (from_y, to_y) = span(y, h, height);
        for x in 0..width {
            let (from_x, to_x) = span(x, w, width);
            pixels.push(mean(picture, (left + from_x, left + to_x), (top + from_y, top + to_y)));
        }
    }
    Some(ColorImage::new([width, height], pixels))
}

/// The mean colour of a rectangle, weighted by how opaque its pixels are.
fn mean(picture: &Picture, x: (usize, usize), y: (usize, usize)) -> Color32 {
    let (mut sum, mut alpha, mut count) = ([0_u32; 3], 0_u32, 0_u32);
    for row in y.0..y.1 {
        let start = (row * picture.width + x.0) * 4;
        let end = (row * picture.width + x.1) * 4;
        for pixel in picture.pixels.get(start..end).unwrap_or_default().chunks_exact(4) {
            let [r, g, b, a] = [pixel[0], pixel[1], pixel[2], pixel[3]].map(u32::from);
            sum = [sum[0] + r * a, sum[1] + g * a, sum[2] + b * a];
            alpha += a;
            count += 1;
        }
    }
    if alpha == 0 || count == 0 {
        return Color32::TRANSPARENT;
    }
    let [r, g, b] = sum.map(|part| (part / alpha) as u8);
    Color32::from_rgba_unmultiplied(r, g, b, (alpha / count) as u8)
}
