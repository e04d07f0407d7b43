//! Whatever stands in a page of a foundation, it becomes inert HTML or mistakes with their place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity::pages::front::{read, split};
use probity::pages::markdown::{Context, Piece, render};
use probity_policy::SourceText;

fuzz_target!(|text: &str| {
    let source = SourceText::of("page.md", text);
    let size = |_: &str| Some((40, 20));
    let context = Context { path: "folder/page.md", size: &size };
    // The text alone, whatever its front matter is.
    let mut rendered = vec![render(&context, text, 0)];
    match split(&source, text) {
        Ok(parts) => {
            if let Err(wrong) = read(&source, text, &parts, false) {
                assert!(wrong.iter().all(|problem| problem.place.line >= 1));
            }
            rendered.push(render(&context, text, parts.body));
        }
        Err(problem) => assert!(problem.place.line >= 1),
    }
    for piece in rendered.iter().flat_map(|rendered| &rendered.pieces) {
        if let Piece::Html(html) = piece {
            let lower = html.to_ascii_lowercase();
            for bad in ["<script", "<iframe", "=\"javascript:", "=\"data:", "=\"//"] {
                assert!(!lower.contains(bad), "{bad} in {html}");
            }
        }
    }
});
