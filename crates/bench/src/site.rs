//! The first pages under load, beside a bare handler that returns the same compressed bytes from
//! memory.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    http::header::{CONTENT_ENCODING, CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use probity::{
    app::{App, Parts},
    config::Config,
    mail::Transport,
    payment::Payments,
    site,
};
use probity_vault::clock::{ManualClock, SystemRandom};
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    fixture::{Engine, Fixture, NOW_MS},
    load,
    measure::each_in_turn,
};

/// The pages, with the names of their figures.
const PAGES: [(&str, &str, &str); 2] =
    [("/", "site-home", "site-home-p99"), ("/privacy", "site-privacy", "site-privacy-p99")];

/// Requests of one round.
const ROUND: u64 = 64_000;

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    let fixture = Fixture::new(&Engine::Sqlite)?;
    let app = App::new(Parts {
        vault: fixture.vault.clone(),
        config: Config::default(),
        transport: Transport::None,
        outbox: None,
        clock: Arc::new(ManualClock::new(NOW_MS)),
        random: Arc::new(SystemRandom),
        data: None,
        payments: Payments::offline(),
    })
    .map_err(|_| "the service did not start")?;
    let runtime = Runtime::new()?;
    let ours = runtime.block_on(serve(site::router(app)))?;
    for (path, rate, p99) in PAGES {
        let body: Bytes = runtime.block_on(load::once(ours, path))?.into();
        let n = body.len() as u64;
        let bare = Router::new().route(path, get(async move || html(body.clone())));
        let plain = runtime.block_on(serve(bare))?;
        let under_load = |address| {
            let served = runtime.block_on(load::on(address, path, ROUND))?;
            Ok([served.a_second, served.p99_ms])
        };
        let (ours, plain) = each_in_turn(|| under_load(ours), || under_load(plain))?;
        let figure = |bench, at: usize, unit, goal| Figure {
            bench,
            engine: "http",
            n,
            ours: ours[at],
            plain: plain[at],
            unit,
            goal,
        };
        show(figure(rate, 0, Unit::PerSecond, Goal::None));
        show(figure(p99, 1, Unit::Millis, Goal::Ratio(0.5)));
    }
    Ok(())
}

fn html(body: Bytes) -> Response {
    ([(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_ENCODING, "gzip")], body).into_response()
}

/// Serves on a free port of the loopback interface until the runtime ends.
pub(crate) async fn serve(router: Router) -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(address)
}
