//! Small pictures: a PNG writer and an isometric building to put in it.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// Width of every preview in pixels.
pub const WIDTH: usize = 700;
/// Height of every preview in pixels.
pub const HEIGHT: usize = 400;

type Rgb = [u8; 3];

/// A picture of [`WIDTH`] by [`HEIGHT`].
struct Canvas(Vec<[u8; 4]>);

impl Canvas {
    fn new(ground: [u8; 4]) -> Self {
        Self(vec![ground; WIDTH * HEIGHT])
    }

    /// Fills a parallelogram that starts at `corner` and is spanned by `along` and a vertical of `down` pixels.
    fn wall(&mut self, (x, y): (i32, i32), (along_x, along_y): (i32, i32), down: i32, colour: Rgb) {
        for step in 0..=along_x.abs() {
            let column = x + step * along_x.signum();
            let top = y + step * along_y / along_x.abs().max(1);
            for row in top..top + down {
                self.dot(column, row, colour);
            }
        }
    }

    /// Fills a rhombus with its left corner at `left`: `right` pixels to the front corner, `back` to the far one.
    fn roof(&mut self, (x, y): (i32, i32), right: i32, back: i32, colour: Rgb) {
        for step in 0..=back {
            let start = (x + step, y - step / 2);
            self.wall(start, (right, right / 2), 2, colour);
        }
    }

    fn dot(&mut self, x: i32, y: i32, colour: Rgb) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        if x < WIDTH
            && let Some(dot) = self.0.get_mut(y * WIDTH + x)
        {
            let [red, green, blue] = colour;
            *dot = [red, green, blue, u8::MAX];
        }
    }

    fn png(&self) -> Vec<u8> {
        let mut rows = Vec::with_capacity((WIDTH * 4 + 1) * HEIGHT);
        for row in self.0.chunks(WIDTH) {
            // Every row says that it is not filtered.
            rows.push(0);
            rows.extend_from_slice(row.as_flattened());
        }
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
        // Writing to memory does not fail; if it did, an empty picture would be the answer.
        let packed = packed.write_all(&rows).and_then(|()| packed.finish()).unwrap_or_default();
        let mut header = Vec::new();
        header.extend((WIDTH as u32).to_be_bytes());
        header.extend((HEIGHT as u32).to_be_bytes());
        // Eight bits a channel, red green blue alpha, the only compression and filter there are, not interlaced.
        header.extend([8, 6, 0, 0, 0]);
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, data) in [(b"IHDR", header), (b"IDAT", packed), (b"IEND", Vec::new())] {
            chunk(&mut png, *kind, &data);
        }
        png
    }
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    png.extend((data.len() as u32).to_be_bytes());
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(data);
    png.extend(kind);
    png.extend(data);
    png.extend(crc.sum().to_be_bytes());
}

/// A block of `floors` floors on nothing, as a real server draws its pictures.
pub fn building(floors: u32) -> Vec<u8> {
    let mut canvas = Canvas::new([0; 4]);
    let (width, depth, floor) = (150, 110, 24);
    let (left, bottom) = (220, 250);
    for nth in 0..floors.min(9) as i32 {
        let y = bottom - nth * floor;
        canvas.wall((left, y), (width, width / 2), floor - 4, [0x8f, 0xa6, 0xad]);
        canvas.wall((left + width, y + width / 2), (depth, -depth / 2), floor - 4, [0x6f, 0x8a, 0x93]);
        canvas.roof((left, y), width, depth, [0xc9, 0xc6, 0xbe]);
    }
    canvas.png()
}

/// The picture that stands for "no preview".
pub fn no_preview() -> Vec<u8> {
    sign([0x80, 0x80, 0x80])
}

/// The picture that stands for an error.
pub fn error() -> Vec<u8> {
    sign([0xb0, 0x40, 0x40])
}

/// The picture that stands for "401".
pub fn unauthorized() -> Vec<u8> {
    sign([0xb0, 0x90, 0x30])
}

/// A bar across an empty ground.
fn sign(colour: Rgb) -> Vec<u8> {
    let mut canvas = Canvas::new([0xf0, 0xf0, 0xf0, 0xff]);
    canvas.wall((250, 190), (200, 0), 20, colour);
    canvas.png()
}
