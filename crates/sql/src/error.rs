//! Why a question has no answer. What stands in the files is never repeated.

use datafusion::error::DataFusionError;

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SqlError {
    /// It is no query, or none that may be asked.
    #[error("{0}")]
    Refused(String),
    /// It is not understood: the grammar, a column, a function.
    #[error("the question is not understood: {0}")]
    NotUnderstood(String),
    /// It would take more than it may.
    #[error("the answer takes more than {0}; ask for less: fewer days, one site, fewer columns")]
    TooMuch(String),
    /// A file can't be read.
    #[error("a file of the history cannot be read: {0}")]
    File(String),
    /// Something failed on the way; what it was may repeat what stands in a file.
    #[error(
        "the question failed while it was answered: does it treat a text as a number, or divide by 0?"
    )]
    Failed,
}

impl SqlError {
    /// Before anything was read: all that the engine can speak of is the question itself.
    pub(crate) fn asking(error: &DataFusionError) -> Self {
        let text = error.strip_backtrace();
        // Of several lines, only the first says what is wrong.
        Self::NotUnderstood(text.lines().next().unwrap_or_default().to_owned())
    }

    /// While files were read.
    pub(crate) fn answering(error: &DataFusionError, memory: usize) -> Self {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => {
                Self::TooMuch(format!("{} MB of memory", memory >> 20))
            }
            DataFusionError::ObjectStore(error) => Self::File(error.to_string()),
            DataFusionError::ParquetError(_) => Self::File("it is damaged".into()),
            _ => Self::Failed,
        }
    }
}
