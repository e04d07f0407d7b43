//! `probity usage pages`: how often, how long and how fast each page is viewed, as sums; or each view, for
//! protection.

use clap::Args;
use probity_usage::rollup::{PageFigures, Report};

use super::asking::{self, Asking, concat_help, heading, lasting, section, share, size, taking};
use super::lines::Lines;
use crate::cli::{Failure, Outcome, out};
use crate::usage::history::Part;
use crate::usage::report::PAGES;

/// Report how often, how long and how fast each page is viewed
#[derive(Debug, Args)]
#[command(after_help = concat_help!("Examples:
  probity usage pages --site www.example.org
  probity usage pages --month 2026-11 --json
  probity usage pages --from 2026-11-20 --jsonl > pages.jsonl

With --jsonl, each page view is an object on a line of its own: site, ip, user_agent, start, path,
duration_s (null where nobody knows), status; by site and day. What a browser calls itself is not kept:
`user_agent` is what is known of it, browser and system with their versions. It is a use for
intrusion-protection, unless --for names another purpose, and on the ledger. `ip` is the address as
long as it is kept (fourteen days from the view, unless the policy says otherwise), the network after
that and for any other purpose."))]
pub(in crate::cli) struct Pages {
    /// Each page view as a JSON object a line, with its address
    #[arg(long, conflicts_with = "json")]
    jsonl: bool,
    #[command(flatten)]
    asking: Asking,
}

impl Pages {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        if self.jsonl {
            let mut lines = Lines::default();
            self.asking.go_through(Part::Requests, "page views", &mut lines)?;
            return lines.finish();
        }
        let (read, days) = self.asking.read("usage pages", PAGES)?;
        let Report { views, pages, other_pages, broken, refused, .. } = &read.report;
        if self.asking.report.json {
            out::json(&serde_json::json!({
                "sites": read.report.sites, "views": views, "pages": pages,
                "other_pages": other_pages, "broken": broken, "refused": refused,
            }))?;
        } else {
            out::text(&format!("{}{}", heading(&read, &days), table(&read.report, None)))?;
        }
        Ok(Outcome::Fine)
    }
}

/// The pages; so many of them, or all.
pub(super) fn table(report: &Report, most: Option<usize>) -> String {
    let row = |page: &PageFigures| {
        vec![
            asking::path(&page.site, &page.path),
            out::grouped(page.views),
            out::grouped(page.visitors),
            lasting(page.durations.median_ms),
            share(page.durations.unknown),
            taking(page.taken_us.p50),
            taking(page.taken_us.p95),
            taking(page.taken_us.p99),
            size(page.bytes),
        ]
    };
    let rows: Vec<_> = report.pages.iter().take(most.unwrap_or(usize::MAX)).map(row).collect();
    let columns =
        ["page", "views", "visitors", "viewed for", "unknown", "p50", "p95", "p99", "bytes"];
    let mut text = section("Pages", &columns, &rows);
    let left = report.pages.len().saturating_sub(rows.len());
    if left > 0 {
        let more = out::counted(left as u64, "more page", "more pages");
        text.push_str(&format!("{more}: `probity usage pages`\n"));
    }
    if report.other_pages.views > 0 {
        text.push_str(&format!(
            "{} of pages that fewer than five people viewed on a day are not among these.\n",
            out::counted(report.other_pages.views, "view", "views")
        ));
    }
    if let Some(unknown) = report.views.durations.unknown {
        text.push_str(&format!(
            "How long is known of {} of the views: the last page of a visit tells it only if it \
             reports when it is left.\n",
            share(Some(1.0 - unknown))
        ));
    }
    text
}
