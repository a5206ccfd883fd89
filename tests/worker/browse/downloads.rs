//! Files of versions in the new format: taken whole, without the token, or said to be missing.

use dapple::app::{BrowseCommand, BrowseEvent, Command, Downloaded, Event, Failure, Wanted};
use dapple_data::ids::{ModelId, ProjectId, VersionId};
use dapple_data::speckle::browse::Content;
use dapple_demo::{Demo, Fault, Who};

use super::{Bench, demo};

/// The project, model and version of the demo that has files.
async fn bundle(bench: &mut Bench) -> (ProjectId, ModelId, VersionId) {
    for project in bench.projects().await.unwrap().items.clone() {
        let Ok(versions) = bench.versions(project.id.as_str(), None).await else { continue };
        let found = versions.items.iter().find(|version| matches!(version.content, Content::NewFormat(_)));
        if let Some(version) = found {
            let (model, _) = version.model.clone().unwrap();
            return (project.id.clone(), model, version.id.clone());
        }
    }
    panic!("no version of the demo has files");
}

async fn download(bench: &mut Bench, wanted: &Wanted) -> Result<Downloaded, Failure> {
    let id = bench.begin(Command::Browse(BrowseCommand::Download(Box::new(wanted.clone()))));
    match bench.answer(id).await {
        Event::Browse(BrowseEvent::Downloaded(result)) => result,
        other => panic!("another event: {other:?}"),
    }
}

fn names(wanted: &Wanted) -> Vec<String> {
    let listed = std::fs::read_dir(&wanted.folder).into_iter().flatten();
    let mut names: Vec<_> =
        listed.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

async fn stage(home: &tempfile::TempDir) -> (Demo, Bench, Wanted) {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::Full).await;
    let (project, model, version) = bundle(&mut bench).await;
    demo.requests().clear();
    let folder = home.path().join("files of a version");
    let wanted = Wanted { account: bench.account.clone(), project, model, version, folder };
    (demo, bench, wanted)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_a_version_is_taken_and_the_storage_gets_no_token() {
    let home = tempfile::tempdir().unwrap();
    let (demo, mut bench, wanted) = stage(&home).await;
    let done = download(&mut bench, &wanted).await.unwrap();
    let version = &wanted.version;
    let tables = ["eav.eav", "eav.objects", "eav.paths", "envelope.meta"];
    let expected: Vec<String> = tables.iter().map(|table| format!("{version}.{table}.parquet")).collect();
    assert_eq!((names(&wanted), done.files), (expected, 4));
    let objects = std::fs::read(wanted.folder.join(format!("{version}.eav.objects.parquet"))).unwrap();
    assert!(objects.starts_with(b"PAR1") && objects.ends_with(b"PAR1"));
    let stored: Vec<_> =
        demo.requests().all().into_iter().filter(|r| r.path.starts_with("/storage/")).collect();
    assert_eq!(stored.len(), 4);
    assert!(stored.iter().all(|request| !request.authorization), "a token for the storage");
    // The same again replaces what is there.
    download(&mut bench, &wanted).await.unwrap();
    assert_eq!(names(&wanted).len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_off_is_said_and_leaves_no_half_file() {
    let home = tempfile::tempdir().unwrap();
    let (demo, mut bench, wanted) = stage(&home).await;
    demo.faults().on("/storage", None, Fault::TruncateAfter(100));
    let failure = download(&mut bench, &wanted).await.unwrap_err();
    assert_eq!(failure.title, "Only 0 of 4 files came", "{failure:?}");
    assert_eq!(names(&wanted), Vec::<String>::new());
    assert!(!format!("{failure:?}").contains("Signature="), "a signed link is as secret as a token");
    demo.faults().clear();
    // A web page in place of a file is no file.
    demo.faults().on("/storage", None, Fault::HtmlErrorPage(200));
    assert!(download(&mut bench, &wanted).await.is_err());
    assert_eq!(names(&wanted), Vec::<String>::new());
    demo.faults().clear();
    download(&mut bench, &wanted).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_without_files_is_told_from_one_that_fails() {
    let home = tempfile::tempdir().unwrap();
    let (demo, mut bench, mut wanted) = stage(&home).await;
    wanted.version = "0000000000".into();
    let failure = download(&mut bench, &wanted).await.unwrap_err();
    assert_eq!(failure.title, "This version has no files yet", "{failure:?}");
    demo.faults().next(1, Fault::HtmlErrorPage(502));
    let failure = download(&mut bench, &wanted).await.unwrap_err();
    assert_ne!(failure.title, "This version has no files yet", "{failure:?}");
    assert!(!wanted.folder.exists(), "nothing came, so there is no folder");
}
