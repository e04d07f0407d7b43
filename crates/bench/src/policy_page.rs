//! The policy's page under load, beside a bare handler that returns the same bytes.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::get,
};
use probity::{
    app::{App, Parts},
    config::Config,
    mail::Transport,
    site,
};
use probity_vault::clock::{ManualClock, SystemRandom};
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    fixture::{Engine, Fixture, NOW_MS},
    load,
    measure::in_turn,
};

const PATH: &str = "/privacy";

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
    })
    .map_err(|_| "the service did not start")?;
    let runtime = Runtime::new()?;
    let ours = runtime.block_on(serve(site::router(app)))?;
    let body: Bytes = runtime.block_on(load::once(ours, PATH))?.into();
    let n = body.len() as u64;
    let bare = Router::new().route(PATH, get(async move || html(body.clone())));
    let plain = runtime.block_on(serve(bare))?;
    let (ours, plain) = in_turn(
        || runtime.block_on(load::on(ours, PATH, ROUND)),
        || runtime.block_on(load::on(plain, PATH, ROUND)),
    )?;
    show(Figure {
        bench: "policy-page",
        engine: "http",
        n,
        ours,
        plain,
        unit: Unit::PerSecond,
        goal: Goal::None,
    });
    Ok(())
}

fn html(body: Bytes) -> Response {
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response()
}

/// Serves on a free port of the loopback interface until the runtime ends.
async fn serve(router: Router) -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(address)
}
