//! Columns as Parquet's column chunks, encoded in memory.
//!
//! Numbers go through the writer of the `parquet` crate. Texts come with numbers already (see
//! [`super::dictionary`]), and that writer would look each of them up once more; so their two pages, the
//! dictionary and the numbers, are laid out here, after the format's own document. Every reader of
//! Parquet takes both; the tests read them with the crate's.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{CompressedPage, Page, PageWriter as _};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::properties::WriterProperties;
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

/// An encoded column of a row group.
pub(super) struct Chunk {
    pub(super) bytes: Bytes,
    pub(super) close: ColumnCloseResult,
}

/// Numbers, some of which may be missing, as the crate's writer takes them.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    /// Those that are there.
    pub(super) values: Vec<i64>,
    /// For each row 1 if there is one, and 0 if not.
    pub(super) levels: Vec<i16>,
}

impl Numbers {
    pub(super) fn push(&mut self, value: Option<i64>) {
        self.levels.push(value.is_some().into());
        self.values.extend(value);
    }
}

/// A column of 64-bit numbers; of those that can be missing with their levels.
pub(super) fn numbers(
    column: &ColumnDescPtr,
    properties: &Arc<WriterProperties>,
    values: &[i64],
    levels: Option<&[i16]>,
) -> io::Result<Chunk> {
    let mut sink = TrackedWrite::new(Vec::new());
    let pages = Box::new(SerializedPageWriter::new(&mut sink));
    let close = match get_column_writer(Arc::clone(column), Arc::clone(properties), pages) {
        ColumnWriter::Int64ColumnWriter(mut writer) => {
            writer.write_batch(values, levels, None).map_err(failed)?;
            writer.close().map_err(failed)?
        }
        ColumnWriter::Int32ColumnWriter(mut writer) => {
            let narrow = |value: &i64| i32::try_from(*value).unwrap_or(i32::MAX);
            let values: Vec<i32> = values.iter().map(narrow).collect();
            writer.write_batch(&values, levels, None).map_err(failed)?;
            writer.close().map_err(failed)?
        }
        _ => return Err(io::Error::other("a column of numbers is none in the schema")),
    };
    let bytes = sink.into_inner().map_err(failed)?.into();
    Ok(Chunk { bytes, close })
}

/// Stands for a row without a text.
pub(super) const NONE: u32 = u32::MAX;

/// A column of texts: the distinct ones, and for each row its number in them, or [`NONE`].
pub(super) fn texts<'a>(
    column: &ColumnDescPtr,
    distinct: impl Iterator<Item = &'a [u8]>,
    numbers: &[u32],
) -> io::Result<Chunk> {
    let mut dictionary = Vec::new();
    let mut count = 0_u32;
    for value in distinct {
        count += 1;
        dictionary.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_le_bytes());
        dictionary.extend_from_slice(value);
    }
    let rows = numbers.len();
    let mut data = Vec::with_capacity(rows * 2 + 64);
    let mut there = Cow::Borrowed(numbers);
    if column.max_def_level() > 0 {
        let present: Vec<u32> = numbers.iter().map(|number| u32::from(*number != NONE)).collect();
        let mut levels = Vec::new();
        hybrid(&present, 1, &mut levels);
        data.extend_from_slice(&u32::try_from(levels.len()).unwrap_or(u32::MAX).to_le_bytes());
        data.extend_from_slice(&levels);
        if present.contains(&0) {
            there = numbers.iter().copied().filter(|number| *number != NONE).collect();
        }
    }
    let nulls = rows - there.len();
    let width = (u32::BITS - count.saturating_sub(1).leading_zeros()).max(1);
    data.push(u8::try_from(width).unwrap_or(32));
    hybrid(&there, width, &mut data);

    let rows_in_page = u32::try_from(rows).unwrap_or(u32::MAX);
    let mut sink = TrackedWrite::new(Vec::with_capacity(data.len() + dictionary.len()));
    let mut pages = SerializedPageWriter::new(&mut sink);
    let size = dictionary.len();
    let first = pages.write_page(CompressedPage::new(
        Page::DictionaryPage {
            buf: compressed(&dictionary)?,
            num_values: count,
            encoding: Encoding::PLAIN,
            is_sorted: false,
        },
        size,
    ));
    let first = first.map_err(failed)?;
    let size = data.len();
    let second = pages.write_page(CompressedPage::new(
        Page::DataPage {
            buf: compressed(&data)?,
            num_values: rows_in_page,
            encoding: Encoding::RLE_DICTIONARY,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        },
        size,
    ));
    let second = second.map_err(failed)?;
    let bytes: Bytes = sink.into_inner().map_err(failed)?.into();
    let offset = |at: u64| i64::try_from(at).unwrap_or(i64::MAX);
    let size = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
    let metadata = ColumnChunkMetaData::builder(Arc::clone(column))
        .set_encodings(vec![Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY])
        .set_compression(Compression::SNAPPY)
        .set_num_values(size(rows))
        .set_total_compressed_size(size(bytes.len()))
        .set_total_uncompressed_size(size(first.uncompressed_size + second.uncompressed_size))
        .set_dictionary_page_offset(Some(offset(first.offset)))
        .set_data_page_offset(offset(second.offset))
        .set_statistics(Statistics::byte_array(None, None, None, Some(nulls as u64), false))
        .build()
        .map_err(failed)?;
    let close = ColumnCloseResult {
        bytes_written: bytes.len() as u64,
        rows_written: rows as u64,
        metadata,
        bloom_filter: None,
        column_index: None,
        offset_index: None,
    };
    Ok(Chunk { bytes, close })
}

fn compressed(bytes: &[u8]) -> io::Result<Bytes> {
    let packed = snap::raw::Encoder::new().compress_vec(bytes);
    Ok(packed.map_err(|error| io::Error::other(error.to_string()))?.into())
}

/// Parquet's mixture of runs and packed bits: groups of eight values at their width, or one value
/// and how often it comes.
fn hybrid(values: &[u32], width: u32, out: &mut Vec<u8>) {
    // Where the groups begin that wait to be packed.
    let (mut from, mut at) = (0, 0);
    while at < values.len() {
        let rest = values.get(at..).unwrap_or_default();
        let first = rest.first().copied().unwrap_or_default();
        let run = rest.iter().take_while(|value| **value == first).count();
        if run >= 16 || (run >= 8 && run == rest.len()) {
            packed(values.get(from..at).unwrap_or_default(), width, out);
            varint((run as u64) << 1, out);
            out.extend(first.to_le_bytes().iter().take(width.div_ceil(8) as usize));
            at += run;
            from = at;
        } else {
            // Whole groups only, so that a run can begin after them.
            at += 8_usize.max(run & !7).min(rest.len());
        }
    }
    packed(values.get(from..).unwrap_or_default(), width, out);
}

/// Values side by side, the first in the lowest bits; the last group is filled up with zeros.
fn packed(values: &[u32], width: u32, out: &mut Vec<u8>) {
    if values.is_empty() {
        return;
    }
    let groups = values.len().div_ceil(8);
    varint(((groups as u64) << 1) | 1, out);
    let whole = out.len() + groups * width as usize;
    let (mut bits, mut held) = (0_u64, 0);
    for value in values {
        bits |= u64::from(*value) << held;
        held += width;
        while held >= 32 {
            out.extend_from_slice(
                &bits.to_le_bytes().first_chunk::<4>().copied().unwrap_or_default(),
            );
            bits >>= 32;
            held -= 32;
        }
    }
    out.extend_from_slice(&bits.to_le_bytes());
    out.resize(whole, 0);
}

fn varint(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

/// What the crate says, as what the disk said where that is the cause.
pub(super) fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(cause) => io::Error::other(cause),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The other way round, as slowly as can be.
    fn unpacked(mut bytes: &[u8], width: u32, count: usize) -> Vec<u32> {
        let mut values = Vec::new();
        while values.len() < count {
            let (mut header, mut shift) = (0_u64, 0);
            loop {
                let byte = bytes[0];
                bytes = &bytes[1..];
                header |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            if header & 1 == 0 {
                let size = width.div_ceil(8) as usize;
                let mut value = [0; 4];
                value[..size].copy_from_slice(&bytes[..size]);
                bytes = &bytes[size..];
                values
                    .extend(std::iter::repeat_n(u32::from_le_bytes(value), (header >> 1) as usize));
            } else {
                let size = (header >> 1) as usize * width as usize;
                let bit = |at: usize| u32::from(bytes[at / 8] >> (at % 8) & 1);
                for value in 0..(header >> 1) as usize * 8 {
                    let from = value * width as usize;
                    values.push((0..width).map(|n| bit(from + n as usize) << n).sum());
                }
                bytes = &bytes[size..];
            }
        }
        assert!(bytes.is_empty() && values.len() < count + 8);
        values.truncate(count);
        values
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let run = (0_u32..40, 1_usize..40);
        let runs = proptest::collection::vec(run, 0..60);
        proptest!(|(runs in runs, width in 6_u32..33, high in any::<bool>())| {
            let add = if high && width < 32 { (1 << width) - 40 } else { 0 };
            let values: Vec<u32> =
                runs.iter().flat_map(|(value, times)| std::iter::repeat_n(value + add, *times)).collect();
            let mut bytes = Vec::new();
            hybrid(&values, width, &mut bytes);
            prop_assert_eq!(unpacked(&bytes, width, values.len()), values);
        });
        let mut levels = Vec::new();
        hybrid(&vec![1; 100_000], 1, &mut levels);
        assert_eq!(levels.len(), 4);
    }
}
