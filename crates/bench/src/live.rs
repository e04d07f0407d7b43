//! What recording its own requests costs the site: the home page with recording, beside the same site
//! without.

use std::{net::SocketAddr, path::Path, sync::Arc};

use probity::{
    app::{App, Parts},
    config::Config,
    mail::Transport,
    site,
};
use probity_vault::{SystemClock, clock::SystemRandom};
use tokio::{runtime::Runtime, sync::watch};

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    fixture::{Engine, Fixture},
    load,
    measure::each_in_turn,
    site::serve,
};

/// Requests of one round.
const ROUND: u64 = 64_000;

/// The most that recording may add to a request, in nanoseconds.
const MOST: f64 = 20_000.0;

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    let (fixture, dir) = (Fixture::new(&Engine::Sqlite)?, tempfile::tempdir()?);
    let runtime = Runtime::new()?;
    let (over, ended) = watch::channel(false);
    let recorded = app(&fixture, dir.path(), true)?;
    let plain = runtime.block_on(serve(site::router(app(&fixture, dir.path(), false)?)))?;
    let ours = runtime.block_on(serve(site::router(Arc::clone(&recorded))))?;
    let recording = runtime.spawn(recorded.run_usage(ended));
    // Every core is busy while the load runs: what a request costs in all is its share of them.
    let cores = std::thread::available_parallelism()?.get();
    #[expect(clippy::cast_precision_loss, reason = "few cores")]
    let cost = |a_second: f64| cores as f64 / a_second * 1e9;
    let under_load = |address: SocketAddr| {
        let served = runtime.block_on(load::on(address, "/", ROUND))?;
        Ok([cost(served.a_second), served.p99_ms, served.a_second])
    };
    let (ours, plain) = each_in_turn(|| under_load(ours), || under_load(plain))?;
    over.send(true)?;
    runtime.block_on(recording)?;
    let figure = |bench, at: usize, unit, goal| Figure {
        bench,
        engine: "http",
        n: ROUND,
        ours: ours[at],
        plain: plain[at],
        unit,
        goal,
    };
    show(figure("live-cost", 0, Unit::Nanos, Goal::AtMost(plain[0] + MOST)));
    show(figure("live-p99", 1, Unit::Millis, Goal::None));
    show(figure("live-rate", 2, Unit::PerSecond, Goal::None));
    Ok(())
}

fn app(fixture: &Fixture, data: &Path, record: bool) -> Result<Arc<App>, Failure> {
    let mut config = Config::default();
    config.usage.record = record;
    config.usage.commit_seconds = 10;
    let parts = Parts {
        vault: fixture.vault.clone(),
        config,
        transport: Transport::None,
        outbox: None,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        data: Some(data.to_owned()),
        payments: probity::payment::Payments::offline(),
    };
    App::new(parts).map_err(|_| "the service did not start".into())
}
