//! Trees with one oddity each.

use super::*;

const COLLECTION: &str = "Speckle.Core.Models.Collections.Collection";
const WALL: &str = "Objects.Data.DataObject:Objects.Data.RevitObject";

/// An object; `more` are further members as JSON.
fn object(id: &str, speckle_type: &str, name: &str, more: &str) -> String {
    let comma = if more.is_empty() { "" } else { "," };
    format!(
        r#"{{"id":"{id}","speckle_type":"{speckle_type}","name":"{name}","applicationId":"app-{id}"{comma}{more}}}"#
    )
}

/// `"key":[references]`.
fn list(key: &str, ids: &[&str]) -> String {
    let references: Vec<String> =
        ids.iter().map(|id| format!(r#"{{"referencedId":"{id}","speckle_type":"reference"}}"#)).collect();
    format!(r#""{key}":[{}]"#, references.join(","))
}

fn ids(set: &Set) -> Vec<String> {
    set.column(Computed::ObjectId)
}

#[test]
fn elements_come_in_the_order_of_the_tree_with_host_and_collection() {
    let lines = [
        object("zz", WALL, "Panel", ""),
        object("root", COLLECTION, "file.rvt", &list("elements", &["level", "loose"])),
        object("loose", WALL, "Loose", ""),
        object("level", COLLECTION, "Level 1", &list("elements", &["walls"])),
        object("walls", COLLECTION, "Walls", &list("elements", &["w1", "w2"])),
        object("w1", WALL, "Curtain wall", &list("elements", &["zz", "gone"])),
        object("w2", WALL, "", &list("@elements", &["door"])),
        object("door", WALL, "Door", &list("displayValue", &["mesh"])),
    ];
    let set = set(&lines.join("\n"), &["root"]);
    assert_eq!(ids(&set), ["w1", "zz", "w2", "door", "loose"]);
    assert_eq!(set.column(Computed::Host), ["–", "Curtain wall", "–", "w2", "–"]);
    let walls = "Level 1 › Walls";
    assert_eq!(set.column(Computed::Collection), [walls, walls, walls, walls, "–"]);
    assert_eq!((set.elements.host(false, 1), set.elements.host(false, 0)), (Some(0), None));
    assert_eq!(set.elements.missing(), [ObjectId::from("gone")], "shapes are not missed");
    assert_eq!(set.elements.row_of(false, &"door".into()), Some(3));
}

#[test]
fn what_is_held_twice_is_one_row_and_a_circle_ends() {
    let lines = [
        object("root", COLLECTION, "R", &list("elements", &["a", "b", "a", "root"])),
        object("a", WALL, "A", &list("elements", &["b"])),
        object("b", WALL, "B", &list("elements", &["a"])),
    ];
    let set = set(&lines.join("\n"), &["root"]);
    assert_eq!(ids(&set), ["a", "b"]);
    assert_eq!((set.elements.places(false, 0), set.elements.places(false, 1)), (3, 2));
    assert_eq!(set.column(Computed::Host), ["–", "A"]);
}

#[test]
fn geometry_and_blocks_count_where_a_collection_holds_them_and_no_definition_does() {
    let line = "Objects.Geometry.Line";
    let proxies = r#""instanceDefinitionProxies":[{"objects":["app-part"],"name":"Block"}]"#;
    let lines = [
        object(
            "root",
            COLLECTION,
            "R",
            &format!("{},{proxies}", list("elements", &["line", "part", "block", "wall"])),
        ),
        object("line", line, "", ""),
        object("part", line, "", ""),
        object("block", "Speckle.Core.Models.Instances.InstanceProxy", "", ""),
        object("wall", WALL, "W", &list("elements", &["axis"])),
        object("axis", line, "", ""),
        object("chunk", "Speckle.Core.Models.DataChunk", "", ""),
    ];
    let set = set(&lines.join("\n"), &["root"]);
    assert_eq!(ids(&set), ["line", "block", "wall"]);
    let all = set.view(&Wish { all_objects: true, ..Wish::default() });
    assert_eq!(all.rows().len(), 4, "the root is an object too, parts of geometry are none");
}

#[test]
fn objects_inside_others_are_elements_of_their_own() {
    let inner = object("in", WALL, "Inner", "");
    let lines = object(
        "root",
        COLLECTION,
        "R",
        &format!(r#""elements":[{inner},{{"speckle_type":"{WALL}","name":"No id"}}]"#),
    );
    let set = set(&lines, &["root"]);
    assert_eq!(ids(&set), ["in", "–"]);
    let view = set.view(&Wish { columns: vec![ColumnKey::path(["name"])], ..Wish::default() });
    assert_eq!((view.table.cell(0, 0).text, view.table.cell(1, 0).text), ("Inner".into(), "No id".into()));
}

#[test]
fn proxies_of_the_root_name_levels_and_materials_by_application_id() {
    let proxies = r#""levelProxies":[{"objects":["app-a"],"value":{"name":"L2"}}],
        "renderMaterialProxies":[{"objects":["app-a","app-b"],"value":{"name":"Brick"}},{"objects":["app-a"],"value":{"name":"Glass"}}]"#
        .replace('\n', "");
    let lines = [
        object("root", COLLECTION, "R", &format!("{},{proxies}", list("elements", &["a", "b", "c"]))),
        object("a", WALL, "A", ""),
        object("b", WALL, "B", r#""level":"L1""#),
        object(
            "c",
            WALL,
            "C",
            r#""level":{"referencedId":"l3","speckle_type":"reference"},"properties":{"Material Quantities":{"Oak":{"area":1},"Steel":{}}}"#,
        ),
        object("l3", "Objects.BuiltElements.Level", "L3", ""),
    ];
    let set = set(&lines.join("\n"), &["root"]);
    assert_eq!(set.column(Computed::Level), ["L2", "L1", "L3"]);
    assert_eq!(set.column(Computed::Material), ["Brick, Glass", "Brick", "Oak, Steel"]);
}

#[test]
fn ids_of_revit_and_ifc_are_found_where_they_stand() {
    let lines = [
        object("root", COLLECTION, "R", &list("elements", &["a", "b", "c", "d"])),
        object("a", WALL, "A", r#""properties":{"elementId":"12"},"elementId":"13""#),
        object("b", WALL, "B", r#""elementId":14"#),
        object(
            "c",
            "Objects.Data.DataObject",
            "C",
            r#""ifcType":"IfcWall","properties":{"Attributes":{"GlobalId":"0oq$"}}"#,
        ),
        object("d", WALL, "D", r#""elementId":null"#),
    ];
    let set = set(&lines.join("\n"), &["root"]);
    assert_eq!(set.column(Computed::ElementId), ["12", "14", "–", "–"]);
    assert_eq!(set.column(Computed::GlobalId), ["–", "–", "0oq$", "–"]);
}

#[test]
fn several_roots_are_told_apart_by_their_names() {
    let lines = [
        object("r1", COLLECTION, "One", &list("elements", &["a"])),
        object("r2", COLLECTION, "Two", &list("elements", &["a", "b"])),
        object("a", WALL, "A", ""),
        object("b", WALL, "B", ""),
    ];
    let set = set(&lines.join("\n"), &["r1", "r2", "r3"]);
    assert_eq!(set.column(Computed::Collection), ["One", "Two"]);
    assert_eq!(set.elements.missing(), [ObjectId::from("r3")]);
    assert_eq!(set.elements.places(false, 0), 2);
}

#[test]
fn the_app_is_told_by_types_and_by_where_ids_stand() {
    for (speckle_type, more, app) in [
        (WALL, r#""properties":{"elementId":"1"}"#, SourceApp::Revit),
        (WALL, r#""elementId":"1""#, SourceApp::RevitEarly),
        ("Objects.BuiltElements.Wall:Objects.BuiltElements.Revit.RevitWall", "", SourceApp::RevitLegacy),
        ("Objects.Data.DataObject", r#""ifcType":"IfcWall""#, SourceApp::Ifc),
        ("Objects.Data.DataObject:Objects.Data.RhinoObject", "", SourceApp::Rhino),
        ("Objects.Data.DataObject:Objects.Data.AutocadObject", "", SourceApp::AutoCad),
        ("Objects.Data.DataObject:Objects.Data.Civil3dObject", "", SourceApp::Civil3d),
        ("Objects.Data.DataObject:Objects.Data.TeklaObject", "", SourceApp::Tekla),
        ("Objects.Data.DataObject:Objects.Data.EtabsObject", "", SourceApp::Etabs),
        ("Objects.Data.DataObject:Objects.Data.ArchicadObject", "", SourceApp::Archicad),
        ("Objects.Data.DataObject:Objects.Data.NavisworksObject", "", SourceApp::Navisworks),
        ("Objects.Data.DataObject", "", SourceApp::Other),
    ] {
        let lines = [
            object("root", COLLECTION, "R", &list("elements", &["a"])),
            object("a", speckle_type, "A", more),
        ];
        assert_eq!(set(&lines.join("\n"), &["root"]).elements.app(), app, "{speckle_type}");
    }
    assert_eq!(SourceApp::of_slug("Rhino 8"), SourceApp::Rhino);
    assert_eq!(SourceApp::of_slug("blender"), SourceApp::Other);
}

/// Lines of a root with one proxy named `copies` times, which is about `rows` objects, and of those objects.
fn many(copies: usize, rows: usize, name: &str) -> String {
    let reference = |id: &str| format!(r#"{{"referencedId":"{id}"}}"#);
    let list = |ids: &[String]| ids.iter().map(|id| reference(id)).collect::<Vec<_>>().join(",");
    let elements: Vec<String> = (0..rows).map(|nth| format!("e{nth}")).collect();
    let proxies = vec!["proxy".to_owned(); copies];
    let objects = elements.iter().map(|id| format!(r#""app-{id}""#)).collect::<Vec<_>>().join(",");
    let mut lines = vec![
        format!(
            r#"{{"id":"root","speckle_type":"Speckle.Core.Models.Collections.Collection","name":"{name}","renderMaterialProxies":[{0}],"levelProxies":[{0}],"elements":[{1}]}}"#,
            list(&proxies),
            list(&elements)
        ),
        format!(r#"{{"id":"proxy","objects":[{objects}],"value":{{"name":"{name}"}}}}"#),
    ];
    for id in &elements {
        lines.push(format!(
            r#"{{"id":"{id}","applicationId":"app-{id}","speckle_type":"Objects.Data.DataObject"}}"#
        ));
    }
    lines.join("\n")
}

#[test]
fn a_proxy_that_is_named_again_and_again_is_read_once() {
    // Read each time it is named, these would be 400 million ids.
    let set = set(&many(20_000, 20_000, "Brick"), &["root", "root"]);
    assert_eq!(set.column(Computed::Material)[19_999], "Brick", "and not twice for a root named twice");
    assert_eq!(set.column(Computed::Level)[0], "Brick");
}

#[test]
fn a_long_name_that_all_rows_share_is_there_once_and_cut() {
    let name = "n".repeat(200_000);
    let set = set(&many(1, 20_000, &name), &["root", "other"]);
    let rows = set.elements.set(false).unwrap();
    let memory: usize = rows.columns.iter().map(crate::table::Column::memory).sum();
    assert!(memory < 8 << 20, "{memory} bytes for 20,000 rows");
    for computed in [Computed::Material, Computed::Level, Computed::Collection] {
        let text = set.elements.text(false, 7, computed).unwrap();
        assert!(
            text.ends_with('…') && text.len() < 20_000 && text.len() > 10_000,
            "{computed:?} {}",
            text.len()
        );
    }
}

#[test]
fn an_object_of_many_materials_names_as_many_as_there_is_room_for() {
    let proxy = |nth: usize| format!(r#"{{"objects":["app-a"],"value":{{"name":"material number {nth}"}}}}"#);
    let proxies = (0..60_000).map(proxy).collect::<Vec<_>>().join(",");
    let lines = format!(
        "{}\n{}",
        format_args!(
            r#"{{"id":"root","speckle_type":"Speckle.Core.Models.Collections.Collection","renderMaterialProxies":[{proxies},{proxies}],"elements":[{{"referencedId":"a"}}]}}"#
        ),
        r#"{"id":"a","applicationId":"app-a","speckle_type":"Objects.Data.DataObject"}"#
    );
    let set = set(&lines, &["root"]);
    let text = &set.column(Computed::Material)[0];
    assert!(
        text.starts_with("material number 0, material number 1, ") && text.ends_with('…'),
        "{}",
        text.len()
    );
}

#[test]
fn reading_proxies_can_be_stopped() {
    let document = Arc::new(Document::from_lines(many(1, 5_000, "Brick").into_bytes().into()));
    let (tree, _) =
        super::super::tree::Tree::grow(&document, &[ObjectId::from("none")], &Stop::new()).unwrap();
    let stop = Stop::new();
    stop.set();
    let read = |stop: &Stop| super::super::proxies::Proxies::read(&document, &tree, &["root".into()], stop);
    assert!(read(&stop).is_err());
    assert_eq!(read(&Stop::new()).unwrap().levels.len(), 5_000);
}
