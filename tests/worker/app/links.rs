//! Links in the heart: what opens by itself, what its server is asked about, and what is refused.

use dapple::app::{Action, BrowseAction, BrowseCommand, BrowseEvent, Destination, Event, NoticeKind, Remote};
use dapple_data::ids::ProjectId;

use super::browsing::{PROJECT, browse, listing, one, version};
use super::{Play, failure};

#[test]
fn a_link_to_a_project_or_a_model_needs_no_question() {
    let (mut play, key) = Play::browsing();
    let paste = |play: &mut Play, text: &str| play.act(Action::OpenPasted(text.to_owned()));
    let out = paste(&mut play, "https://speckle.example/projects/aaaaaaaaaa/models/bbbbbbbbbb");
    let tab = play.state().selected.unwrap();
    assert!(one(&out, |c| matches!(c, BrowseCommand::Resolve { .. })).is_none());
    assert_eq!(
        (play.page(tab).project.as_str(), play.page(tab).model.clone()),
        ("aaaaaaaaaa", Some("bbbbbbbbbb".into()))
    );
    paste(&mut play, PROJECT);
    let tab = play.state().selected.unwrap();
    assert_eq!((&play.page(tab).account, play.page(tab).project.as_str()), (&key, PROJECT));
    paste(&mut play, "https://nobody.example/projects/aaaaaaaaaa");
    let notice = play.state().notices.last().unwrap();
    assert!(notice.text.contains("no account for nobody.example"), "{}", notice.text);
    assert_eq!(play.state().tabs.len(), 2);
}

#[test]
fn what_a_link_does_not_say_is_asked_of_its_server_and_the_latest_link_counts() {
    let (mut play, key) = Play::browsing();
    let link = format!("https://speckle.example/projects/{PROJECT}/models/m1@b83e0f4d21");
    let out = play.act(Action::OpenPasted(link.clone()));
    let old = one(&out, |c| matches!(c, BrowseCommand::Resolve { .. })).unwrap();
    let out = play.act(Action::OpenPasted(link));
    assert!(out.cancel.contains(&old));
    let id = one(&out, |c| matches!(c, BrowseCommand::Resolve { .. })).unwrap();
    let page = |version: &str| Destination::Page {
        account: key.clone(),
        project: PROJECT.into(),
        model: Some("m1".into()),
        version: Some(version.into()),
    };
    play.tell(old, BrowseEvent::Resolved(Ok(page("late"))));
    assert!(play.state().tabs.is_empty(), "nobody waits for the first link");
    let out = play.tell(id, BrowseEvent::Resolved(Ok(page("v1"))));
    let tab = play.state().selected.unwrap();
    let versions = one(&out, |c| matches!(c, BrowseCommand::Versions { .. })).unwrap();
    play.tell(versions, BrowseEvent::Versions(Ok(listing(vec![version("v2"), version("v1")]))));
    assert_eq!(play.page(tab).version, Some("v1".into()), "the link's own version stays chosen");
    // A version that the server does not list is said, not silently another one.
    let out = play.do_browse(BrowseAction::ShowVersion(tab, "m2".into(), "gone".into()));
    let versions = one(&out, |c| matches!(c, BrowseCommand::Versions { .. })).unwrap();
    play.tell(versions, BrowseEvent::Versions(Ok(listing(vec![version("v3")]))));
    assert_eq!(play.page(tab).version, Some("v3".into()));
    assert_eq!(play.state().notices.last().unwrap().kind, NoticeKind::Warning);
    let out = play.act(Action::OpenPasted("https://speckle.example/streams/x1/commits/abc".to_owned()));
    let id = one(&out, |c| matches!(c, BrowseCommand::Resolve { .. })).unwrap();
    play.say(id, Event::Refused(failure()));
    assert_eq!(play.state().notices.last().unwrap().kind, NoticeKind::Error, "it is said");
    assert!(matches!(play.state().browser.resolving, Remote::Idle));
}

#[test]
fn a_hash_is_an_object_of_the_project_in_front() {
    let (mut play, key) = Play::browsing();
    let hash = "9b5e57dca804a923a8d42d55dcc0191a";
    let out = play.act(Action::OpenPasted(hash.to_owned()));
    assert!(browse(&out).is_empty());
    assert_eq!(play.state().notices.last().unwrap().kind, NoticeKind::Error);
    play.opened(&key);
    let out = play.act(Action::OpenPasted(hash.to_owned()));
    let (_, command) = browse(&out).pop().unwrap();
    let BrowseCommand::Resolve { account, link } = command else { panic!("{command:?}") };
    assert_eq!((account, link.project()), (key, Some(&ProjectId::from(PROJECT))));
}
