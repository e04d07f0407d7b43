//! Who is refused, in memory: asked before each request, so it has to be quick.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use probity_usage::guard::Block;

use super::book::Id;

/// Blocks held at most; about twelve megabytes. Where one more comes, those go that end soonest.
const MOST: usize = 1 << 17;

/// How a block is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// Refused until then.
    Banned(i64),
    /// Asked to wait until then.
    Slowed(i64),
}

#[derive(Debug, Clone, Copy, Default)]
struct Until {
    banned: i64,
    slowed: i64,
}

#[derive(Default)]
struct Table {
    blocks: HashMap<Block, Until>,
    /// The stored decisions behind it.
    ids: HashMap<Id, Block>,
}

/// The table.
#[derive(Default)]
pub(crate) struct Bans(RwLock<Table>);

impl Bans {
    /// How the sender is held now, if at all.
    pub(crate) fn held(&self, sender: IpAddr, now_ms: i64) -> Option<Held> {
        let table = self.read();
        if table.blocks.is_empty() {
            return None;
        }
        let until = table.blocks.get(&Block::of(sender))?;
        match until {
            Until { banned, .. } if *banned > now_ms => Some(Held::Banned(*banned)),
            Until { slowed, .. } if *slowed > now_ms => Some(Held::Slowed(*slowed)),
            _ => None,
        }
    }

    /// Bans a block until then, or longer if it is already.
    pub(crate) fn ban(&self, id: Id, block: Block, until: i64) {
        let mut table = self.write();
        let held = table.enter(id, block);
        held.banned = held.banned.max(until);
    }

    /// The same with asking to wait.
    pub(crate) fn slow(&self, id: Id, block: Block, until: i64) {
        let mut table = self.write();
        let held = table.enter(id, block);
        held.slowed = held.slowed.max(until);
    }

    /// Ends whatever holds the block.
    pub(crate) fn lift(&self, block: Block) {
        let mut table = self.write();
        table.blocks.remove(&block);
        table.ids.retain(|_, other| *other != block);
    }

    /// Ends what a stored decision led to.
    pub(crate) fn lift_decision(&self, id: Id) {
        let block = self.read().ids.get(&id).copied();
        if let Some(block) = block {
            self.lift(block);
        }
    }

    /// Whether a stored decision is in it.
    pub(crate) fn knows(&self, id: Id) -> bool {
        self.read().ids.contains_key(&id)
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Table> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn enter(&mut self, id: Id, block: Block) -> &mut Until {
        if (self.blocks.len() >= MOST && !self.blocks.contains_key(&block))
            || self.ids.len() >= 4 * MOST
        {
            self.make_room();
        }
        self.ids.insert(id, block);
        self.blocks.entry(block).or_default()
    }

    /// The half that ends soonest goes.
    fn make_room(&mut self) {
        let ends = |until: &Until| until.banned.max(until.slowed);
        let mut times: Vec<i64> = self.blocks.values().map(ends).collect();
        let half = times.len() / 2;
        let (_, middle, _) = times.select_nth_unstable(half);
        let middle = *middle;
        let mut left = half + 1;
        self.blocks.retain(|_, until| {
            let goes = left > 0 && ends(until) <= middle;
            left -= usize::from(goes);
            !goes
        });
        let Self { blocks, ids } = self;
        ids.retain(|_, block| blocks.contains_key(block));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn id(number: u32) -> Id {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        id
    }

    #[test]
    fn whoever_is_held_is_let_go_by_time_or_by_hand() {
        let bans = Bans::default();
        let address: IpAddr = "2001:db8::7".parse().unwrap();
        let neighbour = "2001:db8::8".parse().unwrap();
        assert_eq!(bans.held(address, 0), None);
        bans.slow(id(1), Block::of(address), 50);
        bans.ban(id(2), Block::of(address), 20);
        assert_eq!(bans.held(address, 19), Some(Held::Banned(20)));
        assert_eq!(bans.held(neighbour, 20), Some(Held::Slowed(50)));
        assert_eq!(bans.held(address, 50), None);
        bans.lift_decision(id(9));
        assert!(bans.held(address, 1).is_some() && bans.knows(id(2)));
        bans.lift_decision(id(2));
        assert!(bans.held(address, 1).is_none() && !bans.knows(id(1)));
    }

    #[test]
    fn the_table_is_bounded_and_the_longest_stay() {
        let bans = Bans::default();
        let most = u32::try_from(MOST).unwrap();
        for number in 0..most + 10 {
            let block = Block::of(IpAddr::V4(Ipv4Addr::from_bits(0xc612_0000 + number)));
            bans.ban(id(number), block, i64::from(number));
        }
        let table = bans.read();
        assert!(table.blocks.len() <= MOST && table.ids.len() <= 4 * MOST);
        let last = Ipv4Addr::from_bits(0xc612_0000 + most + 9);
        assert!(table.blocks.contains_key(&Block::of(IpAddr::V4(last))));
    }
}
