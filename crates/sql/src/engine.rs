//! Asking and answering: the question is parsed, judged and bounded first, and read for afterwards.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::config::ConfigOptions;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::{SQLOptions, SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast;
use futures_util::TryStreamExt as _;
use tokio::runtime::Runtime;

use crate::columns::{TABLES, Table};
use crate::files::{ADDRESS, Files, Only};
use crate::{Answer, File, Rule, Source, SqlError, Topic, few};

/// What an answer may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory for what is worked with at once.
    pub memory: usize,
    /// How long it may take.
    pub time: Duration,
    /// Rows of the answer; more are cut off.
    pub rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 512 << 20, time: Duration::from_mins(5), rows: 10_000 }
    }
}

/// Knows the two tables. Its functions block: they are not for a thread of an async runtime.
pub struct Engine {
    context: SessionContext,
    runtime: Option<Runtime>,
    limits: Limits,
}

/// A question that may be answered.
#[derive(Debug)]
pub struct Question {
    plan: LogicalPlan,
    topics: BTreeSet<Topic>,
}

impl Question {
    /// What it reads.
    pub fn topics(&self) -> impl Iterator<Item = Topic> {
        self.topics.iter().copied()
    }
}

impl Engine {
    /// An engine over these files, whose ends tell which table they belong to.
    ///
    /// # Errors
    /// When the threads for it can't be started.
    pub fn new(files: &[File], source: Arc<dyn Source>, limits: Limits) -> Result<Self, SqlError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("sql")
            .build()
            .map_err(|_| SqlError::Failed)?;
        let context = context(files, source, limits).map_err(|error| SqlError::asking(&error))?;
        Ok(Self { context, runtime: Some(runtime), limits })
    }

    /// Understands a question and judges it. No file is read.
    ///
    /// # Errors
    /// When it is no single query over the tables, or none that the rule lets be asked.
    pub fn ask(&self, sql: &str, rule: Rule) -> Result<Question, SqlError> {
        self.run(async {
            let state = self.context.state();
            let statement =
                state.sql_to_statement(sql, &state.config().options().sql_parser.dialect);
            let statement = statement.map_err(|error| SqlError::asking(&error))?;
            if !is_query(&statement) {
                return Err(SqlError::Refused(
                    "only a question is answered: one `SELECT` over `requests` and `visits`".into(),
                ));
            }
            let plan = state.statement_to_plan(statement).await;
            let plan = plan.map_err(|error| SqlError::asking(&error))?;
            let none = SQLOptions::new()
                .with_allow_ddl(false)
                .with_allow_dml(false)
                .with_allow_statements(false);
            none.verify_plan(&plan).map_err(|error| SqlError::asking(&error))?;
            let plan = match rule {
                Rule::Rows => plan,
                Rule::Sums => few::gated(plan)?,
            };
            // What is left of it shows which columns it really needs.
            let plan = state.optimize(&plan).map_err(|error| SqlError::asking(&error))?;
            let topics = topics(&plan).map_err(|error| SqlError::asking(&error))?;
            Ok(Question { plan, topics })
        })
    }

    /// Reads the files and answers.
    ///
    /// # Errors
    /// When it takes too much, or a file can't be read. Nothing of a file stands in an error.
    pub fn answer(&self, question: Question) -> Result<Answer, SqlError> {
        let Limits { memory, time, rows } = self.limits;
        let context = self.context.clone();
        let work = async move {
            let frame = context.execute_logical_plan(question.plan).await?;
            let schema = Arc::clone(frame.schema().inner());
            let mut stream = frame.execute_stream().await?;
            let (mut batches, mut left, mut more) = (Vec::new(), rows, false);
            while let Some(batch) = stream.try_next().await? {
                if batch.num_rows() > left {
                    more = true;
                    batches.push(batch.slice(0, left));
                    break;
                }
                left -= batch.num_rows();
                batches.push(batch);
            }
            Ok::<_, DataFusionError>(Answer::new(schema, batches, more))
        };
        // The clock is ours: work that never pauses would keep the runtime's from being looked at.
        let (done, waited) = std::sync::mpsc::channel();
        let runtime = self.runtime.as_ref().ok_or(SqlError::Failed)?;
        let task = runtime.spawn(async move { done.send(work.await) });
        match waited.recv_timeout(time) {
            Ok(answer) => answer.map_err(|error| SqlError::answering(&error, memory)),
            Err(RecvTimeoutError::Disconnected) => Err(SqlError::Failed),
            Err(RecvTimeoutError::Timeout) => {
                task.abort();
                Err(SqlError::TooMuch(format!("{} seconds", time.as_secs())))
            }
        }
    }

    fn run<T>(&self, work: impl Future<Output = Result<T, SqlError>>) -> Result<T, SqlError> {
        self.runtime.as_ref().map_or(Err(SqlError::Failed), |runtime| runtime.block_on(work))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // What is still at work must not be waited for.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Whether it is one query that keeps nothing.
fn is_query(statement: &Statement) -> bool {
    let Statement::Statement(statement) = statement else { return false };
    matches!(statement.as_ref(), ast::Statement::Query(_))
}

/// The two tables over these files, in as much memory as is allowed and without a file of its own.
fn context(
    files: &[File],
    source: Arc<dyn Source>,
    limits: Limits,
) -> Result<SessionContext, DataFusionError> {
    let store = Arc::new(Files::new(files, source));
    let disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_limit(limits.memory, 1.0)
        .with_disk_manager_builder(disk)
        .with_object_store_registry(Arc::new(Only(store)))
        .build_arc()?;
    let mut options = ConfigOptions::new();
    options.execution.parquet.pushdown_filters = true;
    let config = SessionConfig::from(options).with_information_schema(false);
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_default_features()
        .build();
    let context = SessionContext::new_with_state(state);
    for table in &TABLES {
        context.register_table(table.name, Arc::new(listing(table)?))?;
    }
    Ok(context)
}

fn listing(table: &Table) -> Result<ListingTable, DataFusionError> {
    let options = ListingOptions::new(Arc::new(ParquetFormat::default()))
        .with_file_extension(table.ending)
        .with_table_partition_cols(vec![
            ("site".to_owned(), DataType::Utf8),
            ("day".to_owned(), DataType::Date32),
        ]);
    let config = ListingTableConfig::new(ListingTableUrl::parse(ADDRESS)?)
        .with_listing_options(options)
        .with_schema(table.schema());
    ListingTable::try_new(config)
}

/// What the columns are about that a plan reads.
fn topics(plan: &LogicalPlan) -> Result<BTreeSet<Topic>, DataFusionError> {
    let mut topics = BTreeSet::new();
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node
            && let Some(table) = TABLES.iter().find(|table| table.name == scan.table_name.table())
        {
            topics.insert(table.topic);
            let read = scan.projected_schema.fields().iter().map(|field| field.name().as_str());
            topics.extend(read.filter_map(|column| table.topic_of(column)));
            // A condition that the scan itself looks after.
            let filters = scan.filters.iter().flat_map(|filter| filter.column_refs());
            topics.extend(filters.filter_map(|column| table.topic_of(&column.name)));
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(topics)
}
