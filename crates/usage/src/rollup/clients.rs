//! What browsers and operating systems are counted as.

use super::CLIENTS;
use super::capped::Capped;
use super::cells::Client;
use crate::agents::Product;

/// The longest name of a browser or system, in bytes.
const LONGEST: usize = 96;

/// Browsers with their major versions, or systems.
pub(super) type Clients = Capped<Client, CLIENTS, LONGEST>;

/// What stands between the family of a browser and its version.
pub(super) const BETWEEN: u8 = 0x1f;

/// Where a browser is counted.
pub(super) fn browser(all: &mut Clients, browser: Option<&Product>) -> usize {
    Named::version(browser).place(all)
}

/// Where an operating system is counted.
pub(super) fn system(all: &mut Clients, system: Option<&Product>) -> usize {
    Named::family(system).place(all)
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
