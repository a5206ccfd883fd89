//! Spooled answers: read by position, peeked at without waiting, gone without a trace.

use std::sync::{Arc, Mutex};

use dapple::services::store::{PageWanted, SpoolWriter};
use dapple_data::document::Source;

use super::{files, home};

type Asked = Arc<Mutex<Vec<PageWanted>>>;

/// 1,000,000 bytes that tell their own position.
fn content() -> Vec<u8> {
    (0..250_000_u32).flat_map(u32::to_le_bytes).collect()
}

fn spool(folder: &std::path::Path) -> (SpoolWriter, Asked) {
    let asked = Asked::default();
    let asks = Arc::clone(&asked);
    (SpoolWriter::create(folder, move |page| asks.lock().unwrap().push(page)).unwrap(), asked)
}

fn fetch_all(asked: &Asked) -> usize {
    let pages = std::mem::take(&mut *asked.lock().unwrap());
    let count = pages.len();
    pages.into_iter().for_each(|page| page.fetch().unwrap());
    count
}

#[test]
fn bytes_come_back_by_position_and_past_the_end_is_cut() {
    let (_home, folders) = home();
    let (mut writer, _asked) = spool(&folders.cache);
    let content = content();
    content.chunks(77_777).for_each(|chunk| writer.append(chunk).unwrap());
    let spool = writer.finish();
    assert_eq!(spool.len(), 1_000_000);
    for range in [0..10, 262_140..262_150, 0..1_000_000, 999_990..2_000_000, 5_000_000..6_000_000, 7..7] {
        let (start, end) = (range.start.min(1_000_000) as usize, range.end.min(1_000_000) as usize);
        assert_eq!(spool.read(range.clone()).unwrap(), &content[start..end], "{range:?}");
    }
}

#[test]
fn a_peek_asks_once_for_what_is_missing_and_never_waits() {
    let (_home, folders) = home();
    let (mut writer, asked) = spool(&folders.cache);
    let content = content();
    writer.append(&content).unwrap();
    let spool = writer.finish();
    assert_eq!(spool.peek(0..0).as_deref(), Some(&b""[..]));
    // Across the border of two pages.
    assert_eq!(spool.peek(262_100..262_200), None);
    assert_eq!(spool.peek(262_100..262_200), None);
    assert_eq!(fetch_all(&asked), 2);
    assert_eq!(spool.peek(262_100..262_200).as_deref(), Some(&content[262_100..262_200]));
    assert_eq!(spool.peek(0..100).as_deref(), Some(&content[..100]));
    assert!(asked.lock().unwrap().is_empty());
    // A page that nobody fetched is asked for again.
    assert_eq!(spool.peek(999_999..1_000_500), None);
    asked.lock().unwrap().clear();
    assert_eq!(spool.peek(999_999..1_000_500), None);
    assert_eq!(fetch_all(&asked), 1);
    assert_eq!(spool.peek(999_999..1_000_500).as_deref(), Some(&content[999_999..]));
}

#[test]
fn an_answer_can_be_looked_at_while_it_comes() {
    let (_home, folders) = home();
    let (mut writer, asked) = spool(&folders.cache);
    let spool = writer.reader();
    writer.append(b"first").unwrap();
    assert_eq!(spool.peek(0..5), None);
    fetch_all(&asked);
    assert_eq!(spool.peek(0..100).as_deref(), Some(&b"first"[..]));
    writer.append(b" second").unwrap();
    assert_eq!(spool.peek(0..100), None, "the page that is held lacks the new bytes");
    fetch_all(&asked);
    assert_eq!(spool.peek(0..100).as_deref(), Some(&b"first second"[..]));
}

#[test]
fn pages_in_memory_are_few() {
    let (_home, folders) = home();
    let (mut writer, asked) = spool(&folders.cache);
    let page = vec![7_u8; 256 * 1024];
    (0..100).for_each(|_| writer.append(&page).unwrap());
    let spool = writer.finish();
    for at in 0..100 {
        assert_eq!(spool.peek(at * 262_144..at * 262_144 + 1), None);
        fetch_all(&asked);
        // The first one is looked at again and again, so it stays.
        assert!(spool.peek(0..1).is_some());
    }
    assert!(spool.size_in_memory() <= 16 << 20);
    assert!(spool.peek(99 * 262_144..99 * 262_144 + 1).is_some());
    assert_eq!(spool.peek(262_144..262_145), None);
}

#[test]
fn a_spool_has_no_name_and_says_where_it_cannot_be_made() {
    let (_home, folders) = home();
    let before = files(&folders.cache);
    let (mut writer, _asked) = spool(&folders.cache);
    writer.append(b"large").unwrap();
    if cfg!(unix) {
        assert_eq!(files(&folders.cache), before);
    }
    drop(writer);
    assert_eq!(files(&folders.cache), before);
    let missing = folders.cache.join("gone");
    let error = SpoolWriter::create(&missing, |_| ()).unwrap_err();
    assert!(error.to_string().contains("gone"), "{error}");
}
