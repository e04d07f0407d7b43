//! The policy for machines: plain text, source, data map, DPV, Fideslang, the picture.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use probity_policy::{Policy, Publisher};

use super::published;
use crate::app::App;
use crate::site::cache::{Finished, Page};
use crate::site::failure::Failure;

const TEXT: &str = "text/plain; charset=utf-8";
const MARKDOWN: &str = "text/markdown; charset=utf-8";
const TOML: &str = "application/toml; charset=utf-8";
const JSON_LD: &str = "application/ld+json";
const YAML: &str = "application/yaml; charset=utf-8";

/// Something that a version is written as.
type Form = (&'static str, &'static str, fn(&App, &Policy) -> String);

const PLAIN: Form = ("text", TEXT, |app, policy| super::text::of(policy, &address(app, policy)));
const SOURCE: Form = ("source", MARKDOWN, |_, policy| policy.policy_md().to_owned());
const MAP: Form = ("map", TOML, |_, policy| policy.data_toml().to_owned());
const DPV: Form = ("dpv", JSON_LD, |app, policy| policy.dpv_jsonld(&publisher(app)));
const FIDESLANG: Form = ("fideslang", YAML, |app, policy| policy.fideslang_yaml(&publisher(app)));

fn publisher(app: &App) -> Publisher<'_> {
    let foundation = &app.config.foundation;
    Publisher {
        name: &foundation.name,
        contact: foundation.privacy_contact.as_str(),
        base_url: foundation.base_url.as_str(),
    }
}

fn address(app: &App, policy: &Policy) -> String {
    format!("{}/privacy/{}", app.config.foundation.base_url.as_str(), policy.version())
}

/// A version in one of its forms, out of the store of finished pages.
fn file(app: &App, policy: &Policy, (name, kind, make): Form) -> Result<Finished, Failure> {
    let name = format!("{name} {}", policy.version());
    app.pages.get_or(&name, || Ok(Page::new(kind, make(app, policy))))
}

/// A version as plain text.
pub(super) fn plain(app: &App, policy: &Policy) -> Result<Finished, Failure> {
    file(app, policy, PLAIN)
}

/// `GET /privacy.txt`
pub(crate) async fn text(State(app): State<Arc<App>>) -> Result<Finished, Failure> {
    file(&app, app.vault.policy_in_force()?, PLAIN)
}

/// `GET /privacy/<date>/policy.md`: what was published, byte for byte.
pub(crate) async fn source_of(
    State(app): State<Arc<App>>,
    Path(date): Path<String>,
) -> Result<Finished, Failure> {
    file(&app, published(&app, &date)?, SOURCE)
}

/// `GET /privacy/<date>/data.toml`: likewise.
pub(crate) async fn map_of(
    State(app): State<Arc<App>>,
    Path(date): Path<String>,
) -> Result<Finished, Failure> {
    file(&app, published(&app, &date)?, MAP)
}

/// `GET /privacy/data.jsonld`
pub(crate) async fn dpv(State(app): State<Arc<App>>) -> Result<Finished, Failure> {
    file(&app, app.vault.policy_in_force()?, DPV)
}

/// `GET /privacy/<date>/data.jsonld`
pub(crate) async fn dpv_of(
    State(app): State<Arc<App>>,
    Path(date): Path<String>,
) -> Result<Finished, Failure> {
    file(&app, published(&app, &date)?, DPV)
}

/// `GET /privacy/data.yaml`
pub(crate) async fn fideslang(State(app): State<Arc<App>>) -> Result<Finished, Failure> {
    file(&app, app.vault.policy_in_force()?, FIDESLANG)
}

/// `GET /privacy/<date>/data.yaml`
pub(crate) async fn fideslang_of(
    State(app): State<Arc<App>>,
    Path(date): Path<String>,
) -> Result<Finished, Failure> {
    file(&app, published(&app, &date)?, FIDESLANG)
}

/// `GET /privacy/matrix.svg`
pub(crate) async fn matrix(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    Ok(picture(app.vault.policy_in_force()?))
}

/// `GET /privacy/<date>/matrix.svg`
pub(crate) async fn matrix_of(
    State(app): State<Arc<App>>,
    Path(date): Path<String>,
) -> Result<Response, Failure> {
    Ok(picture(published(&app, &date)?))
}

fn picture(policy: &Policy) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    (headers, policy.matrix_svg()).into_response()
}
