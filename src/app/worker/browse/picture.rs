//! PNG bytes made into a small picture. Work for the pool.

use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations};

use crate::app::browser::Picture;

/// The most pixels a picture may have before it is made small.
const MOST_PIXELS: u64 = 64_000_000;
/// The size a picture is made to fit into.
const WIDTH: usize = 560;
const HEIGHT: usize = 1_120;

/// Decodes a picture and makes it small.
///
/// # Errors
/// In words: it is no PNG (the only kind that Speckle's servers render), or a broken or a giant one.
pub(super) fn decode(bytes: &[u8]) -> Result<Picture, String> {
    let most = usize::try_from(MOST_PIXELS * 4).unwrap_or(usize::MAX);
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: most });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let (width, height) = (reader.info().width, reader.info().height);
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!("It has {width} x {height} pixels"));
    }
    let size = reader.output_buffer_size().ok_or("It is too large")?;
    let mut buffer = vec![0; size];
    let frame = reader.next_frame(&mut buffer).map_err(|error| error.to_string())?;
    let (width, height) = (frame.width as usize, frame.height as usize);
    let channels = match frame.color_type {
        ColorType::Grayscale => 1,
        ColorType::GrayscaleAlpha => 2,
        ColorType::Rgb => 3,
        ColorType::Rgba => 4,
        ColorType::Indexed => return Err("Its palette is missing".to_owned()),
    };
    let image = Image { width, height, channels, samples: &buffer };
    Ok(image.small())
}

/// Decoded samples of 8 bits, row by row.
struct Image<'a> {
    width: usize,
    height: usize,
    channels: usize,
    samples: &'a [u8],
}

impl Image<'_> {
    /// RGBA of one pixel; what is not there is transparent.
    fn pixel(&self, x: usize, y: usize) -> [u8; 4] {
        let start = (y * self.width + x) * self.channels;
        match self.samples.get(start..start + self.channels) {
            Some(&[grey]) => [grey, grey, grey, 255],
            Some(&[grey, alpha]) => [grey, grey, grey, alpha],
            Some(&[r, g, b]) => [r, g, b, 255],
            Some(&[r, g, b, a]) => [r, g, b, a],
            _ => [0; 4],
        }
    }

    /// The picture as large as it is shown at most, and never enlarged.
    fn small(&self) -> Picture {
        let by_width = WIDTH as f64 / self.width as f64;
        let by_height = HEIGHT as f64 / self.height as f64;
        let scale = by_width.min(by_height).min(1.0);
        let scaled = |side: usize, most: usize| ((side as f64 * scale).round() as usize).clamp(1, most);
        let (width, height) = (scaled(self.width, WIDTH), scaled(self.height, HEIGHT));
        let mut pixels = Vec::with_capacity(width * height * 4);
        for y in 0..height {
            let rows = span(y, height, self.height);
            for x in 0..width {
                pixels.extend(self.mean(span(x, width, self.width), rows.clone()));
            }
        }
        Picture { width, height, pixels }
    }

    /// The mean colour of an area. What is transparent adds nothing to the colour.
    fn mean(&self, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> [u8; 4] {
        let count = (columns.len() * rows.len()).max(1) as u64;
        let (mut colour, mut opaque) = ([0_u64; 3], 0_u64);
        for y in rows {
            for x in columns.clone() {
                let [r, g, b, a] = self.pixel(x, y).map(u64::from);
                colour = [colour[0] + r * a, colour[1] + g * a, colour[2] + b * a];
                opaque += a;
            }
        }
        let part = |sum: u64| ((sum + opaque / 2) / opaque.max(1)).min(255) as u8;
        let [r, g, b] = colour.map(part);
        [r, g, b, ((opaque + count / 2) / count).min(255) as u8]
    }
}

/// Which of `from` rows or columns the one at `at` of `to` is made of.
fn span(at: usize, to: usize, from: usize) -> std::ops::Range<usize> {
    let (start, end) = (at * from / to, (at + 1) * from / to);
    start..end.max(start + 1)
}
