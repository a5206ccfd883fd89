//! Previews made small: cut to the shape, every pixel a mean.

use dapple::app::Picture;
use dapple::ui::lists::shrunk;
use eframe::egui::Color32;

fn picture(width: usize, height: usize, pixel: impl Fn(usize, usize) -> [u8; 4]) -> Picture {
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| pixel(x, y));
    Picture { width, height, pixels: pixels.collect() }
}

#[test]
fn a_picture_is_cut_to_the_shape_and_averaged() {
    // A wide picture: the red margins left and right are cut off.
    let wide =
        picture(400, 100, |x, _| if (125..275).contains(&x) { [0, 0, 200, 255] } else { [255, 0, 0, 255] });
    let image = shrunk(&wide, [144, 96]).unwrap();
    assert_eq!(image.size, [144, 96]);
    assert!(image.pixels.iter().all(|p| *p == Color32::from_rgb(0, 0, 200)));
    // Black and white lines become grey, and what is not there stays away from the mean.
    let lines = picture(288, 192, |x, _| if x % 2 == 0 { [255, 255, 255, 255] } else { [0, 0, 0, 255] });
    assert_eq!(shrunk(&lines, [144, 96]).unwrap().pixels[0], Color32::from_gray(127));
    let half = picture(288, 192, |x, _| if x % 2 == 0 { [90, 90, 90, 255] } else { [255, 255, 255, 0] });
    assert_eq!(shrunk(&half, [144, 96]).unwrap().pixels[0], Color32::from_rgba_unmultiplied(90, 90, 90, 127));
}

#[test]
fn small_and_broken_pictures_are_survived() {
    let one = picture(1, 1, |_, _| [1, 2, 3, 255]);
    assert!(shrunk(&one, [144, 96]).unwrap().pixels.iter().all(|p| *p == Color32::from_rgb(1, 2, 3)));
    assert!(shrunk(&Picture { width: 0, height: 9, pixels: Vec::new() }, [144, 96]).is_none());
    assert!(shrunk(&Picture { width: 9, height: 9, pixels: vec![0; 3] }, [144, 96]).is_none());
}
