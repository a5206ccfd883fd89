//! Pictures: which of them are previews, that they are kept, and that a missing one is not asked for again.

use std::time::Duration;

use dapple::app::{BrowseCommand, Command, Event};
use dapple_demo::data::{MAIN_PROJECT, MAIN_VERSION, UNRENDERED_VERSION};
use dapple_demo::{Fault, Who};

use super::{Bench, demo};
use crate::api::TOKEN;
use crate::api::server::{JSON, Request, Server, Step, answer};

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_made_small_and_kept() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    // Whatever host the server calls itself: only the path counts.
    let url = format!("https://elsewhere.example/preview/{MAIN_PROJECT}/commits/{MAIN_VERSION}");
    let picture = bench.preview(&url).await.unwrap().unwrap();
    assert_eq!((picture.width, picture.height), (560, 320), "made of 700 x 400");
    assert_eq!(picture.pixels.len(), 560 * 320 * 4);
    // The building stands on nothing.
    assert_eq!(picture.pixels[3], 0);
    assert!(picture.pixels.chunks_exact(4).any(|pixel| pixel[3] == 255));
    let colours: std::collections::HashSet<&[u8]> = picture.pixels.chunks_exact(4).collect();
    assert!(colours.len() > 3, "it shows something");
    let again = bench.preview(&url).await.unwrap().unwrap();
    assert!(std::sync::Arc::ptr_eq(&picture, &again) && demo.requests().len() == 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_says_there_is_none_is_none_and_not_asked_for_again() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    for (nth, path) in [
        format!("preview/{MAIN_PROJECT}/commits/{UNRENDERED_VERSION}"),
        format!("preview/{MAIN_PROJECT}/commits/0000000000"),
        format!("preview/{MAIN_PROJECT}/commits/{MAIN_VERSION}/sideways"),
        "preview/0000000000/commits/0000000000".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        let url = format!("{}/{path}", demo.origin());
        assert!(bench.preview(&url).await.unwrap().is_none(), "{path}");
        assert!(bench.preview(&url).await.unwrap().is_none(), "{path}");
        assert_eq!(demo.requests().len(), nth + 1, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_picture_may_be_asked_for_again() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let url = format!("{}/preview/{MAIN_PROJECT}/commits/{MAIN_VERSION}", demo.origin());
    demo.faults().next(1, Fault::HtmlErrorPage(502));
    assert!(bench.preview(&url).await.is_err());
    demo.faults().next(1, Fault::TruncateAfter(300));
    let cut = bench.preview(&url).await.unwrap_err();
    assert!(cut.details.is_some(), "{cut:?}");
    assert!(bench.preview(&url).await.unwrap().is_some());
    assert!(bench.preview("no address").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn previews_come_two_at_a_time_and_leave_room_for_a_click() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    demo.faults().on("/preview", None, Fault::Latency(Duration::from_secs(60)));
    for nth in 0..6 {
        let url = format!("{}/preview/{MAIN_PROJECT}/commits/{nth}", demo.origin());
        bench.begin(Command::Browse(BrowseCommand::Preview { account: bench.account.clone(), url }));
    }
    while demo.requests().len() < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(bench.models(MAIN_PROJECT).await.unwrap().is_complete(), "a list passes the pictures");
    let asked = demo.requests().all();
    assert_eq!(asked.iter().filter(|r| r.path.starts_with("/preview")).count(), 2);
}

/// A server that gives this picture with headers that say that it is one.
async fn serving(bytes: Vec<u8>) -> Server {
    Server::start(move |request: &Request, _| {
        let said = if request.target().starts_with("/preview") {
            answer("200 OK", &["Content-Type: image/png", "Cache-Control: private, max-age=604800"], &bytes)
        } else {
            answer("200 OK", &[JSON], super::scripted::signing_in(request).as_bytes())
        };
        vec![Step::Send(said)]
    })
    .await
}

/// A PNG of one colour with alpha, `width` x `height`.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[200, 100, 50, 128].repeat((width * height) as usize)).unwrap();
    writer.finish().unwrap();
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_any_shape_are_made_to_fit() {
    for (width, height, wanted) in
        [(1, 1, (1, 1)), (300, 200, (300, 200)), (4, 3_000, (1, 1_120)), (3_000, 2, (560, 1))]
    {
        let server = serving(png(width, height)).await;
        let mut bench = Bench::at(&server.address(), TOKEN).await;
        let picture = bench.preview("https://a.example/preview/x").await.unwrap().unwrap();
        assert_eq!((picture.width, picture.height), wanted, "{width} x {height}");
        assert!(picture.pixels.chunks_exact(4).all(|pixel| pixel == [200, 100, 50, 128]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_so_many_pictures_are_kept_and_the_least_used_go_first() {
    // Thirteen of them fit into the 32 MiB that are kept.
    let server = serving(png(560, 1_120)).await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let url = |nth: usize| format!("https://a.example/preview/{nth}");
    for nth in 0..13 {
        bench.preview(&url(nth)).await.unwrap().unwrap();
    }
    let before = server.requests().len();
    bench.preview(&url(0)).await.unwrap().unwrap();
    assert_eq!(server.requests().len(), before, "all thirteen are here");
    bench.preview(&url(13)).await.unwrap().unwrap();
    bench.preview(&url(0)).await.unwrap().unwrap();
    assert_eq!(server.requests().len(), before + 1, "the one that was used stays");
    bench.preview(&url(1)).await.unwrap().unwrap();
    assert_eq!(server.requests().len(), before + 2, "the least used one went");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_pictures_are_refused() {
    let mut giant = png(1, 1);
    // 100,000 x 100,000 pixels, with a checksum that fits: a head of a few bytes that wants 40 GB.
    giant[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let crc = {
        let mut crc = flate2::Crc::new();
        crc.update(&giant[12..29]);
        crc.sum().to_be_bytes()
    };
    giant[29..33].copy_from_slice(&crc);
    let half = png(300, 300)[..200].to_vec();
    for bytes in [giant, half, b"\xff\xd8\xff\xe0 JFIF".to_vec(), b"<html>".to_vec(), Vec::new()] {
        let server = serving(bytes).await;
        let mut bench = Bench::at(&server.address(), TOKEN).await;
        let id = bench.begin(Command::Browse(BrowseCommand::Preview {
            account: bench.account.clone(),
            url: "https://a.example/preview/x".to_owned(),
        }));
        let Event::Browse(dapple::app::BrowseEvent::Preview(result)) = bench.answer(id).await else {
            panic!()
        };
        let failure = result.unwrap_err();
        assert_eq!(failure.title, "This preview cannot be shown");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_comes_after_its_account_was_forgotten_is_not_kept() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let url = format!("{}/preview/{MAIN_PROJECT}/commits/{MAIN_VERSION}", demo.origin());
    demo.faults().next(1, Fault::Latency(Duration::from_millis(400)));
    let account = bench.account.clone();
    let late =
        bench.begin(Command::Browse(BrowseCommand::Preview { account: account.clone(), url: url.clone() }));
    while demo.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let forget = bench.begin(Command::ForgetToken { key: account, kept: false });
    assert!(matches!(bench.answer(forget).await, Event::TokenForgotten { result: Ok(()), .. }));
    assert!(matches!(bench.answer(late).await, Event::Browse(_)), "it was on its way");
    bench.connect(&demo.origin(), demo.token(Who::ReadOnly)).await;
    demo.requests().clear();
    bench.preview(&url).await.unwrap().unwrap();
    assert_eq!(demo.requests().len(), 1, "it is asked for again");
}
