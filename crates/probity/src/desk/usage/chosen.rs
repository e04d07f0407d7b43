//! Which site and days the reader of `/desk/usage` chose, out of the address.

use std::ops::RangeInclusive;

use probity_usage::history::Day;

use crate::site::urlencoded;
use crate::usage::kept::Site;

/// Days that are shown unless others are chosen, and at most.
const DAYS: i64 = 30;
const MOST: i64 = 366;
/// The longest path that is asked for.
const LONGEST: usize = 512;

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    /// One site, or all.
    pub(super) site: Option<String>,
    /// The days, counted from 1970.
    pub(super) days: RangeInclusive<i64>,
    /// The page whose days are told, by its path.
    pub(super) page: Option<String>,
    /// Whether what was chosen could not be, and this stands in its place.
    pub(super) wrong: bool,
}

impl Chosen {
    /// Of what an address asks: as far as there is such a site and there are such days. `sites` is not
    /// empty.
    pub(super) fn of(query: Option<&str>, sites: &[Site], today: i64) -> Self {
        let pairs = || query.unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
        let asked = |name: &str| {
            let value = pairs().find(|(key, _)| *key == name).map(|(_, value)| value);
            value.filter(|value| !value.is_empty())
        };
        let known = |name: &str| sites.iter().find(|site| site.name == name);
        let site = asked("site").and_then(known);
        // The newest days of which there is something.
        let of = |site: &Site| *site.days.end();
        let newest =
            site.map_or_else(|| sites.iter().map(of).max().unwrap_or(today), of).min(today);
        let many = asked("days").and_then(|days| days.parse().ok());
        let usual =
            newest - many.filter(|days| (1..=MOST).contains(days)).unwrap_or(DAYS) + 1..=newest;
        let day = |name: &str| {
            asked(name).map(|text| text.parse::<Day>().ok().map(|day| day.number().into()))
        };
        let days = match (day("from"), day("to")) {
            (None, None) => Some(usual.clone()),
            (from, to) => {
                let to = to.unwrap_or(Some(newest));
                let from = from.unwrap_or(to.map(|to| to - DAYS + 1));
                from.zip(to).map(|(from, to)| from..=to)
            }
        };
        let days = days.filter(|days| !days.is_empty() && days.end() - days.start() < MOST);
        let page = asked("page").map(|text| urlencoded::decode(text.as_bytes()));
        let page = page.and_then(Result::ok).filter(|path| path.len() <= LONGEST);
        Self {
            site: site.map(|site| site.name.clone()),
            page,
            wrong: days.is_none() || asked("site").is_some() && site.is_none(),
            days: days.unwrap_or(usual),
        }
    }
}

impl Chosen {
    /// The part of an address behind `?` that asks for the newest days of the same site.
    pub(super) fn newest(&self, days: u16) -> String {
        format!("site={}&days={days}", self.site.as_deref().unwrap_or_default())
    }

    /// The same as the part of an address behind `?`, of one page or of none.
    pub(super) fn query(&self, page: Option<&str>) -> String {
        let day = |number: &i64| Day::counted(*number);
        let site = self.site.as_deref().unwrap_or_default();
        let (from, to) = (day(self.days.start()), day(self.days.end()));
        let mut query = format!("site={site}&from={from}&to={to}");
        if let Some(page) = page {
            query.push_str("&page=");
            query.push_str(&urlencoded::encode(page));
        }
        query
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_chosen_is_not() {
        let site = |name: &str, days| Site { name: name.to_owned(), days, requests: 1, visits: 1 };
        let sites = [site("a.example", 100..=200), site("b.example", 100..=150)];
        let of = |query: &str| Chosen::of(Some(query), &sites, 190);
        let is = |query: &str, site: Option<&str>, days: RangeInclusive<i64>, wrong: bool| {
            let site = site.map(str::to_owned);
            assert_eq!(of(query), Chosen { site, days, page: None, wrong }, "{query}");
        };
        let day = |number: i64| Day::counted(number).to_string();
        is("", None, 161..=190, false);
        is("site=b.example", Some("b.example"), 121..=150, false);
        is("site=b.example&days=7", Some("b.example"), 144..=150, false);
        is("days=0", None, 161..=190, false);
        is(&format!("site=&from={}&to={}", day(3), day(9)), None, 3..=9, false);
        is(&format!("to={}", day(50)), None, 21..=50, false);
        is(&format!("from={}", day(189)), None, 189..=190, false);
        is(&format!("from={}&to={}", day(9), day(3)), None, 161..=190, true);
        is(&format!("from={}&to={}", day(9), day(900)), None, 161..=190, true);
        is("site=c.example", None, 161..=190, true);
        is("from=yesterday", None, 161..=190, true);
        is("site=%zz&x&from=", None, 161..=190, true);
    }

    #[test]
    fn what_was_chosen_is_chosen_again() {
        let days = 161..=190;
        let sites = [Site { name: "a.example".to_owned(), days, requests: 1, visits: 1 }];
        let path = "/über/a b&site=c+%/?<\"";
        let first = Chosen::of(Some("site=a.example"), &sites, 190);
        let again = Chosen::of(Some(&first.query(Some(path))), &sites, 190);
        assert_eq!(again, Chosen { page: Some(path.to_owned()), ..first });
        let long = format!("page={}", "a".repeat(513));
        assert_eq!(Chosen::of(Some(&long), &sites, 190).page, None);
    }
}
