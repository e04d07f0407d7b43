//! The data map for people, whole and sifted.

use std::collections::BTreeSet;

use probity_policy::{Category, Field, Giver, Policy, Recipient};

use super::shipped;
use crate::harness::{Page, Site, on_both};

on_both!(
    everything_that_may_be_held_is_listed,
    the_list_can_be_sifted,
    the_picture_has_a_table_beside_it,
);

/// The fields that a page lists.
fn listed(page: &Page) -> BTreeSet<String> {
    let rows = page.main().split("<tr id=\"field-").skip(1);
    rows.filter_map(|row| row.split('"').next()).map(str::to_owned).collect()
}

fn wanted(policy: &Policy, keep: impl Fn(&Field, &Category) -> bool) -> BTreeSet<String> {
    let map = policy.map();
    let of = |field: &&Field| keep(field, map.category(&field.category).unwrap());
    map.fields().iter().filter(of).map(|field| field.id.clone()).collect()
}

async fn everything_that_may_be_held_is_listed(site: &Site) {
    let page = site.browser().get("/privacy/data").await;
    assert_eq!(page.status, 200);
    let policy = shipped();
    assert_eq!(listed(&page), wanted(&policy, |_, _| true));
    let main = page.main();
    for field in policy.map().fields() {
        let label = field.label.replace('\'', "&#39;");
        let (_, row) = main.split_once(&format!("<tr id=\"field-{}\">", field.id)).unwrap();
        let row = row.split("</tr>").next().unwrap();
        assert!(row.contains(&label), "{label}");
        assert!(row.contains(&field.why.replace('\'', "&#39;")), "{}", field.id);
        assert_eq!(row.contains("Required:"), !field.required_for.is_empty(), "{}", field.id);
        let optional = field.from.iter().any(|giver| field.is_optional_for(*giver));
        // What a log notes is not asked, so nobody could leave it empty.
        let asked = field.collected.iter().any(|place| {
            place.ends_with("-form") || place.ends_with("-page") || place == "privacy-address"
        });
        assert_eq!(row.contains("Optional:"), optional && asked, "{}", field.id);
        assert_eq!(row.contains("Not asked, noted of:"), optional && !asked, "{}", field.id);
        assert!(row.contains("href=\"/privacy/2026-11-23#"), "{} names no clause", field.id);
    }
    let (_, row) = main.split_once("<tr id=\"field-postal-address\">").unwrap();
    let row = row.split("</tr>").next().unwrap();
    assert!(row.contains("voting members") && row.contains("For 1 year after"), "{row}");
    assert_eq!(listed(&site.browser().get("/privacy/2026-11-23/data").await), listed(&page));
}

async fn the_list_can_be_sifted(site: &Site) {
    let policy = shipped();
    let mut browser = site.browser();
    for giver in Giver::ALL {
        let page = browser.get(&format!("/privacy/data?who={giver}&group=&to=")).await;
        assert_eq!(listed(&page), wanted(&policy, |f, _| f.from.contains(giver)), "{giver}");
        assert!(page.main().contains(&format!("<option value=\"{giver}\" selected>")));
    }
    for group in policy.map().groups() {
        let page = browser.get(&format!("/privacy/data?group={}", group.id)).await;
        let expected = wanted(&policy, |_, category| category.groups.contains(&group.id));
        assert_eq!(listed(&page), expected, "{}", group.id);
    }
    for recipient in Recipient::ALL {
        let page = browser.get(&format!("/privacy/data?to={recipient}")).await;
        let expected = wanted(&policy, |_, category| {
            policy.recipients(&category.id).iter().any(|(known, _)| known == recipient)
        });
        assert_eq!(listed(&page), expected, "{recipient}");
    }
    let page = browser.get("/privacy/data?who=donor&to=payment-provider").await;
    let expected = wanted(&policy, |field, category| {
        let to = policy.recipients(&category.id);
        field.from.contains(&Giver::Donor)
            && to.iter().any(|(known, _)| *known == Recipient::PaymentProvider)
    });
    assert!(!expected.is_empty());
    assert_eq!(listed(&page), expected);
    let words = format!("{} of {} shown", expected.len(), policy.map().fields().len());
    assert!(page.main().contains(&words), "{words}");
    // What it does not know counts as not asked for.
    let all = listed(&browser.get("/privacy/data").await);
    for odd in ["who=nobody", "group=%3Cscript%3E", "to=", "x=y&who", "who=%ff", "%00=%00"] {
        let page = browser.get(&format!("/privacy/data?{odd}")).await;
        assert_eq!(page.status, 200, "{odd}");
        assert_eq!(listed(&page), all, "{odd}");
        assert!(!page.body.contains("<script>"), "{odd}");
    }
}

async fn the_picture_has_a_table_beside_it(site: &Site) {
    let page = site.browser().get("/privacy/data").await;
    let main = page.main();
    let (_, section) = main.split_once("id=\"matrix\"").unwrap();
    assert!(section.contains("<svg ") && section.contains("<desc id=\"matrix-desc\">"));
    assert!(section.contains("fill=\"currentColor\""), "it takes the colour of the page");
    let (_, table) = section.split_once("The same as a table").unwrap();
    for category in shipped().map().categories() {
        let label = category.label.replace('\'', "&#39;");
        assert!(table.contains(&format!("<th scope=\"row\">{label}</th>")), "{label}");
    }
    let (_, row) = table.split_once("<th scope=\"row\">Card number</th>").unwrap();
    let row = row.split("</tr>").next().unwrap();
    assert!(row.contains(">payment</td>"), "{row}");
}
