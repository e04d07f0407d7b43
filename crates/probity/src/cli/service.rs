//! Serving until told to stop: what `serve` and `demo` have in common.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::Failure;
use crate::app::{App, Parts};
use crate::data::Installation;
use crate::demo::Outbox;
use crate::mail::Transport;
use crate::payment::Payments;
use crate::site;
use crate::usage::syslog::Syslog;

/// How long requests may take to end once the service was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Takes the address, before anything else is done: a second service on it ends here.
pub(super) fn bind(listen: SocketAddr) -> Result<TcpListener, Failure> {
    let fault = |error: std::io::Error| {
        Failure::new(format_args!(
            "`{listen}` can't be listened on: {error}; stop what listens there, or give another \
             address with `--listen`"
        ))
    };
    let listener = TcpListener::bind(listen).map_err(fault)?;
    listener.set_nonblocking(true).map_err(fault)?;
    Ok(listener)
}

/// Puts the service together. Messages go into `outbox` if there is one, otherwise where the
/// configuration says.
pub(super) fn assemble(
    open: Installation,
    outbox: Option<Arc<Outbox>>,
    payments: Payments,
) -> Result<Arc<App>, Failure> {
    let transport = match &outbox {
        Some(outbox) => Transport::Demo(Arc::clone(outbox)),
        None => Transport::from_config(&open.config, open.dir.path()).map_err(Failure::new)?,
    };
    let data = Some(open.dir.path().to_owned());
    let Installation { config, vault, clock, random, .. } = open;
    let app = App::new(Parts { vault, config, transport, outbox, clock, random, data, payments })?;
    app.guard.prepare()?;
    Ok(app)
}

/// A runtime for the service.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::while_doing("the service can't start", error))
}

/// Answers and sends mail until Ctrl-C or a termination signal; `ready` is called once it answers.
pub(super) async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    syslog: Option<Syslog>,
    ready: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let (stop, stopped) = watch::channel(false);
    let asked = asked_to_stop()?;
    let signal = tokio::spawn(async move {
        asked.await;
        // Nobody listens any more: the service has stopped by itself.
        let _ = stop.send(true);
    });
    let (close, closed) = watch::channel(false);
    let mut usage = tokio::spawn(Arc::clone(&app).run_usage(closed));
    let syslog =
        syslog.map(|door| tokio::spawn(Arc::clone(&app).run_syslog(door, stopped.clone())));
    let mut mail = tokio::spawn(Arc::clone(&app).run_mail(stopped.clone()));
    let guard = tokio::spawn(Arc::clone(&app).run_guard(stopped.clone()));
    let payments = tokio::spawn(Arc::clone(&app).run_payments(stopped.clone()));
    let evidence = tokio::spawn(Arc::clone(&app).run_evidence(stopped.clone()));
    let service =
        site::router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>();
    let mut asked = stopped.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        let _ = asked.wait_for(|stop| *stop).await;
    });
    ready()?;
    let mut asked = stopped;
    let served = tokio::select! {
        served = server.into_future() => served.map_err(Failure::from),
        () = async {
            let _ = asked.wait_for(|stop| *stop).await;
            tokio::time::sleep(GRACE).await;
        } => {
            tracing::warn!("requests were still open and have been cut off");
            Ok(())
        }
    };
    signal.abort();
    // It only looks: nothing is left half done. It is over before the threads are that it works on.
    evidence.abort();
    let _ = evidence.await;
    // Nothing more comes: what came is stored.
    if let Some(syslog) = syslog {
        if served.is_err() {
            syslog.abort();
        }
        let _ = syslog.await;
    }
    let _ = close.send(true);
    if tokio::time::timeout(GRACE, &mut usage).await.is_err() {
        usage.abort();
        tracing::warn!("the last requests were not recorded: storing them took too long");
    }
    // A look at a payment that is cut off is done again.
    payments.abort();
    let _ = payments.await;
    // After an error nobody has told it to stop.
    if served.is_err() {
        mail.abort();
        guard.abort();
    }
    if tokio::time::timeout(GRACE, guard).await.is_err() {
        tracing::warn!("the last decisions of protection may not have been stored");
    }
    if tokio::time::timeout(GRACE, &mut mail).await.is_err() {
        mail.abort();
        tracing::warn!("a message was still on its way; it is in doubt");
    }
    tracing::info!("stopped");
    served
}

/// Resolves when the process is asked to end. It listens for that from the moment of the call.
#[cfg(unix)]
pub(super) fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
pub(super) fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
