//! The files that a question may read, as the store that the engine knows: exactly these, and no writing.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::DateTime;
use datafusion::error::DataFusionError;
use datafusion::execution::object_store::ObjectStoreRegistry;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use object_store::path::Path;
use object_store::{
    Attributes, CopyOptions, Error, GetOptions, GetResult, GetResultPayload, ListResult,
    MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions, PutPayload,
    PutResult, Result,
};
use url::Url;

/// Where the bytes of the files come from. It may block.
pub trait Source: Send + Sync + 'static {
    /// Parts of a file, in the order they are named.
    ///
    /// # Errors
    /// Why not, in words that repeat nothing of the file.
    fn read(&self, key: &str, ranges: &[Range<u64>]) -> std::result::Result<Vec<Vec<u8>>, String>;
}

/// A file of the history: `site=…/day=…/….requests.parquet`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its key.
    pub key: String,
    /// Its bytes.
    pub size: u64,
}

/// The address of the one store there is.
pub(crate) const SCHEME: &str = "history";
pub(crate) const ADDRESS: &str = "history:///";

/// The files as a store, and as the only one that can be found.
pub(crate) struct Files {
    found: Vec<ObjectMeta>,
    source: Arc<dyn Source>,
}

impl Files {
    /// The files, by their keys. Keys that are no paths are no files.
    pub(crate) fn new(files: &[File], source: Arc<dyn Source>) -> Self {
        let meta = |file: &File| {
            Some(ObjectMeta {
                location: Path::parse(&file.key).ok()?,
                last_modified: DateTime::UNIX_EPOCH,
                size: file.size,
                e_tag: None,
                version: None,
            })
        };
        let mut found: Vec<_> = files.iter().filter_map(meta).collect();
        found.sort_by(|a, b| a.location.cmp(&b.location));
        Self { found, source }
    }

    fn meta(&self, at: &Path) -> Result<&ObjectMeta> {
        let found = self.found.binary_search_by(|meta| meta.location.cmp(at));
        found.ok().and_then(|index| self.found.get(index)).ok_or_else(|| Error::NotFound {
            path: at.to_string(),
            source: "it is none of the files".into(),
        })
    }

    async fn read(&self, at: &Path, ranges: Vec<Range<u64>>) -> Result<Vec<Bytes>> {
        let (source, key) = (Arc::clone(&self.source), at.to_string());
        let read = tokio::task::spawn_blocking(move || source.read(&key, &ranges)).await?;
        let parts = read.map_err(|why| Error::Generic { store: "history", source: why.into() })?;
        Ok(parts.into_iter().map(Bytes::from).collect())
    }

    fn below<'a>(&'a self, prefix: Option<&'a Path>) -> impl Iterator<Item = &'a ObjectMeta> {
        self.found.iter().filter(move |meta| {
            prefix.is_none_or(|prefix| meta.location.prefix_match(prefix).is_some())
        })
    }
}

#[async_trait]
impl ObjectStore for Files {
    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let meta = self.meta(location)?.clone();
        let whole = 0..meta.size;
        let range = match options.range {
            None => whole,
            Some(range) => range
                .as_range(meta.size)
                .map_err(|error| Error::Generic { store: "history", source: error.into() })?,
        };
        let bytes = if options.head {
            Bytes::new()
        } else {
            self.read(location, vec![range.clone()]).await?.pop().unwrap_or_default()
        };
        let payload = GetResultPayload::Stream(stream::once(async { Ok(bytes) }).boxed());
        Ok(GetResult { payload, meta, range, attributes: Attributes::default() })
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.meta(location)?;
        self.read(location, ranges.to_vec()).await
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let found: Vec<_> = self.below(prefix).cloned().map(Ok).collect();
        stream::iter(found).boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let root = Path::default();
        let prefix = prefix.unwrap_or(&root);
        let (mut objects, mut common_prefixes) = (Vec::new(), Vec::<Path>::new());
        for meta in self.below(Some(prefix)) {
            let mut rest = meta.location.prefix_match(prefix).into_iter().flatten();
            let Some(first) = rest.next() else { continue };
            if rest.next().is_none() {
                objects.push(meta.clone());
            } else {
                let folder = prefix.clone().join(first);
                if common_prefixes.last() != Some(&folder) {
                    common_prefixes.push(folder);
                }
            }
        }
        Ok(ListResult { common_prefixes, objects })
    }

    async fn put_opts(&self, _: &Path, _: PutPayload, _: PutOptions) -> Result<PutResult> {
        Err(read_only())
    }

    async fn put_multipart_opts(
        &self,
        _: &Path,
        _: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        Err(read_only())
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        locations.map(|_| Err(read_only())).boxed()
    }

    async fn copy_opts(&self, _: &Path, _: &Path, _: CopyOptions) -> Result<()> {
        Err(read_only())
    }
}

fn read_only() -> Error {
    Error::NotSupported { source: "the history is only read".into() }
}

impl fmt::Display for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("history")
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Files({})", self.found.len())
    }
}

/// Finds the files, and no other store: no folder of this machine, no address on a network.
#[derive(Debug)]
pub(crate) struct Only(pub(crate) Arc<Files>);

impl ObjectStoreRegistry for Only {
    fn register_store(&self, _: &Url, _: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        None
    }

    fn get_store(&self, url: &Url) -> datafusion::error::Result<Arc<dyn ObjectStore>> {
        if url.scheme() == SCHEME {
            let files: Arc<dyn ObjectStore> = Arc::<Files>::clone(&self.0);
            return Ok(files);
        }
        Err(DataFusionError::Plan("only the history can be read".into()))
    }
}
