//! Mail: at most once, on record before it leaves, and never lost without a word.

use probity::config;
use probity::mail::{Drained, Transport, Waiting};
use probity_ledger::Kind;

use crate::harness::{ADA, Site, off, on_both};

on_both!(
    a_message_is_on_record_before_it_leaves,
    what_was_being_sent_at_a_crash_is_in_doubt,
    a_server_that_is_away_is_tried_again,
    a_server_that_refuses_is_not,
    a_server_that_falls_silent_leaves_doubt,
    without_a_transport_mail_waits,
);

async fn a_message_is_on_record_before_it_leaves(site: &Site) {
    site.browser().join(&ADA).await;
    let sends =
        |site: &Site| off(|| site.app.tally()).unwrap().expect("counted").of_kind(Kind::Send);
    assert_eq!(sends(site), 0);
    assert_eq!(site.waiting().waiting, 1);
    let drained = site.app.drain_mail().await.unwrap();
    assert_eq!(drained, Drained { delivered: 1, ..Drained::default() });
    assert_eq!(sends(site), 1);
    assert_eq!(site.waiting(), Waiting::default());
    assert_eq!(site.app.drain_mail().await.unwrap(), Drained::default(), "it is sent once");
}

async fn what_was_being_sent_at_a_crash_is_in_doubt(site: &Site) {
    site.browser().join(&ADA).await;
    let smtp = server(Server::Silent).await;
    let (app, _) = site.restarted(smtp, false);
    let sending = tokio::spawn(async move { app.drain_mail().await });
    while site.waiting().waiting > 0 && !sending.is_finished() {
        let claimed = off(|| {
            site.app.vault().store().read("claimed", |tx| {
                let sql = &probity_vault::store::Sql {
                    name: "claimed",
                    text: "SELECT COUNT(*) FROM mail WHERE state = 'sending'",
                };
                tx.query_one(sql, &[])?.int(0)
            })
        });
        if claimed.unwrap() == 1 {
            break;
        }
        tokio::task::yield_now().await;
    }
    sending.abort();
    let (app, _) = site.restarted(Transport::Demo(site.outbox.clone()), true);
    assert_eq!(off(|| app.mail_waiting()).unwrap(), Waiting { doubtful: 1, ..Waiting::default() });
    assert_eq!(app.drain_mail().await.unwrap(), Drained::default(), "it is not sent again");
}

async fn a_server_that_is_away_is_tried_again(site: &Site) {
    site.browser().join(&ADA).await;
    let (app, _) = site.restarted(smtp(1), false);
    let drained = app.drain_mail().await.unwrap();
    assert_eq!(drained, Drained { later: 1, ..Drained::default() });
    assert_eq!(app.drain_mail().await.unwrap(), Drained::default(), "not before its time");
    let (app, _) = site.restarted(server(Server::Accepts).await, false);
    site.clock.advance(60_000);
    let drained = app.drain_mail().await.unwrap();
    assert_eq!(drained, Drained { delivered: 1, ..Drained::default() });
}

async fn a_server_that_refuses_is_not(site: &Site) {
    site.browser().join(&ADA).await;
    let (app, _) = site.restarted(server(Server::Refuses).await, false);
    let drained = app.drain_mail().await.unwrap();
    assert_eq!(drained, Drained { failed: 1, ..Drained::default() });
    assert_eq!(off(|| app.mail_waiting()).unwrap(), Waiting { failed: 1, ..Waiting::default() });
}

async fn a_server_that_falls_silent_leaves_doubt(site: &Site) {
    site.browser().join(&ADA).await;
    let (app, _) = site.restarted(server(Server::HangsUp).await, false);
    let drained = app.drain_mail().await.unwrap();
    assert_eq!(drained, Drained { in_doubt: 1, ..Drained::default() });
    assert_eq!(off(|| app.mail_waiting()).unwrap(), Waiting { doubtful: 1, ..Waiting::default() });
}

async fn without_a_transport_mail_waits(site: &Site) {
    site.browser().join(&ADA).await;
    let (app, _) = site.restarted(Transport::None, false);
    assert_eq!(app.drain_mail().await.unwrap(), Drained::default());
    assert_eq!(off(|| app.mail_waiting()).unwrap().waiting, 1);
}

/// A way out to a mail server on this machine.
fn smtp(port: u16) -> Transport {
    let mut config = config::Config::default();
    config.mail.transport = config::Transport::Smtp;
    "127.0.0.1".clone_into(&mut config.mail.host);
    config.mail.port = port;
    config.mail.tls = config::Tls::None;
    Transport::from_config(&config, std::path::Path::new("unused")).unwrap()
}

/// What a mail server does with a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Server {
    Accepts,
    Refuses,
    /// Takes the message and closes without a word.
    HangsUp,
    /// Takes the message and never says anything again.
    Silent,
}

/// A mail server that speaks just enough.
async fn server(kind: Server) -> Transport {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, kind));
        }
    });
    smtp(port)
}

async fn serve(stream: tokio::net::TcpStream, kind: Server) -> std::io::Result<()> {
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test\r\n").await?;
    let mut in_data = false;
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = match line.split(' ').next().unwrap_or_default() {
            "." if in_data && kind == Server::HangsUp => return Ok(()),
            "." if in_data && kind == Server::Silent => std::future::pending().await,
            "." if in_data => {
                in_data = false;
                b"250 taken\r\n"
            }
            _ if in_data => continue,
            "RCPT" if kind == Server::Refuses => b"550 no such box\r\n",
            "EHLO" | "HELO" | "MAIL" | "NOOP" | "RSET" | "RCPT" => b"250 ok\r\n",
            "DATA" => {
                in_data = true;
                b"354 go on\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"500 what\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}
