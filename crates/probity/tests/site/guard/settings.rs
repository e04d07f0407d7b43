//! What the configuration decides: whose word on senders is believed, who is spared, which scenarios
//! there are. On SQLite: the store has no part in it.

use std::path::Path;

use super::{from, is_answered, probe};
use crate::harness::{Engine, Site, run_with};

const PROXY: &str = "203.0.113.1";

fn behind<'s>(site: &'s Site, peer: &str, named: &str) -> crate::harness::Browser<'s> {
    let mut browser = from(site, peer);
    browser.headers.push(("x-forwarded-for", named.to_owned()));
    browser
}

#[test]
fn a_forged_header_hits_nobody_else() {
    let proxies = |config: &mut probity::config::Config| {
        config.server.proxies = vec![PROXY.parse().unwrap()];
    };
    run_with(Engine::sqlite(), proxies, async |site: &Site| {
        // Not a proxy of ours: what it says of others is nothing.
        probe(&mut behind(site, "198.51.100.9", "192.0.2.50")).await;
        assert!(!is_answered(&mut from(site, "198.51.100.9")).await);
        assert!(is_answered(&mut from(site, "192.0.2.50")).await);
        // Our proxy names whom it saw at the end; what stands before was the client's to write.
        probe(&mut behind(site, PROXY, "192.0.2.50, 198.51.100.10")).await;
        assert!(!is_answered(&mut behind(site, PROXY, "198.51.100.10")).await);
        assert!(is_answered(&mut behind(site, PROXY, "192.0.2.50")).await);
        // The proxy itself is never refused, whatever comes through it.
        for header in ["", "nonsense"] {
            let mut nobody = behind(site, PROXY, header);
            for count in 0..40 {
                assert_eq!(nobody.get(&format!("/missing/{count}")).await.status, 404);
            }
        }
        assert!(is_answered(&mut from(site, PROXY)).await);
    });
}

#[test]
fn whom_the_foundation_allows_is_never_refused() {
    let allow = |config: &mut probity::config::Config| {
        config.guard.allow =
            vec!["192.0.2.0/28".parse().unwrap(), "2001:db8:0:7::5".parse().unwrap()];
    };
    run_with(Engine::sqlite(), allow, async |site: &Site| {
        for address in ["192.0.2.15", "2001:db8:0:7::5", "2001:db8:0:7::6"] {
            let mut browser = from(site, address);
            for count in 0..40 {
                let page = browser.get(&format!("/missing/{count}")).await;
                assert_eq!(page.status, 404, "{address}: or whoever is allowed would be hit");
            }
        }
        probe(&mut from(site, "192.0.2.16")).await;
    });
}

#[test]
fn it_can_be_switched_off() {
    let off = |config: &mut probity::config::Config| config.guard.enabled = false;
    run_with(Engine::sqlite(), off, async |site: &Site| {
        let mut browser = from(site, "192.0.2.7");
        for count in 0..40 {
            assert_eq!(browser.get(&format!("/missing/{count}")).await.status, 404);
        }
    });
}

/// A scenario that makes whoever looks for the lighthouse wait.
const OWN: &str = "id = 'lighthouse'
title = { en = 'Looking for the lighthouse' }
sanction = 'throttle'
for = '90s'
capacity = 1
leak = '1m'
[[match]]
path = ['/lighthouse']
";

#[test]
fn own_scenarios_count_and_make_wait() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.toml"), OWN).unwrap();
    let own = |folder: &Path| {
        let folder = folder.to_owned();
        move |config: &mut probity::config::Config| {
            config.guard.scenarios = Some(folder);
            config.guard.off = vec!["probing".to_owned()];
        }
    };
    run_with(Engine::sqlite(), own(folder.path()), async |site: &Site| {
        let mut browser = from(site, "192.0.2.7");
        for count in 0..40 {
            assert_eq!(browser.get(&format!("/missing/{count}")).await.status, 404);
        }
        for _ in 0..2 {
            assert_eq!(browser.get("/lighthouse").await.status, 404);
        }
        let page = browser.get("/").await;
        assert_eq!(page.status, 429);
        assert_eq!(page.header("retry-after"), "91");
        assert!(page.title().starts_with("Please wait a moment"));
        assert_eq!(browser.get("/privacy").await.status, 429);
        site.clock.advance(60_000);
        assert_eq!(browser.get("/").await.header("retry-after"), "31");
        site.clock.advance(30_000);
        assert!(is_answered(&mut browser).await);
    });
}
