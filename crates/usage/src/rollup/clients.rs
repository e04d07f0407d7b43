//! What browsers and operating systems are counted as.

use super::CLIENTS;
use super::capped::{Capped, Notes};
use super::cells::Client;
use crate::agents::Product;
use crate::history::{RequestRow, RowNumbers};

/// The longest name of a browser or system, in bytes.
const LONGEST: usize = 96;

/// Browsers with their major versions, or systems.
pub(super) type Clients = Capped<Client, CLIENTS, LONGEST>;

/// What stands between the family of a browser and its version.
pub(super) const BETWEEN: u8 = 0x1f;

/// Where a browser and a system are counted.
pub(super) fn both<'r>(
    browsers: &'r mut Clients,
    systems: &'r mut Clients,
    browser: Option<&Product>,
    system: Option<&Product>,
) -> [&'r mut Client; 2] {
    let browser = Named::version(browser).place(browsers);
    let system = Named::family(system).place(systems);
    [browsers.at(browser), systems.at(system)]
}

/// Where the browsers and systems of a batch are counted.
#[derive(Debug, Default)]
pub(super) struct ClientNotes {
    browsers: Notes,
    systems: Notes,
}

impl ClientNotes {
    /// Where those of a row are.
    pub(super) fn both<'r>(
        &mut self,
        browsers: &'r mut Clients,
        systems: &'r mut Clients,
        row: &RequestRow<'_>,
        numbers: RowNumbers,
    ) -> [&'r mut Client; 2] {
        // One that is not known has the largest number: here it comes first.
        let (browser, system) = (numbers.browser.wrapping_add(1), numbers.system.wrapping_add(1));
        [
            browsers
                .noted(&mut self.browsers, browser, |all| Named::version(row.browser).place(all)),
            systems.noted(&mut self.systems, system, |all| Named::family(row.system).place(all)),
        ]
    }
}

/// What a browser or system is counted as: its family, nothing if it is not known.
#[derive(Debug)]
struct Named {
    room: [u8; LONGEST],
    length: usize,
}

impl Named {
    fn family(product: Option<&Product>) -> Self {
        let mut named = Self { room: [0; LONGEST], length: 0 };
        named.push(product.map_or(b"", |product| product.family.as_bytes()));
        named
    }

    /// With its major version.
    fn version(product: Option<&Product>) -> Self {
        let mut named = Self::family(product);
        if let Some([Some(major), ..]) = product.map(|product| &product.version) {
            named.push(&[BETWEEN]);
            named.push(major.as_bytes());
        }
        named
    }

    fn push(&mut self, bytes: &[u8]) {
        let end = self.length.saturating_add(bytes.len());
        if let Some(room) = self.room.get_mut(self.length..end) {
            room.copy_from_slice(bytes);
        }
        self.length = end;
    }

    /// What is longer than a name can be is counted with the rest.
    fn place(&self, all: &mut Clients) -> usize {
        self.room.get(..self.length).map_or(Clients::REST, |name| all.place(name))
    }
}
