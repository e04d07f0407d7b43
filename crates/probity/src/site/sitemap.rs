//! `GET /sitemap.xml` and `GET /robots.txt`: what programs that search may find, and what not.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::cache::Page;
use super::failure::Failure;
use crate::app::App;
use crate::pages::html::escape;

/// What the software itself shows to everyone.
const PUBLIC: &[&str] =
    &["/privacy", "/privacy/data", "/privacy/kept", "/ledger", "/join", "/donate", "/cookies"];

/// Where nobody should search: what is about one person, and what has no end.
const CLOSED: &[&str] = &[
    "/account",
    "/address/",
    "/confirm/",
    "/demo/",
    "/desk",
    "/donate/",
    "/erased",
    "/search",
    "/settings",
    "/signin/",
];

pub(super) async fn sitemap(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let page = app.pages.get_or("sitemap", || {
        let base = escape(app.config.foundation.base_url.as_str());
        let tree = app.shelf.tree();
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        let known = super::routes::addresses();
        let home = std::iter::once(("/", None)).filter(|_| tree.page("/").is_none());
        let pages = tree.pages().map(|page| (page.address.as_str(), page.date()));
        let ours = PUBLIC.iter().filter(|address| known.contains(address));
        for (address, date) in home.chain(pages).chain(ours.map(|address| (*address, None))) {
            // Writing into a string can't fail.
            let _ = write!(xml, "<url><loc>{base}{}</loc>", escape(address));
            if let Some(date) = date {
                let _ = write!(xml, "<lastmod>{date}</lastmod>");
            }
            xml.push_str("</url>\n");
        }
        xml.push_str("</urlset>\n");
        Ok::<_, Failure>(Page::new("application/xml; charset=utf-8", xml))
    })?;
    Ok(page.into_response())
}

pub(super) async fn robots(State(app): State<Arc<App>>) -> Response {
    let mut text = String::from("User-agent: *\n");
    for closed in CLOSED {
        let _ = writeln!(text, "Disallow: {closed}");
    }
    let _ = writeln!(text, "\nSitemap: {}/sitemap.xml", app.config.foundation.base_url);
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    let kept = HeaderValue::from_static("public, max-age=3600");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], text).into_response()
}
