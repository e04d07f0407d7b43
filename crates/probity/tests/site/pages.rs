//! The foundation's pages: read from a folder, shown at once, inert, and never lost by a mistake.

use std::fs;

use axum::body::Body;
use axum::http::Method;

use crate::harness::{ADA, Engine, Site, captured, on_both};

on_both!(
    pages_files_and_menus_come_from_the_folder,
    an_edit_shows_at_once_and_a_mistake_leaves_the_last_good_page,
    what_is_hostile_is_inert,
    readers_get_their_language_or_are_told_which_it_is,
    the_search_finds_marks_and_tells_nobody,
    feed_sitemap_and_robots_are_well_formed,
    downloads_have_checksums_that_hold,
    errors_say_the_foundations_words,
    every_method_gets_its_answer,
    the_home_page_has_the_foundations_words,
);

const FRONT: &str = "+++\ntitle = \"Page\"\ndescription = \"About it.\"\n+++\n";

/// How long it may take until an edit is seen, by the service's clock.
const SOON: i64 = 500;

/// Writes a file into the folder and lets the time pass after which it is seen.
fn write(site: &Site, name: &str, text: impl AsRef<[u8]>) {
    let path = site.engine.pages().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    site.clock.advance(SOON);
}

async fn pages_files_and_menus_come_from_the_folder(site: &Site) {
    let mut browser = site.browser();
    let about = browser.get("/about").await;
    assert_eq!(about.status, 200);
    assert_eq!(about.title(), "About us – The Example Foundation");
    assert_eq!(about.header("cache-control"), "private, no-cache");
    assert!(about.body.contains("<a href=\"/about\" aria-current=\"page\">About us</a>"));
    assert!(about.body.contains("<img src=\"/images/lighthouse.svg\" alt=\"A lighthouse"));
    assert!(about.body.contains("width=\"800\" height=\"340\""), "the page does not jump");
    let base = site.app.config().foundation.base_url.to_string();
    for meta in [
        format!("<link rel=\"canonical\" href=\"{base}/about\">"),
        "<meta property=\"og:title\" content=\"About us\">".to_owned(),
        "<meta name=\"description\" content=\"Who we are".to_owned(),
    ] {
        assert!(about.body.contains(&meta), "{meta}");
    }
    let below = browser.get("/about/how-we-decide").await;
    assert!(below.body.contains("aria-current=\"true\">About us</a>"), "the menu shows where");
    assert!(
        below.body.contains("<li><a href=\"/about\">About us</a></li><li aria-current=\"page\">")
    );
    let home = browser.get("/").await;
    assert!(home.body.contains(&format!("og:image\" content=\"{base}/images/card.png\"")));
    for (old, new) in
        [("/about-us", "/about"), ("/about/", "/about"), ("/projects/", "/what-we-do")]
    {
        let moved = browser.get(old).await;
        assert_eq!((moved.status.as_u16(), moved.location()), (301, new), "{old}");
    }
    let picture = browser.get("/images/lighthouse.svg").await;
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
    assert!(picture.header("content-security-policy").contains("default-src 'none'; sandbox"));
    let tag = picture.header("etag").to_owned();
    let headers = [("if-none-match", tag.as_str())];
    let again = browser.send(Method::GET, "/images/lighthouse.svg", Body::empty(), &headers).await;
    assert_eq!(again.status, 304);
    for nothing in ["/about.md", "/index", "/index.md", "/404", "/about/people", "/../Cargo.toml"] {
        assert_eq!(browser.get(nothing).await.status, 404, "{nothing}");
    }
    // A member sees the same pages, with their own menu.
    let mut member = site.member(&ADA).await;
    let about = member.get("/about").await;
    assert!(about.body.contains(">Account</a>") && about.body.contains("<h1>About us</h1>"));
    assert_eq!(about.header("cache-control"), "no-store");
}

async fn an_edit_shows_at_once_and_a_mistake_leaves_the_last_good_page(site: &Site) {
    captured();
    let mut browser = site.browser();
    write(site, "fresh.md", "+++\ntitle = \"Fresh\"\nmenu = 9\n+++\nFirst words.\n");
    assert!(browser.get("/fresh").await.body.contains("First words."));
    for address in ["/about", "/privacy", "/join"] {
        let page = browser.get(address).await;
        assert!(page.body.contains("<a href=\"/fresh\">Fresh</a>"), "{address} has the menu");
    }
    write(site, "fresh.md", "+++\ntitle = \"Fresher\"\nmenu = 9\n+++\nOther words.\n");
    assert!(browser.get("/fresh").await.body.contains("Other words."));
    assert!(browser.get("/privacy").await.body.contains(">Fresher</a>"));
    // Within half a second nobody looks again.
    let path = site.engine.pages().join("fresh.md");
    fs::write(&path, "+++\ntitle = \"x\"\n+++\nToo soon.\n").unwrap();
    assert!(browser.get("/fresh").await.body.contains("Other words."));
    write(site, "fresh.md", "+++\ntitle = \"x\"\nmenus = 9\n+++\nBroken.\n");
    for _ in 0..3 {
        let page = browser.get("/fresh").await;
        assert!(page.body.contains("Other words."), "the last good page stays");
        site.clock.advance(SOON);
    }
    let line = "site/fresh.md:3:1: unknown key `menus`; did you mean `menu`?";
    assert_eq!(captured().matches(line).count(), 1, "it is said once, with its place");
    write(site, "fresh.md", "+++\ntitle = \"x\"\n+++\nMended.\n");
    assert!(browser.get("/fresh").await.body.contains("Mended."));
    fs::remove_file(&path).unwrap();
    site.clock.advance(SOON);
    assert_eq!(browser.get("/fresh").await.status, 404);
    fs::rename(site.engine.pages(), site.engine.directory().join("away")).unwrap();
    site.clock.advance(SOON);
    assert_eq!(browser.get("/about").await.status, 200, "a folder that is away changes nothing");
}

async fn what_is_hostile_is_inert(site: &Site) {
    let mut browser = site.browser();
    let text = format!(
        "{FRONT}<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) \
         [b](//evil.example) ![c](https://evil.example/x.png) ![d](data:image/png;base64,x)\n\n\
         ## \"><script>x</script>\n"
    );
    write(site, "hostile.md", text);
    let title = "+++\ntitle = \"</title><script>alert(1)</script>\"\nmenu = 1\nfooter = 1\n+++\n";
    write(site, "title.md", title);
    for address in ["/hostile", "/title", "/search?q=alert", "/search?q=%3Cscript%3E", "/"] {
        let page = browser.get(address).await;
        let scripts = page.body.matches("<script").count();
        assert_eq!(scripts, page.body.matches("<script src=\"/assets/").count(), "{address}");
        for bad in ["<img src=x", "=\"javascript:", "=\"//evil", "src=\"https:", "src=\"data:"] {
            assert!(!page.body.contains(bad), "{bad} in {address}");
        }
    }
    // What a browser would run is not served, and nothing outside of the folder.
    write(site, "evil.html", "<script>alert(1)</script>");
    write(site, "evil.js", "alert(1)");
    fs::write(site.engine.directory().join("secret.txt"), "secret").unwrap();
    #[cfg(unix)]
    {
        let secret = site.engine.directory().join("secret.txt");
        std::os::unix::fs::symlink(secret, site.engine.pages().join("link.txt")).unwrap();
        std::os::unix::fs::symlink("/etc", site.engine.pages().join("etc")).unwrap();
    }
    write(site, "large.md", vec![b'x'; 300 * 1024]);
    let deep = vec!["d"; 40].join("/");
    write(site, &format!("{deep}/x.md"), FRONT);
    for address in ["/evil.html", "/evil.js", "/link.txt", "/etc/passwd", "/large", "/secret.txt"] {
        assert_eq!(browser.get(address).await.status, 404, "{address}");
    }
    assert_eq!(browser.get(&format!("/{deep}/x")).await.status, 404);
    write(
        site,
        "run.svg",
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    );
    let picture = browser.get("/run.svg").await;
    let csp = picture.header("content-security-policy");
    assert!(csp.contains("sandbox") && !csp.contains("script-src"), "{csp}");
}

async fn readers_get_their_language_or_are_told_which_it_is(site: &Site) {
    let mut browser = site.browser();
    let german = [("accept-language", "de")];
    let page = browser.send(Method::GET, "/membership", Body::empty(), &german).await;
    assert!(
        page.body.contains("<html lang=\"de\"") && page.body.contains("<h1>Mitgliedschaft</h1>")
    );
    assert!(page.body.contains(">Über uns</a>"), "the menu is German too");
    let page = browser.send(Method::GET, "/about/how-we-decide", Body::empty(), &german).await;
    assert!(page.body.contains("<html lang=\"de\""));
    assert!(page.main().contains("<div class=\"prose-one\" lang=\"en\" dir=\"ltr\">"));
    let page = browser.get("/membership").await;
    assert!(page.body.contains("<h1>Membership</h1>") && !page.main().contains(" lang=\""));
    let news = browser.send(Method::GET, "/news", Body::empty(), &german).await;
    assert!(news.body.contains("23. November 2026"), "dates are said in the reader's way");
}

async fn the_search_finds_marks_and_tells_nobody(site: &Site) {
    captured();
    let mut browser = site.browser();
    let page = browser.get("/search?q=quiet+room").await;
    assert!(
        page.body.contains("<a href=\"/what-we-do/maintainers#the-quiet-room\">"),
        "{}",
        page.main()
    );
    assert!(page.body.contains("<mark>quiet</mark>"));
    let page = browser.get("/search?q=zeppelinfahrt").await;
    assert!(
        page.main().contains("No page found") && page.main().contains("value=\"zeppelinfahrt\"")
    );
    assert_eq!(page.header("cache-control"), "no-store", "no cache keeps what was asked");
    assert!(!captured().contains("zeppelinfahrt"), "no log says what was asked");
    for odd in ["/search", "/search?q=", "/search?q=%20", "/search?x=1"] {
        let page = browser.get(odd).await;
        assert_eq!(page.status, 200);
        assert!(!page.main().contains("<h2>"), "{odd}");
    }
    let long = format!("/search?q={}", "a+".repeat(5_000));
    assert_eq!(browser.get(&long).await.status, 200);
    assert_eq!(browser.get("/search?q=%ff").await.status, 400);
    write(site, "secret.md", "+++\ntitle = \"Draft\"\ndraft = true\n+++\nzeppelinfahrt\n");
    assert!(browser.get("/search?q=zeppelinfahrt").await.main().contains("No page found"));
}

/// Whether every tag of an XML text is closed in its order.
fn is_well_formed(xml: &str) -> bool {
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        match tag.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return false,
            None if !tag.starts_with('?') && !tag.ends_with('/') => {
                open.push(tag.split(' ').next().unwrap());
            }
            _ => {}
        }
    }
    open.is_empty()
}

async fn feed_sitemap_and_robots_are_well_formed(site: &Site) {
    let mut browser = site.browser();
    let base = site.app.config().foundation.base_url.to_string();
    write(
        site,
        "news/a-new-one.md",
        "+++\ntitle = \"A & <b>\"\ndate = 2026-11-24\n+++\nSee [us](/about) & <x>.\n",
    );
    let feed = browser.get("/news/feed.xml").await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    assert!(is_well_formed(&feed.body), "{}", feed.body);
    let titles: Vec<&str> = feed
        .body
        .split("<title>")
        .skip(2)
        .filter_map(|rest| rest.split("</title>").next())
        .collect();
    assert_eq!(titles[0], "A &amp; &lt;b&gt;", "the newest is first");
    assert_eq!(titles.len(), 4);
    for expected in [
        format!("<id>{base}/news</id>"),
        format!("<link rel=\"self\" type=\"application/atom+xml\" href=\"{base}/news/feed.xml\"/>"),
        "<updated>2026-11-24T00:00:00Z</updated>".to_owned(),
        "<author><name>The Example Foundation</name></author>".to_owned(),
        format!("href=&quot;{base}/about&quot;"),
    ] {
        assert!(feed.body.contains(&expected), "{expected} in {}", feed.body);
    }
    let list = browser.get("/news").await;
    let first = list.main().find("a-new-one").unwrap();
    assert!(first < list.main().find("the-policy-is-the-program").unwrap(), "newest first");
    let map = browser.get("/sitemap.xml").await;
    assert!(is_well_formed(&map.body));
    for address in ["/", "/about", "/news/a-new-one", "/privacy"] {
        let line = format!("<url><loc>{base}{address}</loc>");
        assert_eq!(map.body.matches(&line).count(), 1, "{address}");
    }
    assert!(!map.body.contains("/account") && !map.body.contains("/404"));
    let robots = browser.get("/robots.txt").await;
    assert!(robots.body.contains(&format!("Sitemap: {base}/sitemap.xml")));
    assert!(robots.body.contains("Disallow: /account\n"));
}

async fn downloads_have_checksums_that_hold(site: &Site) {
    let mut browser = site.browser();
    write(site, "downloads/paper.pdf", "%PDF-1.7\n");
    let page = browser.get("/downloads").await;
    let sums = browser.get("/downloads/SHA256SUMS").await.body;
    assert_eq!(sums.lines().count(), 3);
    for line in sums.lines() {
        let (sha256, name) = line.split_once("  ").unwrap();
        let file = browser.get(&format!("/downloads/{name}")).await;
        let own = probity::data::published::hex(&probity_ledger::sha256(&file.bytes));
        assert_eq!(own, sha256, "{name}");
        assert!(page.body.contains(sha256), "{name}");
    }
    let paper = browser.get("/downloads/paper.pdf").await;
    assert_eq!(paper.header("content-disposition"), "attachment");
    assert_eq!(paper.header("content-type"), "application/pdf");
}

async fn errors_say_the_foundations_words(site: &Site) {
    let mut browser = site.browser();
    write(site, "404.md", "+++\ntitle = \"Lost at sea\"\n+++\nTry the [harbour](/).\n");
    let page = browser.get("/no-such-page").await;
    assert_eq!(page.status, 404);
    assert!(
        page.body.contains("<h1>Lost at sea</h1>")
            && page.body.contains("<a href=\"/\">harbour</a>")
    );
    // A link that does not work any more is something else, and says so.
    let dead = browser.get("/signin/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    assert!(!dead.body.contains("Lost at sea"));
    fs::remove_file(site.engine.pages().join("404.md")).unwrap();
    fs::remove_file(site.engine.pages().join("404.de.md")).unwrap();
    site.clock.advance(SOON);
    assert!(browser.get("/no-such-page").await.body.contains("There is no such page"));
}

async fn every_method_gets_its_answer(site: &Site) {
    let mut browser = site.browser();
    for address in ["/about", "/logo.svg", "/news/feed.xml", "/about-us", "/downloads/SHA256SUMS"] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
            let page = browser.send(method.parse().unwrap(), address, Body::empty(), &[]).await;
            assert_eq!(page.status, 405, "{method} {address}");
            assert_eq!(page.header("allow"), "GET, HEAD");
        }
        let head = browser.send(Method::HEAD, address, Body::empty(), &[]).await;
        assert!(head.status.as_u16() < 400 && head.bytes.is_empty(), "HEAD {address}");
    }
    let page = browser.send(Method::POST, "/no-such-page", Body::empty(), &[]).await;
    assert_eq!(page.status, 404);
}

async fn the_home_page_has_the_foundations_words(site: &Site) {
    let mut browser = site.browser();
    let home = browser.get("/").await;
    assert!(home.main().contains("Entries on the public ledger"));
    assert!(home.main().contains("Why we ask") || home.main().contains("class=\"cards\""));
    assert!(home.main().contains("/news/the-policy-is-the-program"));
    write(
        site,
        "index.md",
        "+++\ntitle = \"Home\"\ndescription = \"A lead.\"\n+++\n# Ours alone\n\nHello.\n",
    );
    let home = browser.get("/").await;
    assert!(home.main().contains("<h1>Ours alone</h1>") && home.main().contains("A lead."));
    assert!(home.main().contains("<p>Hello.</p>"));
    fs::remove_dir_all(site.engine.pages()).unwrap();
    fs::create_dir(site.engine.pages()).unwrap();
    site.clock.advance(SOON);
    let home = browser.get("/").await;
    assert!(home.main().contains("<h1>The Example Foundation</h1>"), "it stands without any page");
}

/// Logo and colours, out of the configuration.
#[test]
fn a_foundation_has_its_own_look() {
    let site = Site::with(Engine::sqlite(), |config| {
        config.foundation.logo = Some("logo.svg".parse().unwrap());
        config.foundation.colour = Some("#7a0019".parse().unwrap());
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut browser = site.browser();
        let page = browser.get("/privacy").await;
        assert!(page.body.contains("<img class=\"logo\" src=\"/logo.svg\" alt=\"\""));
        assert!(
            page.body.contains("<link rel=\"icon\" href=\"/logo.svg\" type=\"image/svg+xml\">")
        );
        let css =
            page.body.split("stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        let css = browser.get(css).await;
        assert_eq!(css.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(css.body.contains("--brand: #7a0019;"));
        let dark = css.body.rsplit("prefers-color-scheme: dark").next().unwrap();
        assert!(dark.contains("--brand: #"), "the dark ground has a lighter one");
    });
}
