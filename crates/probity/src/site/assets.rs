//! Style sheet, script and icon, compiled in; their addresses carry a hash, so browsers keep them for good.

use std::sync::{Arc, LazyLock};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::cache::Page;
use super::failure::Failure;
use super::hex::hex;
use crate::app::App;
use crate::config::{Foundation, colour};
use crate::members::session::hash;

const CSS_TYPE: &str = "text/css; charset=utf-8";

struct Asset {
    address: String,
    page: Page,
}

static STYLE: &[u8] = include_bytes!("../../assets/probity.css");
static CSS: LazyLock<Asset> = LazyLock::new(|| Asset::new("css", CSS_TYPE, STYLE));
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../assets/probity.js").as_slice(),
    )
});
static ICON: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("svg", "image/svg+xml", include_bytes!("../../assets/icon.svg").as_slice())
});

/// The style sheet as it stands, for pages that are not the site's.
pub(crate) const fn style() -> &'static [u8] {
    STYLE
}

impl Asset {
    fn new(extension: &str, kind: &'static str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let hash = hash(&bytes);
        let name = hex(&hash[..8]);
        Self { address: format!("/assets/{name}.{extension}"), page: Page::new(kind, bytes) }
    }
}

/// The style sheet of one foundation: ours, with its colours.
pub(crate) struct Look {
    /// None where it has no colours of its own.
    own: Option<Asset>,
}

impl Look {
    /// The style sheet for this configuration.
    pub(crate) fn new(foundation: &Foundation) -> Self {
        let light = foundation.colour.as_ref().map(crate::config::Colour::as_str);
        let dark = foundation.colour_dark.as_ref().map(crate::config::DarkColour::as_str);
        let properties = colour::properties(light, dark);
        let own = (!properties.is_empty()).then(|| {
            let sheet =
                [STYLE, b"\n/* The foundation's colours */\n", properties.as_bytes()].concat();
            Asset::new("css", CSS_TYPE, sheet)
        });
        Self { own }
    }

    fn sheet(&self) -> &Asset {
        self.own.as_ref().unwrap_or(&CSS)
    }

    /// Its address.
    pub(crate) fn address(&self) -> &str {
        &self.sheet().address
    }
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
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let asset = [app.look.sheet(), &*SCRIPT, &*ICON]
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
