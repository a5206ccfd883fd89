//! Kept previews: read with their key alone, never one in place of another, and not for ever.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use dapple::services::store::{Folders, Sealed};
use secrecy::SecretString;

use super::{files, home};

const WEEK: Duration = Duration::from_secs(604_800);
const ACCOUNT: &str = "0123456789 https://speckle.example";

fn opened(folders: &Folders, account: &str) -> Sealed {
    Sealed::open(folders, account, &Sealed::new_key().unwrap()).unwrap()
}

#[test]
fn what_is_kept_comes_back_with_its_key_alone() {
    let (_home, folders) = home();
    let key = Sealed::new_key().unwrap();
    let sealed = Sealed::open(&folders, ACCOUNT, &key).unwrap();
    let now = SystemTime::now();
    assert_eq!(sealed.read("a", now).unwrap(), None);
    sealed.keep("a", b"PNG of a school", WEEK, now).unwrap();
    sealed.keep("b", b"PNG of a bridge", WEEK, now).unwrap();
    let again = Sealed::open(&folders, ACCOUNT, &key).unwrap();
    assert_eq!(again.read("a", now).unwrap().unwrap(), b"PNG of a school");
    let kept = files(&folders.sealed());
    assert_eq!(kept.len(), 2);
    for path in kept {
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"school"), "it lies in clear");
    }
    assert_eq!(opened(&folders, ACCOUNT).read("a", now).unwrap(), None, "another key reads nothing");
    assert_eq!(again.read("a", now).unwrap().unwrap(), b"PNG of a school");
    assert!(Sealed::open(&folders, ACCOUNT, &SecretString::from("no key")).is_none());
}

#[test]
fn changed_swapped_and_old_files_are_not_taken() {
    let (_home, folders) = home();
    let sealed = opened(&folders, ACCOUNT);
    let now = SystemTime::now();
    sealed.keep("a", b"first", WEEK, now).unwrap();
    let first = files(&folders.sealed()).pop().unwrap();
    sealed.keep("b", b"second", WEEK, now).unwrap();
    let second = files(&folders.sealed()).into_iter().find(|path| *path != first).unwrap();
    fs::copy(&second, &first).unwrap();
    assert_eq!(sealed.read("a", now).unwrap(), None, "one file took the place of another");
    assert!(!first.exists());
    let mut bytes = fs::read(&second).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&second, bytes).unwrap();
    assert_eq!(sealed.read("b", now).unwrap(), None);
    sealed.keep("c", b"third", WEEK, now).unwrap();
    assert!(sealed.read("c", now + WEEK / 2).unwrap().is_some());
    assert_eq!(sealed.read("c", now + WEEK).unwrap(), None, "its server lets it live for a week");
}

#[test]
fn the_longest_unused_goes_first_and_an_account_takes_all_of_its_own_with_it() {
    let (_home, folders) = home();
    let sealed = opened(&folders, ACCOUNT);
    let now = SystemTime::now();
    let mut paths = Vec::new();
    for (name, age) in [("a", 100), ("b", 99), ("c", 98)] {
        sealed.keep(name, &[0; 1_000], WEEK * 9, now).unwrap();
        let path = files(&folders.sealed()).into_iter().find(|path| !paths.contains(path)).unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(now - Duration::from_secs(age)).unwrap();
        paths.push(path);
    }
    sealed.read("a", now).unwrap().unwrap();
    folders.trim_sealed(now, 2_500).unwrap();
    let there: Vec<bool> = paths.iter().map(|path| path.exists()).collect();
    assert_eq!(there, [true, false, true], "what was used last stays");
    folders.trim_sealed(now + WEEK * 9, u64::MAX).unwrap();
    assert!(files(&folders.sealed()).is_empty(), "nobody looked at them for a month");
    let other = "abcdefghij https://speckle.example";
    opened(&folders, other).keep("a", b"x", WEEK, now).unwrap();
    assert!(folders.has_sealed(ACCOUNT));
    folders.remove_sealed(ACCOUNT).unwrap();
    folders.remove_sealed(ACCOUNT).unwrap();
    assert!(!folders.has_sealed(ACCOUNT) && folders.has_sealed(other));
    folders.clear_sealed().unwrap();
    assert!(!folders.has_sealed(other));
}
