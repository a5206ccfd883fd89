//! Previews: only headers tell a picture of the model from a picture of nothing.

use dapple_demo::Who;
use dapple_demo::data::{MAIN_MODEL, MAIN_PROJECT, MAIN_VERSION, PUBLIC_PROJECT, UNRENDERED_VERSION};
use serde_json::Value;

use super::{client, data, demo, signed};

struct Picture {
    status: u16,
    cache: String,
    error: Option<String>,
    etag: bool,
    bytes: Vec<u8>,
}

async fn picture(demo: &dapple_demo::Demo, who: Option<Who>, address: &str) -> Picture {
    let response = signed(demo, who, client().get(address)).send().await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("image/png"), "{address}");
    Picture {
        status: response.status().as_u16(),
        cache: header("cache-control").unwrap(),
        error: header("x-preview-error-code"),
        etag: header("etag").is_some(),
        bytes: response.bytes().await.unwrap().to_vec(),
    }
}

#[tokio::test]
async fn status_200_does_not_mean_a_preview() {
    let demo = demo().await;
    let query = format!(
        "{{project(id:\"{MAIN_PROJECT}\"){{model(id:\"{MAIN_MODEL}\"){{previewUrl}} version(id:\"{MAIN_VERSION}\"){{previewUrl}} empty:modelByName(name:\"Empty upload\"){{previewUrl}}}}}}"
    );
    let project = data(&demo, &query).await["project"].clone();
    let address = project["version"]["previewUrl"].as_str().unwrap().to_owned();
    assert_eq!(address, format!("{}/preview/{MAIN_PROJECT}/commits/{MAIN_VERSION}", demo.origin()));
    assert_eq!(project["model"]["previewUrl"], address);
    assert_eq!(project["empty"]["previewUrl"], Value::Null);

    let real = picture(&demo, Some(Who::ReadOnly), &address).await;
    assert_eq!((real.status, real.cache.as_str(), real.error), (200, "private, max-age=604800", None));
    assert!(real.etag && real.bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    let size = |at: usize| u32::from_be_bytes(real.bytes[at..at + 4].try_into().unwrap());
    assert_eq!((size(16), size(20)), (700, 400));

    let waiting = format!("{}/preview/{MAIN_PROJECT}/commits/{UNRENDERED_VERSION}", demo.origin());
    let waiting = picture(&demo, Some(Who::ReadOnly), &waiting).await;
    assert_eq!((waiting.status, waiting.cache.as_str(), waiting.etag), (200, "no-cache, no-store", false));
    let angle = picture(&demo, Some(Who::ReadOnly), &format!("{address}/sideways")).await;
    assert_eq!((angle.status, angle.error.as_deref()), (200, Some("ANGLE_NOT_FOUND")));
    let signed_out = picture(&demo, None, &address).await;
    assert_eq!((signed_out.status, signed_out.cache.as_str()), (200, "public, max-age=0"));
    let unknown = format!("{}/preview/{MAIN_PROJECT}/commits/0000000000", demo.origin());
    let unknown = picture(&demo, Some(Who::ReadOnly), &unknown).await;
    assert_eq!((unknown.status, unknown.cache.as_str()), (200, "public, max-age=0"));
    assert_ne!(signed_out.bytes, unknown.bytes, "401 is another picture than nothing");
    assert_ne!(real.bytes, unknown.bytes);
    let open = picture(&demo, None, &format!("{}/preview/{PUBLIC_PROJECT}", demo.origin())).await;
    assert_eq!(open.status, 200);
}
