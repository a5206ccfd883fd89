//! Words of the browser: ages, applications, counts and filters.

use dapple::ui::lists::{application, count, matches, short_age, shortage, words};
use dapple_data::speckle::browse::Listing;

#[test]
fn ages_fit_a_narrow_row() {
    let now = 1_000_000_000;
    let day = 86_400;
    for (past, words) in [
        (5, "now"),
        (720, "12 min"),
        (3 * 3600, "3 h"),
        (day + 5, "yesterday"),
        (12 * day, "12 d"),
        (21 * day, "3 w"),
        (150 * day, "5 mo"),
        (400 * day, "1 y"),
        (-30, "now"),
    ] {
        assert_eq!(short_age(Some(now - past), now), words, "{past}");
    }
    assert_eq!(short_age(None, now), "—");
}

#[test]
fn applications_have_their_own_names() {
    for (slug, name) in [
        ("revit", "Revit"),
        ("Revit2025", "Revit 2025"),
        ("rhino8", "Rhino 8"),
        ("civil3d", "Civil 3D"),
        ("tekla-structures2025", "Tekla Structures 2025"),
        ("my-script v2", "my-script v2"),
    ] {
        assert_eq!(application(slug), name);
    }
}

#[test]
fn a_short_list_says_so() {
    let mut listing = Listing { items: vec![1, 2, 3], total: Some(5), ..Listing::default() };
    assert_eq!((count(&listing, 3).as_str(), count(&listing, 2).as_str()), ("3 of 5", "2 of 3"));
    assert!(shortage(&listing).unwrap().contains("3 of 5"));
    listing.total = Some(3);
    assert_eq!((count(&listing, 3).as_str(), shortage(&listing)), ("3", None));
    listing.hidden = 2;
    assert!(shortage(&listing).unwrap().starts_with("2 kept back"));
}

#[test]
fn every_word_of_a_filter_must_be_somewhere() {
    let texts = ["Kvarnholmen Block 7", "Revit"];
    assert!(matches(&words("block revit"), &texts) && matches(&words(""), &texts));
    assert!(!matches(&words("block rhino"), &texts));
}
