//! Icons: one set of SVG files, drawn with one stroke at the size of the screen's own pixels, kept
//! as white pictures and tinted by the colour of the text beside them.

use std::collections::HashMap;
use std::sync::Arc;

use eframe::egui::{
    Color32, ColorImage, Context, IconData, Id, Painter, Pos2, Rect, Response, Sense, TextureHandle,
    TextureOptions, Ui, Vec2,
};
use resvg::{tiny_skia, usvg};

use super::Sizes;

/// Writes the enum and its file lookup from one table.
macro_rules! icons {
    ($($name:ident = $file:literal,)+) => {
        /// An icon of the set in `assets/icons` (Lucide, ISC licence); named like its file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Icon { $($name,)+ }

        impl Icon {
            /// Every icon, in the order of their files.
            pub const ALL: &'static [Icon] = &[$(Icon::$name,)+];

            /// The drawing.
            fn svg(self) -> &'static str {
                match self {
                    $(Icon::$name => include_str!(concat!("../../../assets/icons/", $file, ".svg")),)+
                }
            }
        }
    };
}

icons! {
    AlignLeft = "align-left",
    ArrowDown = "arrow-down",
    ArrowDownWideNarrow = "arrow-down-wide-narrow",
    ArrowLeft = "arrow-left",
    ArrowLeftRight = "arrow-left-right",
    ArrowRight = "arrow-right",
    ArrowUp = "arrow-up",
    ArrowUpNarrowWide = "arrow-up-narrow-wide",
    Bookmark = "bookmark",
    Box = "box",
    Braces = "braces",
    Check = "check",
    ChevronDown = "chevron-down",
    ChevronLeft = "chevron-left",
    ChevronRight = "chevron-right",
    ChevronsDown = "chevrons-down",
    CircleAlert = "circle-alert",
    CircleCheck = "circle-check",
    CircleHelp = "circle-help",
    CircleX = "circle-x",
    CloudUpload = "cloud-upload",
    CodeXml = "code-xml",
    Columns3 = "columns-3",
    Copy = "copy",
    Diff = "diff",
    Download = "download",
    Ellipsis = "ellipsis",
    ExternalLink = "external-link",
    EyeOff = "eye-off",
    FileSpreadsheet = "file-spreadsheet",
    FilterX = "filter-x",
    Folder = "folder",
    GitCommitHorizontal = "git-commit-horizontal",
    GitCompare = "git-compare",
    Globe = "globe",
    History = "history",
    ImageOff = "image-off",
    Info = "info",
    KeyRound = "key-round",
    Layers = "layers",
    Lightbulb = "lightbulb",
    ListCollapse = "list-collapse",
    ListFilter = "list-filter",
    ListTree = "list-tree",
    Lock = "lock",
    LockKeyhole = "lock-keyhole",
    Minus = "minus",
    PanelLeftClose = "panel-left-close",
    PanelLeftOpen = "panel-left-open",
    PanelRightClose = "panel-right-close",
    Play = "play",
    Plus = "plus",
    RotateCcw = "rotate-ccw",
    RotateCw = "rotate-cw",
    Rows3 = "rows-3",
    Search = "search",
    Settings = "settings",
    Sigma = "sigma",
    SlidersHorizontal = "sliders-horizontal",
    Star = "star",
    Table2 = "table-2",
    Trash2 = "trash-2",
    TriangleAlert = "triangle-alert",
    WifiOff = "wifi-off",
    Workflow = "workflow",
    X = "x",
}

/// The program's mark, drawn with more spots the larger it is.
const MARK_LARGE: &str = include_str!("../../../assets/icon.svg");
const MARK_MIDDLE: &str = include_str!("../../../assets/icon-32.svg");
const MARK_SMALL: &str = include_str!("../../../assets/icon-16.svg");

/// What a kept picture shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Drawing {
    Icon(Icon),
    Mark,
}

/// One picture per drawing and pixel size; the third part is the screen's scale in thousandths,
/// because the stroke depends on it.
type Key = (Drawing, u32, u32);

/// Pictures already on the graphics card. Lives in the context, shared by all its windows.
#[derive(Clone, Default)]
struct Cache(Arc<HashMap<Key, TextureHandle>>);

/// Places an icon of `size` points in the layout; it takes no clicks.
pub fn icon(ui: &mut Ui, icon: Icon, size: f32, color: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    paint_icon(ui.painter(), icon, rect.center(), size, color);
    response
}

/// Paints an icon of `size` points around `center`, on whole pixels.
pub fn paint_icon(painter: &Painter, icon: Icon, center: Pos2, size: f32, color: Color32) {
    paint(painter, Drawing::Icon(icon), center, size, color);
}

/// Paints the program's own mark of `size` points around `center`.
pub fn app_mark(painter: &Painter, center: Pos2, size: f32) {
    paint(painter, Drawing::Mark, center, size, Color32::WHITE);
}

/// The program's icon for the window, `size` pixels square, alpha not multiplied in.
pub fn app_icon(size: u32) -> IconData {
    let pixels = draw(mark(size), size);
    let rgba = pixels.map_or_else(
        || vec![0; (size * size * 4) as usize],
        |pixels| {
            let plain = pixels.pixels().iter().map(|pixel| pixel.demultiply());
            plain.flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]).collect()
        },
    );
    IconData { rgba, width: size, height: size }
}

fn paint(painter: &Painter, drawing: Drawing, center: Pos2, size: f32, color: Color32) {
    let scale = painter.pixels_per_point();
    let pixels = (size * scale).round().max(1.0);
    let side = pixels / scale;
    let snap = |at: f32| ((at - side / 2.0) * scale).round() / scale;
    let rect = Rect::from_min_size(Pos2::new(snap(center.x), snap(center.y)), Vec2::splat(side));
    if !painter.clip_rect().intersects(rect) {
        return;
    }
    if let Some(texture) = texture(painter.ctx(), drawing, pixels as u32, scale) {
        let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
        painter.image(texture.id(), rect, whole, color);
    }
}

fn texture(ctx: &Context, drawing: Drawing, pixels: u32, scale: f32) -> Option<TextureHandle> {
    let kept = ctx.data_mut(|data| data.get_temp_mut_or_default::<Cache>(Id::NULL).clone());
    let key = (drawing, pixels, (scale * 1000.0).round() as u32);
    if let Some(texture) = kept.0.get(&key) {
        return Some(texture.clone());
    }
    drop(kept);
    let drawn = match drawing {
        Drawing::Icon(icon) => draw(&stroked(icon.svg(), pixels, scale), pixels),
        Drawing::Mark => draw(mark(pixels), pixels),
    }?;
    let side = pixels as usize;
    let image = ColorImage::from_rgba_premultiplied([side, side], drawn.data());
    let texture = ctx.load_texture("icon", image, TextureOptions::LINEAR);
    // Loading a texture locks the context, so the picture is kept afterwards.
    ctx.data_mut(|data| {
        let cache = data.get_temp_mut_or_default::<Cache>(Id::NULL);
        Arc::make_mut(&mut cache.0).insert(key, texture.clone());
    });
    Some(texture)
}

/// The mark that reads best at this many pixels.
fn mark(pixels: u32) -> &'static str {
    match pixels {
        48.. => MARK_LARGE,
        20..48 => MARK_MIDDLE,
        _ => MARK_SMALL,
    }
}

/// An icon's drawing in white, with the house's stroke. Lucide draws in a box of 24.
fn stroked(svg: &str, pixels: u32, scale: f32) -> String {
    let width = Sizes::default().icon_stroke * scale * 24.0 / pixels as f32;
    svg.replace("currentColor", "#ffffff")
        .replace("stroke-width=\"2\"", &format!("stroke-width=\"{width:.3}\""))
}

/// Draws an SVG into a square of pixels. `None` for a drawing that cannot be read.
fn draw(svg: &str, pixels: u32) -> Option<tiny_skia::Pixmap> {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).ok()?;
    let mut canvas = tiny_skia::Pixmap::new(pixels, pixels)?;
    let scale = pixels as f32 / tree.size().width().max(tree.size().height());
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut canvas.as_mut());
    Some(canvas)
}
