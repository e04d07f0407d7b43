//! `probity demo`: the example foundation with generated members, ready to look at.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use clap::Args;
use probity_policy::{Purpose, Role};
use serde::Serialize;

use super::args::{DataArgs, ReportArgs};
use super::{Failure, Outcome, out, progress, service};
use crate::config::{BaseUrl, Config};
use crate::data::{DataDir, Installation, Overrides};
use crate::demo::{Outbox, Record, people, sandbox, seed, visits};

/// Start the example foundation with generated members
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity demo
  probity demo --members 2000 --seed 7 --data /tmp/demo
  probity demo --listen 127.0.0.1:0 --json     Any free port, the start reported for programs

The members are invented; their mail stays in an outbox that a page shows. Ctrl-C stops it, and the
same directory starts again with its data.")]
pub(super) struct Demo {
    #[command(flatten)]
    data: DataArgs,
    /// How many members to generate [default: 200]
    #[arg(long, value_name = "N")]
    members: Option<usize>,
    /// Which people are generated: the same number gives the same people [default: 1]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Answer here; port 0 takes any free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report {
    address: String,
    staff_link: String,
    servers_link: String,
    finance_link: String,
    sample: Option<Sample>,
    outbox: String,
    sandbox: String,
    members: usize,
    seed: u64,
    data: String,
}

#[derive(Serialize)]
struct Sample {
    email: String,
    password: String,
}

impl Demo {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let dir = self.data.dir();
        let overrides = Overrides { listen: self.listen, ..self.data.overrides() };
        let record = self.record(&dir)?;
        let mut config = if dir.is_unused()? {
            let mut config = Config::default();
            overrides.apply(&mut config);
            config
        } else {
            overrides.config(&dir)?
        };
        let listener = service::bind(config.server.listen)?;
        let address = reachable(listener.local_addr()?);
        if dir.is_unused()? {
            dir.lay_out(&config)?;
        }
        record.save(&dir)?;
        // Links must lead to where this demo answers now, whatever port it was given.
        config.foundation.base_url =
            format!("http://{address}").parse::<BaseUrl>().map_err(Failure::new)?;
        let open = Installation::with_config(dir.clone(), config)?;
        let record = populate(&open, &dir, record)?;
        let now = open.clock.now_ms();
        visits::take_in(&open.vault, &open.config, open.dir.path(), record.seed, now)?;
        let sample = sample(&open, &record)?;
        let runtime = service::runtime()?;
        let _inside = runtime.enter();
        let shop = sandbox::open(&open, &format!("http://{address}")).map_err(Failure::new)?;
        let app = service::assemble(open, Some(Arc::new(Outbox::default())), shop.payments)?;
        let report = Report {
            address: format!("http://{address}"),
            staff_link: app.staff_link()?,
            servers_link: app.servers_link()?,
            finance_link: app.finance_link()?,
            sample,
            outbox: format!("http://{address}/demo/outbox"),
            sandbox: shop.address,
            members: record.members,
            seed: record.seed,
            data: dir.path().display().to_string(),
        };
        let announce = || if self.report.json { out::json(&report) } else { print(&report) };
        runtime.block_on(service::serve(app, listener, None, announce))?;
        Ok(Outcome::Fine)
    }

    /// What this demo is: as it was begun, or new.
    fn record(&self, dir: &DataDir) -> Result<Record, Failure> {
        let place = dir.path().display();
        if dir.is_unused()? {
            return Ok(Record::new(self.seed.unwrap_or(1), self.members.unwrap_or(200)));
        }
        dir.check_format()?;
        let Some(mut record) = Record::load(dir)? else {
            return Err(Failure::new(format_args!(
                "`{place}` holds a foundation that is no demo; start it with `probity serve --data \
                 {place}`, or give the demo another directory"
            )));
        };
        if self.seed.is_some_and(|seed| seed != record.seed) {
            return Err(Failure::new(format_args!(
                "`{place}` holds the people of seed `{}`; leave `--seed` out, or give another \
                 directory",
                record.seed
            )));
        }
        match self.members {
            Some(members) if members < record.members => Err(Failure::new(format_args!(
                "`{place}` has {} members already; leave `--members` out, or give another directory",
                record.members
            ))),
            Some(members) => {
                record.members = members;
                Ok(record)
            }
            None => Ok(record),
        }
    }
}

/// An address that a browser on this machine can open: one that stands for all becomes the loopback's.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

/// Enrols whoever is not there yet, and notes that all are.
fn populate(open: &Installation, dir: &DataDir, mut record: Record) -> Result<Record, Failure> {
    if record.enrolled < record.members {
        let bar = progress::bar("members", (record.members - record.enrolled) as u64);
        let numbers = record.enrolled..record.members;
        seed::enrol(&open.vault, open.random.as_ref(), record.seed, numbers, &|| bar.inc(1))?;
        bar.finish_and_clear();
        record.enrolled = record.members;
        record.save(dir)?;
    }
    Ok(record)
}

/// The member whose password is known, unless they are no longer here.
fn sample(open: &Installation, record: &Record) -> Result<Option<Sample>, Failure> {
    if record.members == 0 {
        return Ok(None);
    }
    let person = people::person(record.seed, 0);
    let email = person.get("email").unwrap_or_default();
    let here = open.vault.lookup("email", email, Purpose::SecureAccess, Role::System)?;
    Ok(here.map(|_| Sample {
        email: email.to_owned(),
        password: people::sample_password(record.seed),
    }))
}

fn print(report: &Report) -> Result<(), Failure> {
    let members = out::grouped(report.members as u64);
    out::line(format_args!("The Example Foundation, with {members} generated members."))?;
    out::line("")?;
    out::line(format_args!("  Site           {}", report.address))?;
    out::line(format_args!("  Policy         {}/privacy", report.address))?;
    match &report.sample {
        Some(sample) => {
            out::line(format_args!("  Sample member  {}", sample.email))?;
            out::line(format_args!("  Password       {}", sample.password))?;
        }
        None => out::line("  Sample member  none; join, and follow the link in the outbox")?,
    }
    out::line(format_args!("  Staff link     {}", report.staff_link))?;
    out::line(format_args!("  Servers link   {}", report.servers_link))?;
    out::line(format_args!("  Finance link   {}", report.finance_link))?;
    out::line(format_args!("  Mail           {}", report.outbox))?;
    out::line(format_args!(
        "  Card sandbox   {}, where {}/donate leads",
        report.sandbox, report.address
    ))?;
    out::line("")?;
    out::line(format_args!(
        "Each link works once: as privacy officer, as who runs the servers, as who keeps the books. Ctrl-C stops the demo; its data stay in {}.",
        report.data
    ))
}
