//! Every form of link, resolved by the server.

use dapple::app::{Destination, ElementsTarget};
use dapple_data::url::{Link, parse_link};
use dapple_demo::data::{
    EARLIER_VERSION, FOREIGN_PROJECT, MAIN_MODEL, MAIN_MODEL_NAME, MAIN_PROJECT, MAIN_VERSION,
};
use dapple_demo::{Demo, Who};

use super::{Bench, demo, new_format_project, root_object};

fn link(demo: &Demo, path: &str) -> Link {
    parse_link(&format!("{}/{path}", demo.origin())).unwrap().1
}

fn elements(destination: Destination) -> ElementsTarget {
    match destination {
        Destination::Elements(target) => target,
        other => panic!("{other:?}"),
    }
}

fn page(bench: &Bench, model: Option<&str>) -> Destination {
    Destination::Page {
        account: bench.account.clone(),
        project: MAIN_PROJECT.into(),
        model: model.map(Into::into),
        version: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn projects_and_models_open_their_page() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let name = MAIN_MODEL_NAME.replace(' ', "%20");
    for (path, model) in [
        (format!("projects/{MAIN_PROJECT}"), None),
        (format!("projects/{MAIN_PROJECT}/models/"), None),
        (format!("streams/{MAIN_PROJECT}"), None),
        (format!("projects/{MAIN_PROJECT}/models/{MAIN_MODEL}"), Some(MAIN_MODEL)),
        (format!("streams/{MAIN_PROJECT}/branches/{name}"), Some(MAIN_MODEL)),
    ] {
        let found = bench.resolve(link(&demo, &path)).await.unwrap();
        assert_eq!(found, page(&bench, model), "{path}");
    }
    // Names are told apart by case.
    let branch = MAIN_MODEL_NAME.to_lowercase();
    let failure = bench.resolve(Link::Branch { project: MAIN_PROJECT.into(), branch }).await.unwrap_err();
    assert_eq!(failure.title, "The project has no such model");
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_and_objects_open_their_elements() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let object = root_object(&mut bench, MAIN_VERSION).await;
    for path in [
        format!("projects/{MAIN_PROJECT}/models/{MAIN_MODEL}@{MAIN_VERSION}"),
        format!("projects/{MAIN_PROJECT}/models/0000000000@{MAIN_VERSION}"),
        format!("streams/{MAIN_PROJECT}/commits/{MAIN_VERSION}"),
        format!("preview/{MAIN_PROJECT}/commits/{MAIN_VERSION}"),
    ] {
        let target = elements(bench.resolve(link(&demo, &path)).await.unwrap());
        let [source] = target.sources.as_slice() else { panic!("{target:?}") };
        assert_eq!(source.model.as_ref().unwrap().as_str(), MAIN_MODEL, "{path}: the server knows the model");
        assert_eq!(source.version.as_ref().unwrap().as_str(), MAIN_VERSION);
        assert_eq!(source.object.as_str(), object);
        assert_eq!(
            target.title,
            "Kvarnholmen block 7 · Core and shell · 2026-11-23 · Issue for coordination, slab openings on level 05"
        );
    }
    for path in [
        format!("projects/{MAIN_PROJECT}/models/{object}"),
        format!("streams/{MAIN_PROJECT}/objects/{object}"),
    ] {
        let target = elements(bench.resolve(link(&demo, &path)).await.unwrap());
        assert_eq!(target.sources[0].object.as_str(), object);
        assert_eq!(target.title, format!("Kvarnholmen block 7 · object {}", &object[..8]));
    }
    let missing = format!("projects/{MAIN_PROJECT}/models/{}", "0".repeat(32));
    let failure = bench.resolve(link(&demo, &missing)).await.unwrap_err();
    assert!(failure.refused && failure.title == "The project has no such object", "{failure:?}");
    let missing = format!("projects/{MAIN_PROJECT}/models/{MAIN_MODEL}@0000000000");
    let failure = bench.resolve(link(&demo, &missing)).await.unwrap_err();
    assert_eq!(failure.title, "The project has no such version");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_to_several_things_are_resolved_by_the_server() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let models = bench.models(MAIN_PROJECT).await.unwrap();
    let with_versions = models.items.iter().filter(|m| m.versions > 0).count();
    let all = bench.resolve(link(&demo, &format!("projects/{MAIN_PROJECT}/models/all"))).await.unwrap();
    let all = elements(all);
    assert_eq!(all.sources.len(), with_versions);
    assert_eq!(all.title, format!("Kvarnholmen block 7 · all {with_versions} models"));

    let folder = link(&demo, &format!("projects/{MAIN_PROJECT}/models/$Architecture%2FBuilding%20A"));
    let folder = elements(bench.resolve(folder).await.unwrap());
    let inside = |m: &&dapple_data::speckle::browse::Model| {
        m.versions > 0 && m.name.starts_with("Architecture/Building A/")
    };
    assert_eq!(folder.sources.len(), models.items.iter().filter(inside).count());
    assert!(folder.title.starts_with("Kvarnholmen block 7 · Architecture/Building A, "), "{}", folder.title);

    let other = models.items.iter().find(|m| m.name == "MEP/Ventilation").unwrap();
    let object = root_object(&mut bench, EARLIER_VERSION).await;
    let several =
        format!("projects/{MAIN_PROJECT}/models/{MAIN_MODEL}@{EARLIER_VERSION},{},{object}", other.id);
    let several = elements(bench.resolve(link(&demo, &several)).await.unwrap());
    assert_eq!(several.sources.len(), 3);
    assert_eq!(several.title, "Kvarnholmen block 7 · 3 models");
    let versions: Vec<_> = several.sources.iter().map(|s| s.version.as_ref().map(|v| v.as_str())).collect();
    assert!(versions.contains(&Some(EARLIER_VERSION)) && versions.contains(&None), "{versions:?}");

    // What is not there is not left out silently.
    let short = format!("projects/{MAIN_PROJECT}/models/{MAIN_MODEL},0000000000");
    let short = elements(bench.resolve(link(&demo, &short)).await.unwrap());
    assert_eq!((short.sources.len(), short.title.as_str()), (1, "Kvarnholmen block 7 · 1 of 2 models"));
    let nothing = format!("projects/{MAIN_PROJECT}/models/0000000000,1111111111");
    let failure = bench.resolve(link(&demo, &nothing)).await.unwrap_err();
    assert!(failure.refused && failure.title.starts_with("Nothing"), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_and_new_versions_say_why_they_do_not_open() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let versions = bench.versions(MAIN_PROJECT, Some(MAIN_MODEL)).await.unwrap();
    let hidden = versions.items.last().unwrap().id.clone();
    let failure = bench
        .resolve(Link::Commit { project: MAIN_PROJECT.into(), branch: None, version: hidden })
        .await
        .unwrap_err();
    assert!(failure.refused && failure.title.contains("subscription"), "{failure:?}");

    let project = new_format_project(&mut bench).await;
    let newest = bench.versions(&project, None).await.unwrap().items[0].id.clone();
    let link = Link::Commit { project: project.as_str().into(), branch: None, version: newest };
    let failure = bench.resolve(link).await.unwrap_err();
    assert!(failure.refused && failure.title.contains("new format"), "{failure:?}");
    let all = Link::AllModels { project: project.as_str().into() };
    let failure = bench.resolve(all).await.unwrap_err();
    assert!(failure.title.contains("new format"), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_opened_says_why() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let foreign = Link::Project { project: FOREIGN_PROJECT.into() };
    assert_eq!(bench.resolve(foreign).await.unwrap_err().title, "You do not have access to the project");
    let gone = Link::AllModels { project: "0000000000".into() };
    assert!(bench.resolve(gone).await.unwrap_err().title.contains("no such project"));
    demo.requests().clear();
    for link in [
        Link::Workspace { slug: "norrstrom-arkitekter".to_owned() },
        Link::LooseObject { object: "0".repeat(32).into() },
    ] {
        let failure = bench.resolve(link).await.unwrap_err();
        assert!(!failure.advice.is_empty() && demo.requests().is_empty(), "{failure:?}");
    }
    let mut blind = Bench::on(&demo, Who::NoStreams).await;
    let failure = blind.resolve(Link::Project { project: MAIN_PROJECT.into() }).await.unwrap_err();
    assert!(failure.title.contains("`streams:read`"), "{failure:?}");
}
