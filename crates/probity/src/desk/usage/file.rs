//! `/desk/usage/{table}`: the figures of one table as a file, `days.csv` or `days.json`. As the page:
//! for whom the policy lets see it, on the ledger first, and nothing of fewer than five visitors.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use probity_usage::history::Day;

use super::super::entry::Desk;
use super::super::rights::ReadUsage;
use super::chosen::Chosen;
use crate::app::App;
use crate::members::export::download;
use crate::site::failure::Failure;
use crate::usage::tables::Table;

/// How a table is written.
#[derive(Clone, Copy)]
enum Written {
    Csv,
    Json,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    desk: Desk<ReadUsage>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (name, end) = file.rsplit_once('.').ok_or(Failure::NotFound)?;
    let written = match end {
        "csv" => Written::Csv,
        "json" => Written::Json,
        _ => return Err(Failure::NotFound),
    };
    let (table, what) = Table::named(name).ok_or(Failure::NotFound)?;
    let sites = super::sites(&app).await?;
    let chosen = Chosen::of(query.as_deref(), &sites, super::today(&app));
    // A page says what is wrong and shows other days; a file would be taken for what was asked.
    if sites.is_empty() || chosen.wrong {
        return Err(Failure::NotFound);
    }
    let (read, _) = super::read(&app, &desk, &chosen, &sites, what).await?;
    let (from, to) = (Day::counted(*chosen.days.start()), Day::counted(*chosen.days.end()));
    match written {
        Written::Csv => {
            let name = format!("usage-{name}-{from}-{to}.csv");
            Ok(download("text/csv; charset=utf-8", &name, table.csv(&read.report)))
        }
        Written::Json => {
            let whole = serde_json::json!({
                "table": name,
                "sites": read.report.sites,
                "from": from,
                "to": to,
                "page": chosen.page.filter(|_| table == Table::PageDays),
                "clauses": read.clauses,
                "days_not_shown_whole": read.report.hidden_site_days,
                "rows": table.json(&read.report),
            });
            let name = format!("usage-{name}-{from}-{to}.json");
            let text = serde_json::to_string_pretty(&whole)
                .map_err(|error| Failure::Internal(format!("figures can't be written: {error}")))?;
            Ok(download("application/json", &name, text))
        }
    }
}
