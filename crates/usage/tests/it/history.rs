//! The history's files come back as they were written, whoever wrote them; and whatever else comes
//! instead of them is an error.

use std::net::IpAddr;

use bytes::Bytes;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use probity_usage::history::{
    Addresses, BadAddresses, Network, ReadError, RequestReader, RequestRow, RequestWriter,
    VisitReader, VisitRow, VisitWriter,
};
use probity_usage::{Kind, Product};
use proptest::prelude::*;

/// What a row borrows.
#[derive(Debug, Clone)]
struct Owned {
    numbers: (i64, usize, u16, [Option<u64>; 3], Option<i64>),
    method: String,
    path: Vec<u8>,
    products: [Option<Product>; 2],
    address: IpAddr,
}

impl Owned {
    fn request(&self) -> RequestRow<'_> {
        let (time, kind, status, [bytes, taken, visit], duration) = self.numbers;
        RequestRow {
            time,
            kind: Kind::ALL[kind],
            method: self.method.as_bytes(),
            path: &self.path,
            status,
            bytes,
            taken,
            browser: self.products[0].as_ref(),
            system: self.products[1].as_ref(),
            network: Network::of(self.address),
            visitor: 0,
            visit,
            duration,
        }
    }

    fn visit(&self) -> VisitRow<'_> {
        let (start, _, pages, [visit, ..], duration) = self.numbers;
        VisitRow {
            visit: visit.unwrap_or_default(),
            start,
            duration: duration.unwrap_or_default(),
            pages: pages.into(),
            entry: &self.path,
            exit: self.method.as_bytes(),
            browser: self.products[0].as_ref(),
            system: self.products[1].as_ref(),
            network: Network::of(self.address),
            visitor: 0,
        }
    }
}

fn product() -> impl Strategy<Value = Option<Product>> {
    let part = || prop_oneof![Just("1"), Just("128"), Just("5b")];
    let version = proptest::collection::vec(part(), 0..5);
    let product = (prop_oneof![Just("Firefox"), Just("Übersicht"), Just("")], version);
    proptest::option::of(product.prop_map(|(family, parts)| {
        let mut parts = parts.into_iter().map(Box::from);
        Product { family: family.into(), version: std::array::from_fn(|_| parts.next()) }
    }))
}

pub(crate) fn address() -> impl Strategy<Value = IpAddr> {
    prop_oneof![
        any::<u8>().prop_map(|n| [192, 0, 2, n].into()),
        any::<(u8, u8)>().prop_map(|(a, b)| [10, a, b, 1].into()),
        any::<u16>().prop_map(|n| [0x2001, 0xdb8, n % 5, n, 0, 0, 0, 1].into()),
    ]
}

fn rows() -> impl Strategy<Value = Vec<Owned>> {
    let number = || proptest::option::of(0_u64..1 << 62);
    let numbers = (
        -4_000_000_000_000_i64..4_000_000_000_000,
        0..6_usize,
        0..1000_u16,
        [number(), number(), number()],
        proptest::option::of(0..86_400_000_i64),
    );
    let path = prop_oneof![
        Just(b"/".to_vec()),
        (0..30_u8).prop_map(|n| format!("/seite/ü/{n}").into_bytes()),
        proptest::collection::vec(any::<u8>(), 0..40),
    ];
    let method = prop_oneof![Just("GET"), Just("POST"), Just("")].prop_map(str::to_owned);
    let row = (numbers, method, path, [product(), product()], address());
    let row = row.prop_map(|(numbers, method, path, products, address)| Owned {
        numbers,
        method,
        path,
        products,
        address,
    });
    proptest::collection::vec(row, 0..200)
}

/// A path as it is stored.
fn printable(path: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    for chunk in path.utf8_chunks() {
        text.extend(chunk.valid().bytes());
        chunk.invalid().iter().for_each(|byte| text.extend(format!("%{byte:02X}").bytes()));
    }
    text
}

fn requests(rows: &[Owned]) -> Vec<u8> {
    let mut writer = RequestWriter::new(Vec::new()).unwrap();
    rows.iter().for_each(|row| writer.push(&row.request()).unwrap());
    assert_eq!(writer.rows(), rows.len() as u64);
    writer.finish().unwrap()
}

#[test]
fn rows_come_back_as_they_were_written() {
    let config = ProptestConfig { cases: 128, ..ProptestConfig::default() };
    proptest!(config, |(rows in rows())| {
        let paths: Vec<_> = rows.iter().map(|row| printable(&row.path)).collect();
        let file = Bytes::from(requests(&rows));
        let mut reader = RequestReader::new(file.clone()).unwrap();
        prop_assert_eq!(reader.rows(), rows.len() as u64);
        let mut at = 0;
        while let Some(batch) = reader.next_batch().unwrap() {
            for found in batch.rows() {
                let expected = RequestRow { path: &paths[at], ..rows[at].request() };
                prop_assert_eq!(found, expected);
                at += 1;
            }
        }
        prop_assert_eq!(at, rows.len());

        // And so do others read them: here the crate's own way, row by row.
        let other = SerializedFileReader::new(file).unwrap();
        for (row, owned) in other.get_row_iter(None).unwrap().zip(&rows) {
            let row = row.unwrap();
            let fields: Vec<_> = row.get_column_iter().map(|(name, field)| (name.as_str(), field)).collect();
            let wanted = owned.request();
            prop_assert_eq!(fields[0], ("time", &Field::TimestampMillis(wanted.time)));
            prop_assert_eq!(fields[1], ("kind", &Field::Str(wanted.kind.name().to_owned())));
            let path = String::from_utf8(printable(wanted.path)).unwrap();
            prop_assert_eq!(fields[3], ("path", &Field::Str(path)));
            let bytes = wanted.bytes.map_or(Field::Null, |n| Field::Long(n.try_into().unwrap()));
            prop_assert_eq!(fields[5], ("bytes", &bytes));
            let browser = wanted.browser.map_or(Field::Null, |b| Field::Str(b.family.to_string()));
            prop_assert_eq!(fields[9], ("browser", &browser));
            prop_assert_eq!(fields[13], ("network", &Field::Str(wanted.network.to_string())));
        }

        let mut writer = VisitWriter::new(Vec::new()).unwrap();
        rows.iter().for_each(|row| writer.push(&row.visit()).unwrap());
        let mut reader = VisitReader::new(Bytes::from(writer.finish().unwrap())).unwrap();
        let mut at = 0;
        while let Some(batch) = reader.next_batch().unwrap() {
            for found in batch.rows() {
                let expected = VisitRow { entry: &paths[at], ..rows[at].visit() };
                prop_assert_eq!(found, expected);
                at += 1;
            }
        }
        prop_assert_eq!(at, rows.len());
    });
}

#[test]
fn many_rows_make_row_groups_with_the_span_of_their_times() {
    let row = |n: u32| Owned {
        numbers: (i64::from(n), 0, 200, [Some(n.into()), None, None], None),
        method: "GET".into(),
        path: format!("/{}", n % 5000).into_bytes(),
        products: [None, None],
        address: [192, 0, 2, 1].into(),
    };
    let rows: Vec<_> = (0..300_000).map(row).collect();
    let file = Bytes::from(requests(&rows));
    assert!(file.len() < 2_000_000, "{}", file.len());
    let reader = SerializedFileReader::new(file.clone()).unwrap();
    let mut next = 0;
    for group in reader.metadata().row_groups() {
        let Some(parquet::file::statistics::Statistics::Int64(time)) = group.column(0).statistics()
        else {
            panic!("the time has statistics")
        };
        assert_eq!(time.min_opt(), Some(&next));
        next += group.num_rows();
        assert_eq!(time.max_opt(), Some(&(next - 1)));
    }
    assert_eq!((next, reader.metadata().num_row_groups()), (300_000, 3));
    let mut reader = RequestReader::new(file).unwrap();
    let mut at = 0;
    while let Some(batch) = reader.next_batch().unwrap() {
        for found in batch.rows() {
            assert_eq!(found, rows[at].request());
            at += 1;
        }
    }
    assert_eq!(at, rows.len());
}

#[test]
fn other_files_are_refused() {
    let file = requests(&[]);
    assert!(RequestReader::new(Bytes::from(file.clone())).unwrap().next_batch().unwrap().is_none());
    assert!(matches!(VisitReader::new(Bytes::from(file.clone())), Err(ReadError::Foreign(_))));
    for cut in 0..file.len() {
        assert!(RequestReader::new(Bytes::copy_from_slice(&file[..cut])).is_err(), "{cut}");
    }
}

#[test]
fn addresses_come_back_row_by_row() {
    let some = || proptest::collection::vec(address(), 0..400);
    proptest!(|(requests in some(), visits in some())| {
        let mut addresses = Addresses::new();
        requests.iter().for_each(|address| addresses.push_request(*address));
        visits.iter().for_each(|address| addresses.push_visit(*address));
        let bytes = addresses.encode();
        let found = Addresses::decode(&bytes).unwrap();
        for of in [&addresses, &found] {
            prop_assert_eq!((of.requests(), of.visits()), (requests.len(), visits.len()));
            for (row, address) in requests.iter().enumerate() {
                prop_assert_eq!(of.request(row), Some(*address));
            }
            for (row, address) in visits.iter().enumerate() {
                prop_assert_eq!(of.visit(row), Some(*address));
            }
            prop_assert_eq!(of.request(requests.len()), None);
        }
        prop_assert_eq!(&*found.encode(), &*bytes);
        // Each address stands there once, each row takes a byte or two.
        prop_assert!(bytes.len() <= 17 + found.distinct() * 16 + 2 * (requests.len() + visits.len()));
        // A byte too few or too many, and it is refused.
        prop_assert_eq!(Addresses::decode(&bytes[..bytes.len() - 1]).err(), Some(BadAddresses));
        let longer = [&bytes[..], &[0]].concat();
        prop_assert_eq!(Addresses::decode(&longer).err(), Some(BadAddresses));
    });
}

#[test]
fn whatever_comes_for_addresses_is_no_harm() {
    proptest!(|(bytes in proptest::collection::vec(any::<u8>(), 0..80), small in any::<bool>())| {
        let mut bytes = bytes;
        if small {
            // Likely counts, so that more is looked at than the lengths.
            bytes.iter_mut().take(17).enumerate().for_each(|(at, byte)| {
                *byte = if at == 0 { 1 } else if at % 4 == 1 { *byte % 4 } else { 0 };
            });
        }
        if let Ok(found) = Addresses::decode(&bytes) {
            prop_assert!((0..found.requests()).all(|row| found.request(row).is_some()));
            prop_assert!(Addresses::decode(&found.encode()).is_ok());
        }
    });
    let huge = [&[1][..], &[0xff; 16], &[0; 64]].concat();
    assert_eq!(Addresses::decode(&huge).err(), Some(BadAddresses));
    // No address is shown.
    let mut addresses = Addresses::new();
    addresses.push_request([192, 0, 2, 77].into());
    assert!(!format!("{addresses:?}").contains("192"));
}
