//! The columns of the two files, and how they are written.

use std::io;
use std::sync::{Arc, LazyLock};

use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor};

const REQUESTS: &str = "message request {
    required int64 time (TIMESTAMP(MILLIS, true));
    required binary kind (UTF8);
    required binary method (UTF8);
    required binary path (UTF8);
    required int32 status;
    optional int64 bytes;
    optional int64 taken_us;
    optional int64 visit;
    optional int64 duration_ms;
    optional binary browser (UTF8);
    optional binary browser_version (UTF8);
    optional binary system (UTF8);
    optional binary system_version (UTF8);
    required binary network (UTF8);
}";

const VISITS: &str = "message visit {
    required int64 visit;
    required int64 start (TIMESTAMP(MILLIS, true));
    required int64 duration_ms;
    required int64 pages;
    required binary entry (UTF8);
    required binary exit (UTF8);
    optional binary browser (UTF8);
    optional binary browser_version (UTF8);
    optional binary system (UTF8);
    optional binary system_version (UTF8);
    required binary network (UTF8);
}";

/// The columns of the file of requests.
pub(super) fn requests() -> io::Result<SchemaDescPtr> {
    static SCHEMA: LazyLock<Option<SchemaDescPtr>> = LazyLock::new(|| parsed(REQUESTS));
    SCHEMA.clone().ok_or_else(|| io::Error::other("the columns of requests are not laid out"))
}

/// The columns of the file of visits.
pub(super) fn visits() -> io::Result<SchemaDescPtr> {
    static SCHEMA: LazyLock<Option<SchemaDescPtr>> = LazyLock::new(|| parsed(VISITS));
    SCHEMA.clone().ok_or_else(|| io::Error::other("the columns of visits are not laid out"))
}

fn parsed(text: &str) -> Option<SchemaDescPtr> {
    let schema = parse_message_type(text).ok()?;
    Some(Arc::new(SchemaDescriptor::new(Arc::new(schema))))
}

/// Numbers are stored as differences, which are small; that leaves nothing to compress.
pub(super) fn properties() -> Arc<WriterProperties> {
    static PROPERTIES: LazyLock<Arc<WriterProperties>> = LazyLock::new(|| {
        let properties = WriterProperties::builder()
            .set_created_by("probity".to_owned())
            .set_compression(Compression::UNCOMPRESSED)
            .set_dictionary_enabled(false)
            .set_encoding(Encoding::DELTA_BINARY_PACKED)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true);
        Arc::new(properties.build())
    });
    Arc::clone(&PROPERTIES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_laid_out() {
        assert_eq!(requests().unwrap().num_columns(), 14);
        assert_eq!(visits().unwrap().num_columns(), 11);
    }
}
