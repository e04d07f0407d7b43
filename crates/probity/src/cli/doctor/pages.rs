//! The foundation's pages: there, without mistakes, and its own.

use super::Finding;
use crate::cli::out;
use crate::config::Config;
use crate::data::{DataDir, shipped};
use crate::pages::{check, load};

const PAGES: &str = "pages";

/// What `probity site check` would say, in one line; and whether they still are the example's.
pub(super) fn pages(dir: &DataDir, config: &Config) -> Finding {
    let place = dir.site();
    let tree = match load::load(&place, config.foundation.language.as_str()) {
        Ok(tree) => tree,
        Err(error) => {
            let detail = format!(
                "`{}`: {error}; make the folder, and in it `index.md` with the words of the home page",
                place.display()
            );
            return Finding::warn(PAGES, detail);
        }
    };
    if let Some(logo) = &config.foundation.logo
        && tree.file(&logo.address()).is_none()
    {
        let detail =
            format!("`foundation.logo` names `{logo}`, which is not in `{}`", place.display());
        return Finding::warn(PAGES, detail);
    }
    let problems = check::check(&tree);
    let wrong: Vec<_> = problems.iter().filter(|problem| !problem.topic.is_hint()).collect();
    if let Some(first) = wrong.first() {
        let count = out::counted(wrong.len() as u64, "problem", "problems");
        let detail = format!("{count}, the first is {}; see `probity site check`", first.line());
        return Finding::warn(PAGES, detail);
    }
    let detail = out::counted(tree.pages().count() as u64, "page", "pages");
    let imprint = shipped::SITE.iter().find(|(name, _)| *name == "imprint.md");
    let example = imprint.is_some_and(|(name, bytes)| {
        std::fs::read(place.join(name)).is_ok_and(|now| now == *bytes)
    });
    if example && config.foundation.base_url.is_https() {
        return Finding::warn(
            PAGES,
            format!("{detail}, still the example's; write your own, the imprint first"),
        );
    }
    Finding::fine(PAGES, detail)
}
