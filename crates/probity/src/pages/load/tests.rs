//! What a folder becomes.

use proptest::prelude::*;

use super::*;
use crate::pages::check::check;

fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Tree) {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let tree = load(dir.path(), "en").unwrap();
    (dir, tree)
}

fn page(front: &str) -> String {
    format!("+++\ntitle = \"T\"\ndescription = \"D\"\n{front}+++\n")
}

fn lines(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(Problem::line).collect()
}

#[test]
fn files_become_pages_menus_and_lists() {
    let (_dir, tree) = folder(&[
        ("index.md", &page("")),
        ("about/index.md", &page("menu = 2\n")),
        ("about/people.md", &page("redirect_from = [\"/staff/\"]\n")),
        ("about/people.de.md", "+++\ntitle = \"Leute\"\n+++\n"),
        ("help.md", &page("menu = 1\nfooter = 1\n")),
        ("news/index.md", &page("")),
        ("news/old.md", &page("date = 2026-01-02\n")),
        ("news/new.md", &page("date = 2026-02-01\n")),
        ("downloads/leaflet.txt", "text"),
        ("404.md", &page("")),
        ("logo.svg", "<svg viewBox='0 0 10 20'/>"),
    ]);
    assert_eq!(lines(tree.problems()), [""; 0]);
    let addresses: Vec<&str> = tree.pages().map(|page| page.address.as_str()).collect();
    assert_eq!(
        addresses,
        ["/", "/about", "/about/people", "/help", "/news", "/news/new", "/news/old"]
    );
    let menu: Vec<String> = tree.menu("en").into_iter().map(|entry| entry.address).collect();
    assert_eq!(menu, ["/help", "/about"]);
    assert_eq!(tree.footer("en").len(), 1);
    assert_eq!(tree.page("/about/people").unwrap().text("de").front.title, "Leute");
    assert_eq!(tree.page("/about/people").unwrap().text("fr").language, "en");
    assert_eq!(tree.redirect("/staff"), Some("/about/people"));
    assert_eq!(tree.way("/about/people", "en")[0].address, "/about");
    let news: Vec<&str> = tree.news().iter().map(|page| page.address.as_str()).collect();
    assert_eq!(news, ["/news/new", "/news/old"]);
    assert_eq!(tree.downloads().len(), 1);
    assert!(tree.error(404).is_some() && tree.page("/404").is_none());
    assert_eq!(tree.file("/logo.svg").unwrap().size, Some((10, 20)));
    assert_eq!(
        tree.downloads()[0].sha256,
        "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"
    );
}

#[test]
fn one_address_has_one_page() {
    let (_dir, tree) = folder(&[
        ("about.md", &page("")),
        ("about/index.md", &page("")),
        ("join.md", &page("")),
        ("assets/x.svg", "<svg/>"),
        ("gone.de.md", "+++\ntitle = \"x\"\n+++\n"),
        (
            "x.md",
            &page("redirect_from = [\"/about\", \"/privacy\", \"/assets/x.svg\", \"/old\"]\n"),
        ),
        ("y.md", &page("redirect_from = [\"/old/\"]\n")),
        ("run.js", "alert(1)"),
        ("Über.md", &page("")),
    ]);
    let found = lines(tree.problems());
    for expected in [
        "about/index.md: `/about` is the address of `about.md` already",
        "join.md: `/join` is the software's own",
        "assets/x.svg: `/assets/x.svg` is the software's own",
        "gone.de.md: a translation of `/gone`, which is not there",
        "x.md:4:18: `/about` is a page of its own",
        "x.md:4:28: `/privacy` is the software's own",
        "y.md:4:18: `/old/` is redirected to another page already",
        "run.js: files of this kind are not served",
        "Über.md: `Über` cannot stand in an address; use small letters, digits and hyphens: `uber`",
    ] {
        assert!(found.iter().any(|line| line.starts_with(expected)), "{expected} in {found:#?}");
    }
    assert!(tree.page("/join").is_none() && tree.file("/run.js").is_none());
}

#[test]
fn what_is_too_large_or_no_text_is_left_out() {
    let (dir, _) = folder(&[("a.md", &page(""))]);
    fs::write(
        dir.path().join("a.md"),
        vec![b'x'; usize::try_from(limits::PAGE_BYTES).unwrap() + 1],
    )
    .unwrap();
    fs::write(dir.path().join("b.md"), b"+++\ntitle = \"\xff\"\n+++\n").unwrap();
    fs::File::create(dir.path().join("c.png")).unwrap().set_len(limits::FILE_BYTES + 1).unwrap();
    let found = lines(load(dir.path(), "en").unwrap().problems());
    assert!(found[0].starts_with("a.md: the file is larger than 256 KiB"), "{found:?}");
    assert!(found[1].starts_with("b.md:2:10: this is not UTF-8; save"), "{found:?}");
    assert!(found[2].starts_with("c.png: the file is larger than 16384 KiB"), "{found:?}");
    assert_eq!(found.len(), 3);
}

#[test]
fn a_check_says_what_an_author_wants_to_know() {
    let (_dir, tree) = folder(&[
        (
            "a.md",
            &(page("image = \"none.png\"\n")
                + "[b](b.md#there) [b](b.md#ther) [c](/c) [d](d.md) [ok](/privacy#C1) ![x](x.png)\n\n[own](#own) [self](#sef)\n\n## Own\n\n## Self\n"),
        ),
        (
            "b.md",
            &(page("redirect_from = [\"/b-old\"]\n")
                + "## There\n\n[old](/b-old) [draft](draft.md)\n"),
        ),
        ("draft.md", &(page("draft = true\n") + "[x](nowhere.md)\n")),
        ("e.md", "+++\ntitle = \"x\"\n+++\n"),
    ]);
    let found = lines(&check(&tree));
    let expected = [
        "a.md:4:10: `none.png` is no picture in this folder",
        "a.md:6:17: there is no `#ther` in `b.md`; did you mean `#there`?",
        "a.md:6:32: there is no page `/c`; did you mean `/a`?",
        "a.md:6:40: there is no page `/d`; did you mean `/a`?",
        "a.md:6:68: there is no picture `/x.png`",
        "a.md:8:13: there is no `#sef` in `a.md`; did you mean `#self`?",
        "b.md:8:1: `/b-old` has moved; link to `/b`",
        "b.md:8:15: `/draft` is a draft",
        "draft.md:6:1: there is no page `/nowhere`",
        "e.md:1:1: the page has no description",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (line, expected) in found.iter().zip(expected) {
        assert!(line.starts_with(expected), "{expected} in {found:#?}");
    }
}

proptest! {
    #[test]
    fn any_front_matter_is_read_or_refused_with_a_place(text in "\\PC{0,120}", lines in prop::collection::vec(prop::sample::select(vec![
        "title = \"x\"", "title", "menu = 1", "menu = 99999999999999999999", "date = 2026-11-24", "date = 1e9", "redirect_from = [\"/x\"]",
        "[a]", "x = '''", "+++", "draft = true", "\u{feff}", "\r", "language = \"de\"", "\"", "é = 1", "\u{0}",
    ]), 0..8)) {
        let source = format!("+++\n{}\n{text}\n+++\nbody", lines.join("\n"));
        let (_dir, tree) = folder(&[("a.md", &source)]);
        for problem in tree.problems() {
            prop_assert_eq!(&problem.place.file, "a.md");
            prop_assert!(problem.place.line >= 1 && problem.place.line <= source.lines().count() + 1);
        }
        let wrong = tree.problems().iter().any(|problem| problem.topic == Topic::FrontMatter);
        prop_assert!(wrong != (tree.page("/a").is_some() || tree.drafts.len() == 1));
    }
}
