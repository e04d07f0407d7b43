//! The site's own answers, asked for as a visitor would: no cookie, nothing from elsewhere, every
//! security header.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use tower::ServiceExt as _;

use crate::app::App;
use crate::site::frame::HEADERS;

/// The pages that a visitor without an account meets.
const PAGES: &[&str] = &["/", "/privacy", "/join", "/signin"];

/// The longest page that is read.
const LONGEST: usize = 4 << 20;

/// How many pages were asked for, and how many are not as they should be.
pub(super) async fn look(app: &Arc<App>) -> (u64, u64) {
    let site = crate::site::router(Arc::clone(app));
    let mut wrong = 0;
    for page in PAGES {
        let request = Request::get(*page).body(Body::empty());
        let answer = match request {
            Ok(request) => site.clone().oneshot(request).await.ok(),
            Err(_) => None,
        };
        wrong += u64::from(match answer {
            Some(answer) => !is_fine(answer).await,
            None => true,
        });
    }
    (PAGES.len() as u64, wrong)
}

async fn is_fine(answer: Response<Body>) -> bool {
    let (parts, body) = answer.into_parts();
    let guarded = HEADERS.iter().all(|(name, value)| {
        parts.headers.get(*name).is_some_and(|found| found.as_bytes() == value.as_bytes())
    });
    let cookie = parts.headers.contains_key(header::SET_COOKIE);
    let Ok(body) = axum::body::to_bytes(body, LONGEST).await else { return false };
    let page = String::from_utf8_lossy(&body);
    parts.status == StatusCode::OK && guarded && !cookie && !loads_from_elsewhere(&page)
}

/// Whether a page makes the browser load something that is not ours.
fn loads_from_elsewhere(page: &str) -> bool {
    let ours = |address: &str| address.starts_with('/') && !address.starts_with("//");
    page.split('<').skip(1).any(|tag| {
        let attribute = |name: &str| tag.split(name).nth(1).and_then(|rest| rest.split('"').next());
        let source = attribute(" src=\"").is_some_and(|address| !ours(address));
        let sheet = tag.starts_with("link ")
            && (tag.contains("rel=\"stylesheet\"") || tag.contains("rel=\"icon\""));
        source || (sheet && attribute(" href=\"").is_none_or(|address| !ours(address)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(cookie: bool, html: &'static str) -> Response<Body> {
        let mut answer = Response::new(Body::from(html));
        for (name, value) in HEADERS {
            answer.headers_mut().insert(*name, value.parse().unwrap());
        }
        if cookie {
            answer.headers_mut().insert(header::SET_COOKIE, "a=b".parse().unwrap());
        }
        answer
    }

    #[tokio::test]
    async fn a_cookie_a_missing_header_and_a_foreign_script_are_seen() {
        let fine = "<link rel=\"stylesheet\" href=\"/a.css\"><a href=\"https://example.org\">x</a>";
        assert!(is_fine(page(false, fine)).await);
        assert!(!is_fine(page(true, fine)).await);
        let mut bare = page(false, fine);
        bare.headers_mut().remove("x-frame-options");
        assert!(!is_fine(bare).await);
        let mut gone = page(false, fine);
        *gone.status_mut() = StatusCode::NOT_FOUND;
        assert!(!is_fine(gone).await);
        for foreign in [
            "<script src=\"https://example.org/x.js\"></script>",
            "<img alt=\"\" src=\"//example.org/x.png\">",
            "<link rel=\"stylesheet\" href=\"https://example.org/x.css\">",
        ] {
            assert!(!is_fine(page(false, foreign)).await, "{foreign}");
        }
    }
}
