//! What is wrong with a folder beyond what keeps its pages from being shown: links that lead
//! nowhere, pictures without words, headings out of order.

use std::ops::Range;

use probity_policy::{SourceText, nearest};

use super::address::{self, Target};
use super::feed;
use super::problem::{Problem, Topic};
use super::tree::{Page, Text, Tree};

/// Ids on pages that the software adds.
const FRAME: &[&str] = &["main", "contents"];

/// Everything that is wrong, in the order of the files.
pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut found = tree.problems().to_vec();
    let wrong = tree.wrong();
    let pages = tree.pages.values().chain(&tree.drafts).chain(tree.errors.values());
    for page in pages {
        for text in page.texts() {
            // What a file says that could not be read again is known already, and out of date.
            if !wrong.contains(text.path.as_str()) {
                look(tree, page, text, &mut found);
            }
        }
    }
    found.sort_by(|a, b| a.order().cmp(&b.order()));
    found
}

fn look(tree: &Tree, page: &Page, text: &Text, found: &mut Vec<Problem>) {
    let lines = SourceText::of(&text.path, &text.source);
    let mut fault = |topic, at: &Range<usize>, message: String, hint: String| {
        found.push(Problem::at(topic, lines.at(at.clone(), message, Some(hint))));
    };
    for lint in &text.rendered.lints {
        fault(lint.topic, &lint.at, lint.message.clone(), lint.hint.clone());
    }
    for used in &text.rendered.used {
        if let Some((topic, message, hint)) =
            leads_nowhere(tree, page, text, &used.target, used.picture)
        {
            fault(topic, &used.at, message, hint);
        }
    }
    if let Some(image) = &text.front.image {
        let at = text.source.find(image.as_str()).unwrap_or_default();
        let is_picture = match address::target(&text.path, image) {
            Target::Internal { address, .. } => {
                tree.file(&address).is_some_and(|file| super::kind::is_picture(file.media_type))
            }
            _ => false,
        };
        if !is_picture {
            let message = format!("`{image}` is no picture in this folder");
            fault(
                Topic::BrokenLink,
                &(at..at + image.len()),
                message,
                "give its path as seen from this file".into(),
            );
        }
    }
    let is_error = tree.errors.values().any(|error| error.address == page.address);
    if text.front.description.is_none() && !is_error {
        let hint = "say in one or two sentences what it is about: they stand below its title, in lists and in searches";
        fault(Topic::Description, &(0..0), "the page has no description".into(), hint.into());
    }
}

/// Why a link leads nowhere, if it does.
fn leads_nowhere(
    tree: &Tree,
    page: &Page,
    text: &Text,
    target: &Target,
    picture: bool,
) -> Option<(Topic, String, String)> {
    let Target::Internal { address, fragment, .. } = target else { return None };
    let fragment = fragment.as_deref().filter(|fragment| !fragment.is_empty());
    if picture {
        return match tree.file(address) {
            Some(file) if super::kind::is_picture(file.media_type) => None,
            Some(_) => Some((
                Topic::BrokenLink,
                format!("`{address}` is no picture"),
                "show a picture, or link to the file".into(),
            )),
            None => Some((
                Topic::BrokenLink,
                format!("there is no picture `{address}`"),
                near(tree, address),
            )),
        };
    }
    let there = if address.is_empty() { Some(page) } else { tree.page(address) };
    let Some(there) = there else {
        return match () {
            () if tree.file(address).is_some() => None,
            () if address::of_the_software(address).is_some() => None,
            () if address == feed::ADDRESS && !tree.news().is_empty() => None,
            () if tree.drafts.iter().any(|draft| draft.address == *address) => Some((
                Topic::BrokenLink,
                format!("`{address}` is a draft: nobody can open it"),
                "take the link out, or `draft` out of that page".into(),
            )),
            () => match tree.redirect(address) {
                Some(now) => Some((
                    Topic::BrokenLink,
                    format!("`{address}` has moved"),
                    format!("link to `{now}`"),
                )),
                None => Some((
                    Topic::BrokenLink,
                    format!("there is no page `{address}`"),
                    near(tree, address),
                )),
            },
        };
    };
    let fragment = fragment?;
    let there = there.text(&text.language);
    let ids: Vec<&str> =
        there.rendered.sections.iter().filter_map(|section| section.id.as_deref()).collect();
    if ids.contains(&fragment) || FRAME.contains(&fragment) {
        return None;
    }
    let message = format!("there is no `#{fragment}` in `{}`", there.path);
    let hint = match nearest(fragment, ids.iter().copied()) {
        Some(near) => format!("did you mean `#{near}`?"),
        None if ids.is_empty() => "it has no headings to link to".to_owned(),
        None => format!(
            "its headings are {}",
            ids.iter().map(|id| format!("`#{id}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    Some((Topic::BrokenAnchor, message, hint))
}

/// What may have been meant.
fn near(tree: &Tree, address: &str) -> String {
    let known = tree.pages.keys().chain(tree.files.keys()).map(String::as_str);
    match nearest(address, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write it, or take the link out".to_owned(),
    }
}
