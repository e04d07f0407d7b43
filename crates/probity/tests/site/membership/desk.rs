//! What the desk shows of memberships, and to whom.

use probity_policy::Role;

use super::{STREET, ask, number, sent};
use crate::desk::colleague;
use crate::harness::{ADA, Site, on_both};

on_both!(
    each_role_finds_its_part,
    a_fellow_is_granted_by_number,
    a_certification_opens_on_record_and_is_decided_once,
);

async fn each_role_finds_its_part(site: &Site) {
    let mut ada = site.member(&ADA).await;
    ask(&mut ada, "contributing", "6", STREET).await;
    let who = number(site, &ADA).to_string();
    for (role, sees, decides) in [
        (Role::MembershipStaff, true, true),
        (Role::FinanceStaff, false, false),
        (Role::CommunicationsStaff, true, false),
        (Role::InfrastructureStaff, false, false),
        (Role::PrivacyOfficer, true, false),
        (Role::Auditor, true, false),
    ] {
        let mut staff = colleague(site, role).await;
        let before = site.entries();
        let page = staff.browser.get("/desk/memberships?class=contributing&state=pending").await;
        assert_eq!(page.status, if sees { 200 } else { 403 }, "{role}");
        assert_eq!(page.main().contains(&who), sees, "{role}");
        assert!(!page.body.contains(ADA.name) && !page.body.contains(ADA.email));
        assert_eq!(page.main().contains("Grant: Fellow"), decides, "{role}");
        let list = staff.browser.get("/desk/certifications").await;
        assert_eq!(list.status, if sees { 200 } else { 403 }, "{role}");
        assert_eq!(list.main().contains("Look at it"), decides, "{role}");
        assert!(!list.body.contains("6 hours"), "nothing is opened by looking at the list");
        assert_eq!(site.entries(), before, "{role}");
        let menu = staff.browser.get("/desk").await;
        assert_eq!(menu.body.contains("href=\"/desk/memberships\""), sees, "{role}");
        assert_eq!(menu.body.contains("href=\"/desk/certifications\""), decides, "{role}");
        for address in ["/desk/memberships", "/desk/certifications", "/desk/certifications/decide"]
        {
            let answer = staff.browser.post(address, &[("form-token", "x"), ("id", "x")]).await;
            assert_eq!(answer.status, 403, "{role} {address}");
        }
    }
    let mut member = site.browser();
    member.cookie = ada.cookie.clone();
    assert_eq!(member.get("/desk/memberships").await.status, 403);
}

async fn a_fellow_is_granted_by_number(site: &Site) {
    let mut ada = site.member(&ADA).await;
    let who = number(site, &ADA).to_string();
    let mut staff = colleague(site, Role::MembershipStaff).await;
    let page = staff.browser.get("/desk/memberships").await;
    let staff_number = staff.subject.to_string();
    for wrong in ["", "nobody", ADA.email, "2f1c7a54-9d0e-4b7a-8a55-3f9d1c0b7e21", &staff_number] {
        let fields = [("who", wrong), ("class", "fellow")];
        let answer = staff.browser.submit(&page, "/desk/memberships", &fields).await;
        assert_eq!(answer.status, 422, "{wrong}");
        assert!(answer.main().contains("No person with an account has this number"));
    }
    for class in ["contributing", "supporting", "basic", "", "gold"] {
        let fields = [("who", who.as_str()), ("class", class)];
        let answer = staff.browser.submit(&page, "/desk/memberships", &fields).await;
        assert_eq!(answer.status, 404, "{class} is not granted so");
    }
    let fields = [("who", who.as_str()), ("class", "fellow")];
    let done = staff.browser.submit(&page, "/desk/memberships", &fields).await;
    assert_eq!(done.location(), "/desk/memberships?done=granted");
    let twice = staff.browser.submit(&page, "/desk/memberships", &fields).await;
    assert!(twice.main().contains("They hold it already"), "{}", twice.main());
    site.drain().await;
    assert_eq!(sent(site, "You were granted a membership"), 1);
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("Fellow <span class=\"tag\">in force</span>"), "{}", page.main());
    assert!(page.main().contains("It has no end") && page.main().contains("You vote with it."));
    let uses = ada.get("/account/uses").await;
    assert!(
        uses.main().contains("at the staff desk"),
        "staff's grant is on record: {}",
        uses.main()
    );
    site.clock.advance(40 * 366 * 24 * 3_600_000);
    site.app.housekeep().await.unwrap();
    site.drain().await;
    assert_eq!(sent(site, "Your membership ends soon"), 0);
}

async fn a_certification_opens_on_record_and_is_decided_once(site: &Site) {
    let mut ada = site.member(&ADA).await;
    ask(&mut ada, "contributing", "6", STREET).await;
    let mut staff = colleague(site, Role::MembershipStaff).await;
    let list = staff.browser.get("/desk/certifications").await;
    let id = list.main().split("name=\"id\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap().to_owned();
    let before = site.entries();
    let open = staff.browser.submit(&list, "/desk/certifications", &[("id", &id)]).await;
    assert!(open.main().contains("6 hours a month, as contributing"), "{}", open.main());
    assert!(open.main().contains("is held") && !open.main().contains("Lighthouse"));
    assert_eq!(site.entries(), before + 1, "on record");
    for wrong in ["", "zz", "00112233445566778899aabbccddeeff0", "é"] {
        let answer = staff.browser.submit(&list, "/desk/certifications", &[("id", wrong)]).await;
        assert_eq!(answer.status, 404, "{wrong}");
    }
    let unknown = [("id", "00112233445566778899aabbccddeeff"), ("answer", "approve")];
    let answer = staff.browser.submit(&open, "/desk/certifications/decide", &unknown).await;
    assert_eq!(answer.status, 422);
    let data = ada.get("/account/data").await;
    ada.submit(&data, "/account/data/restrict", &[("restrict", "yes")]).await;
    let approve = [("id", id.as_str()), ("answer", "approve")];
    let answer = staff.browser.submit(&open, "/desk/certifications/decide", &approve).await;
    assert!(answer.main().contains("had the use of their information restricted"));
    let closed = staff.browser.submit(&list, "/desk/certifications", &[("id", &id)]).await;
    assert!(!closed.main().contains("6 hours"), "the policy refuses: {}", closed.main());
    ada.submit(&data, "/account/data/restrict", &[("restrict", "no")]).await;
    let done = staff.browser.submit(&open, "/desk/certifications/decide", &approve).await;
    assert_eq!(done.location(), "/desk/certifications?done=approved");
    let decline = [("id", id.as_str()), ("answer", "decline"), ("reason", "hours")];
    let twice = staff.browser.submit(&open, "/desk/certifications/decide", &decline).await;
    assert!(twice.main().contains("decided or taken back already"), "{}", twice.main());
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("took effect on 24 November 2026"), "{}", page.main());
}
