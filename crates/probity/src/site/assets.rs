//! Style sheet and icon, compiled in; their addresses carry a hash, so browsers keep them for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::failure::Failure;
use super::hex::hex;
use crate::members::session::hash;

struct Asset {
    address: String,
    kind: &'static str,
    bytes: &'static [u8],
}

static CSS: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("css", "text/css; charset=utf-8", include_bytes!("../../assets/probity.css"))
});
static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("svg", "image/svg+xml", include_bytes!("../../assets/icon.svg")));

impl Asset {
    fn new(extension: &str, kind: &'static str, bytes: &'static [u8]) -> Self {
        let hash = hash(bytes);
        let name = hex(&hash[..8]);
        Self { address: format!("/assets/{name}.{extension}"), kind, bytes }
    }
}

/// The address of the style sheet.
pub(crate) fn css() -> &'static str {
    &CSS.address
}

/// The address of the icon.
pub(crate) fn icon() -> &'static str {
    &ICON.address
}

/// `GET /assets/<hash>.<extension>`
pub(super) async fn show(Path(name): Path<String>) -> Result<Response, Failure> {
    let asset = [&*CSS, &*ICON]
        .into_iter()
        .find(|asset| asset.address.strip_prefix("/assets/") == Some(&name))
        .ok_or(Failure::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Ok((headers, asset.bytes).into_response())
}
