//! Every address of the site, and the handler behind it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{MethodRouter, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::timeout::TimeoutLayer;

use super::{
    assets, content, cookies, frame, health, home, ledger, left, outbox, privacy, record, search,
    settings, sitemap, style, well_known,
};
use crate::api;
use crate::app::App;
use crate::desk;
use crate::giving::{donate, gift, payments};
use crate::members::{
    account, address, confirm, consents, correct, data, enrol, erase, export, fee, join,
    membership, password, profile, restrict, sessions, signin, signin_link, signout, uses,
};
use crate::payment::webhook;

/// The longest that a program's request may take, which may carry a long log.
const PROGRAMS_PATIENCE: Duration = Duration::from_mins(10);

/// The longest a request may take, its body included.
const PATIENCE: Duration = Duration::from_secs(30);

type Route = (&'static str, MethodRouter<Arc<App>>);

/// The table of addresses.
fn table() -> Vec<Route> {
    vec![
        ("/", get(home::show)),
        ("/privacy", get(privacy::page::current)),
        ("/privacy.txt", get(privacy::text)),
        // A date, or a date with `.txt`.
        ("/privacy/{date}", get(privacy::page::version)),
        ("/privacy/{date}/policy.md", get(privacy::source_of)),
        ("/privacy/{date}/data", get(privacy::data::version)),
        ("/privacy/{date}/data.toml", get(privacy::map_of)),
        ("/privacy/{date}/data.jsonld", get(privacy::dpv_of)),
        ("/privacy/{date}/data.yaml", get(privacy::fideslang_of)),
        ("/privacy/{date}/matrix.svg", get(privacy::matrix_of)),
        ("/privacy/data", get(privacy::data::show)),
        ("/privacy/data.jsonld", get(privacy::dpv)),
        ("/privacy/data.yaml", get(privacy::fideslang)),
        ("/privacy/kept", get(privacy::kept::show)),
        ("/privacy/matrix.svg", get(privacy::matrix)),
        ("/join", get(join::show).post(join::send)),
        ("/join/check-mail", get(join::check_mail)),
        ("/confirm/{link}", get(confirm::show).post(confirm::send)),
        ("/address/{link}", get(address::show).post(address::send)),
        ("/donate", get(donate::show).post(donate::send)),
        ("/donate/{link}", get(gift::show).post(gift::send)),
        ("/payment/stripe/webhook", post(webhook::receive)),
        ("/signin", get(signin::show).post(signin::send)),
        ("/signin/check-mail", get(signin::check_mail)),
        ("/signin/{link}", get(signin_link::show).post(signin_link::send)),
        ("/signout", post(signout::send)),
        ("/account", get(account::show)),
        ("/account/profile", get(profile::show).post(profile::send)),
        ("/account/profile/confirm", post(profile::confirm)),
        ("/account/membership", get(membership::show)),
        ("/account/membership/{class}", get(enrol::show).post(enrol::send)),
        ("/account/membership/{class}/pay", get(fee::show).post(fee::send)),
        ("/account/membership/{class}/cancel", get(membership::cancel).post(membership::end)),
        ("/account/payments", get(payments::show)),
        ("/account/uses", get(uses::show)),
        ("/account/uses.csv", get(uses::csv)),
        ("/account/uses.json", get(uses::json)),
        ("/account/consents", get(consents::show).post(consents::send)),
        ("/account/sessions", get(sessions::show).post(sessions::send)),
        ("/account/data", get(data::show)),
        ("/account/data/correct/{field}", get(correct::show).post(correct::send)),
        ("/account/data/check-mail", get(address::check_mail)),
        ("/account/data/restrict", post(restrict::send)),
        ("/account/data/export.json", get(export::json)),
        ("/account/data/export.html", get(export::html)),
        ("/account/data/export.schema.json", get(export::schema)),
        ("/account/erase", get(erase::show).post(erase::send)),
        ("/account/password", get(password::show).post(password::send)),
        ("/erased", get(erase::erased)),
        ("/settings", get(settings::show).post(settings::send)),
        ("/cookies", get(cookies::show).post(cookies::send)),
        ("/.well-known/security.txt", get(well_known::security)),
        ("/.well-known/gpc.json", get(well_known::gpc)),
        ("/.well-known/change-password", get(well_known::change_password)),
        ("/ledger", get(ledger::page::show)),
        ("/ledger/checkpoint", get(ledger::checkpoint)),
        ("/ledger/tile/{*path}", get(ledger::tile)),
        ("/ledger/proof/{index}", get(ledger::proof::show)),
        ("/desk", get(desk::overview::show)),
        ("/desk/signin", get(desk::signin::show).post(desk::signin::send)),
        ("/desk/signin/code", get(desk::code::show).post(desk::code::send)),
        ("/desk/enrol/{link}", get(desk::enrol::show).post(desk::enrol::send)),
        ("/desk/enter/{link}", get(desk::enter::show).post(desk::enter::send)),
        ("/desk/people", get(desk::people::show).post(desk::people::send)),
        ("/desk/people/{link}", get(desk::record::show).post(desk::record::send)),
        ("/desk/memberships", get(desk::memberships::show).post(desk::memberships::grant)),
        ("/desk/payments", get(desk::payments::show).post(desk::payment::open)),
        ("/desk/payments/record", get(desk::payment_new::show).post(desk::payment_new::send)),
        ("/desk/payments/decide", post(desk::payment::decide)),
        ("/desk/payments/refund", post(desk::payment::refund)),
        ("/desk/certifications", get(desk::certifications::show).post(desk::certifications::open)),
        ("/desk/certifications/decide", post(desk::certifications::decide)),
        ("/desk/policy", get(desk::policy::show)),
        ("/desk/ledger", get(desk::ledger::show)),
        ("/desk/ledger/verify", post(desk::ledger::verify)),
        ("/desk/usage/threats", get(desk::threats::show).post(desk::threats::open)),
        ("/desk/usage/threats/lift", post(desk::threats::lift)),
        ("/desk/staff", get(desk::roster::show).post(desk::roster::add)),
        ("/desk/staff/link", post(desk::roster::link)),
        ("/desk/staff/remove", post(desk::roster::remove)),
        ("/desk/usage", get(desk::usage::show)),
        ("/desk/usage/{file}", get(desk::usage::file::show)),
        ("/desk/mail", get(desk::mail::show)),
        ("/desk/me", get(desk::me::show)),
        (left::ADDRESS, post(left::send)),
        ("/search", get(search::show)),
        ("/sitemap.xml", get(sitemap::sitemap)),
        ("/robots.txt", get(sitemap::robots)),
        ("/healthz", get(health::alive)),
        ("/readyz", get(health::ready)),
        ("/assets/{name}", get(assets::show)),
    ]
}

/// The addresses that exist in a demo only.
fn demo_table() -> Vec<Route> {
    vec![
        ("/demo/outbox", get(outbox::list)),
        ("/demo/outbox/{number}", get(outbox::message)),
        ("/demo/style", get(style::show)),
    ]
}

/// The addresses for programs.
fn programs_table() -> Vec<Route> {
    vec![("/api/v1/usage", post(api::usage::take))]
}

/// Every address the site answers at, as patterns; for tests and for documentation.
pub fn addresses() -> Vec<&'static str> {
    table()
        .into_iter()
        .chain(programs_table())
        .chain(demo_table())
        .map(|(address, _)| address)
        .collect()
}

/// The site, ready to serve.
pub fn router(app: Arc<App>) -> Router {
    let demo = if app.outbox.is_some() { demo_table() } else { Vec::new() };
    let compress =
        CompressionLayer::new().compress_when(SizeAbove::new(1024).and(NotForContentType::IMAGES));
    let programs = programs_table()
        .into_iter()
        .fold(Router::new(), |router, (address, route)| router.route(address, route))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PROGRAMS_PATIENCE));
    let router = table()
        .into_iter()
        .chain(demo)
        .fold(Router::new(), |router, (address, route)| router.route(address, route))
        .fallback(content::show)
        .method_not_allowed_fallback(frame::wrong_method)
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE))
        .merge(programs)
        .layer(CatchPanicLayer::custom(frame::panicked))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&app), frame::around))
        .layer(compress);
    let router = if app.records() {
        router.layer(axum::middleware::from_fn_with_state(Arc::clone(&app), record::around))
    } else {
        router
    };
    router.with_state(app)
}
