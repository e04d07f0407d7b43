//! Style sheet, script and icon, compiled in; their addresses carry a hash, so browsers keep them for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::cache::Page;
use super::failure::Failure;
use super::hex::hex;
use crate::members::session::hash;

struct Asset {
    address: String,
    page: Page,
}

static CSS: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("css", "text/css; charset=utf-8", include_bytes!("../../assets/probity.css"))
});
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("js", "text/javascript; charset=utf-8", include_bytes!("../../assets/probity.js"))
});
static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("svg", "image/svg+xml", include_bytes!("../../assets/icon.svg")));

impl Asset {
    fn new(extension: &str, kind: &'static str, bytes: &'static [u8]) -> Self {
        let hash = hash(bytes);
        let name = hex(&hash[..8]);
        Self { address: format!("/assets/{name}.{extension}"), page: Page::new(kind, bytes) }
    }
}

/// The address of the style sheet.
pub(crate) fn css() -> &'static str {
    &CSS.address
}

/// The address of the script.
pub(crate) fn script() -> &'static str {
    &SCRIPT.address
}

/// The address of the icon.
pub(crate) fn icon() -> &'static str {
    &ICON.address
}

/// `GET /assets/<hash>.<extension>`
pub(super) async fn show(
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let asset = [&*CSS, &*SCRIPT, &*ICON]
        .into_iter()
        .find(|asset| asset.address.strip_prefix("/assets/") == Some(&name))
        .ok_or(Failure::NotFound)?;
    let mut response = asset.page.answer(&headers);
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let for_good = HeaderValue::from_static("public, max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, for_good);
    Ok(response)
}
