//! What can be typed behind `dapple`, and the help that says so.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use dapple_data::url::Origin;

use super::generate::Generated;
use super::subscribe::SubscribeArguments;

/// The exit codes and the two rules that surprise, below every help.
const AFTER: &str = "\
Data goes to stdout, words go to stderr.

Exit codes:
  0    done
  1    failed: a file, the keyring, or the server
  2    wrong use: arguments, operation or variables do not fit, and nothing was sent
  3    the server answered with errors and without data; nothing is written
  4    part of the data is missing; what came is written, and what is missing is said
  5    no connection: the server cannot be reached, is no Speckle server, or refuses the token
  130  stopped with Ctrl-C; no unfinished file stays
  143  stopped by another program (SIGTERM); no unfinished file stays

A token is typed into a hidden prompt or piped to stdin. It is never an argument and never read from
the environment, where other programs and logs can see it.

Environment:
  DAPPLE_HOME  a folder for everything that Dapple keeps
  DAPPLE_LOG   what is logged to stderr, such as info or dapple=debug (warn when not set)";

/// A native desktop workbench for Speckle data. Without a command it opens its window.
#[derive(Debug, Parser)]
#[command(name = "dapple", version = crate::VERSION, after_help = AFTER)]
#[command(args_conflicts_with_subcommands = true, max_term_width = 100)]
pub(super) struct Arguments {
    /// Open the window on the sample data: no account, no network
    #[arg(long, conflicts_with = "link")]
    pub demo: bool,
    /// Print a man page or a completion script: for packages
    #[arg(long, value_enum, hide = true)]
    pub generate: Option<Generated>,
    /// The folder for man pages
    #[arg(long, hide = true, requires = "generate")]
    pub into: Option<PathBuf>,
    /// Open the window on what a Speckle link or id names
    #[arg(value_name = "LINK", value_parser = link)]
    pub link: Option<String>,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// A link stays text: the window reads it again, with its accounts at hand.
fn link(text: &str) -> Result<String, String> {
    match dapple_data::url::parse_link(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!("{error}. For the commands: dapple --help")),
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Add, list, choose or remove accounts
    #[command(subcommand)]
    Account(AccountVerb),
    /// Run an operation and write its answer
    #[command(after_help = AFTER)]
    Query(QueryArguments),
    /// Subscribe, and write each event as a line of JSON as it comes
    #[command(after_help = AFTER)]
    Subscribe(SubscribeArguments),
    /// List the projects of an account
    #[command(after_help = AFTER)]
    Projects(ProjectsArguments),
    /// List the models of a project
    #[command(after_help = AFTER)]
    Models(ProjectArguments),
    /// List the versions of a model, or of all models of a project
    #[command(after_help = AFTER)]
    Versions(VersionsArguments),
    /// List the people of a project
    #[command(after_help = AFTER)]
    People(ProjectArguments),
    /// Write the building elements of a version as a table
    #[command(after_help = AFTER)]
    Objects(ObjectsArguments),
    /// List the properties that the elements of a version have
    #[command(after_help = AFTER)]
    Properties(PropertiesArguments),
    /// Write what differs between two versions, a row for each property
    #[command(after_help = AFTER)]
    Compare(CompareArguments),
    /// Get the files of a version in the new format
    #[command(after_help = AFTER)]
    Download(DownloadArguments),
    /// Write what differs between two saved answers, a row for each value
    #[command(after_help = AFTER)]
    Diff(DiffArguments),
    /// Open a saved answer in the window, or convert it without one
    #[command(after_help = AFTER)]
    Open(OpenArguments),
}

#[derive(Debug, Subcommand)]
pub(super) enum AccountVerb {
    /// Check a token, say whose it is and what it may do, and keep it in the keyring
    ///
    /// On a terminal the token is typed into a hidden prompt, otherwise it is read from stdin.
    #[command(after_help = AFTER)]
    Add(AddArguments),
    /// List the accounts: name, server, person, token id
    List,
    /// Choose the account that new tabs and queries use
    Use {
        /// Its name, server or token id
        #[arg(value_name = "NAME|HOST|TOKENID")]
        account: String,
        /// Where the keyring holds several tokens for it: use the one that ends so, after checking it
        #[arg(long, value_name = "LAST6", value_parser = ending)]
        ending: Option<String>,
        /// With --ending: remove the others from the keyring
        #[arg(long, requires = "ending")]
        remove_others: bool,
    },
    /// Forget an account and remove its token from the keyring
    Remove {
        /// Its name, server or token id
        #[arg(value_name = "NAME|HOST|TOKENID")]
        account: String,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct AddArguments {
    /// The server: a host, or any link of it
    #[arg(long, default_value = "app.speckle.systems")]
    pub server: Origin,
    /// How to call the account, such as "Ana, read only"
    #[arg(long)]
    pub name: Option<String>,
    /// Send the token without encryption: only inside a network you trust
    #[arg(long)]
    pub allow_plain_http: bool,
}

#[derive(Debug, Args)]
pub(super) struct QueryArguments {
    /// A file with the operation, or - for stdin
    #[arg(value_name = "FILE|-")]
    pub file: PathBuf,
    /// A JSON file with the variables
    #[arg(long, value_name = "FILE")]
    pub variables: Option<PathBuf>,
    /// One variable, over those of the file
    ///
    /// For a variable declared as String or ID the value is text as it stands. Otherwise it is read as
    /// JSON where it is JSON, and is text where it is not.
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = assignment)]
    pub vars: Vec<(String, String)>,
    /// The operation to run, where the text has several
    #[arg(long, value_name = "NAME")]
    pub operation: Option<String>,
    /// Run a mutation: it changes data on the server
    #[arg(long)]
    pub allow_changes: bool,
    /// Read a list to its end, page after page, such as project.models; without a path the only one
    ///
    /// Doubles are removed, gaps are searched again, and the count of the server is compared. Where
    /// something is missing, what came is written, it is said, and the exit code is 4.
    #[arg(long, value_name = "PATH", num_args = 0..=1, default_missing_value = "")]
    pub load_all: Option<String>,
    #[command(flatten)]
    pub output: OutputArguments,
    #[command(flatten)]
    pub place: PlaceArguments,
}

#[derive(Debug, Args)]
pub(super) struct ProjectsArguments {
    #[command(flatten)]
    pub output: OutputArguments,
    #[command(flatten)]
    pub place: PlaceArguments,
}

#[derive(Debug, Args)]
pub(super) struct ProjectArguments {
    /// The project: its id, or any link of it
    #[arg(value_name = "PROJECT|LINK")]
    pub project: String,
    #[command(flatten)]
    pub output: OutputArguments,
    #[command(flatten)]
    pub place: PlaceArguments,
}

#[derive(Debug, Args)]
pub(super) struct VersionsArguments {
    /// The project: its id, or any link of it; a link of a model names the model too
    #[arg(value_name = "PROJECT|LINK")]
    pub project: String,
    /// The model: its id, its full name such as Architecture/Core, or a link of it
    ///
    /// Without it the versions of all models are listed, newest first.
    #[arg(value_name = "MODEL|NAME|LINK")]
    pub model: Option<String>,
    #[command(flatten)]
    pub output: OutputArguments,
    #[command(flatten)]
    pub place: PlaceArguments,
}

/// `dapple download`
#[derive(Debug, Args)]
pub(super) struct DownloadArguments {
    /// A link of a version, or of a model (its newest version)
    pub link: String,
    /// The folder for the files; it is made where it is missing. Without it one of the version's own here
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<std::path::PathBuf>,
    #[command(flatten)]
    pub place: PlaceArguments,
}

/// `dapple objects`
#[derive(Debug, Args)]
pub(super) struct ObjectsArguments {
    /// A link of a version, a model (its newest version), an object, or several of them
    pub link: String,
    /// The columns, between commas: short names such as Category or Length, or full paths
    ///
    /// A full path is keys joined by dots, keys with dots, commas or operators in quotes, * for any key:
    /// properties.Material Quantities.*.volume. See dapple properties. Without it the usual columns.
    #[arg(long, value_name = "COLUMN,…")]
    pub select: Vec<String>,
    /// Only elements of which this holds; several must all hold
    ///
    /// NAME=VALUE, !=, ~ (holds the text), !~, <, >, <=, >=, or NAME is empty, not set, missing, filled.
    #[arg(long = "where", value_name = "CONDITION")]
    pub conditions: Vec<String>,
    /// Sort by these columns: Length desc, Mark
    #[arg(long, value_name = "COLUMN,…")]
    pub sort: Vec<String>,
    /// Group by these columns; csv, ndjson and json then have a row for each group, with count and sums
    #[arg(long, value_name = "COLUMN,…")]
    pub group_by: Vec<String>,
    /// Sum these columns for each group, or none; without it lengths, areas, volumes and weights
    #[arg(long, value_name = "COLUMN,…")]
    pub sum: Vec<String>,
    /// Every object is a row, collections too
    #[arg(long)]
    pub all_objects: bool,
    /// The format; without it, the ending of the output file, else json
    #[arg(long, value_enum)]
    pub format: Option<TableFormatName>,
    /// Write to this file, which is replaced only when everything is written
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write FILE.meta.json beside it: server, project, version, time, rows asked, received and written
    #[arg(long, requires = "output")]
    pub meta: bool,
    #[command(flatten)]
    pub place: PlaceArguments,
}

/// `dapple properties`
#[derive(Debug, Args)]
pub(super) struct PropertiesArguments {
    /// A link of a version, a model (its newest version), an object, or several of them
    pub link: String,
    #[command(flatten)]
    pub output: OutputArguments,
    #[command(flatten)]
    pub place: PlaceArguments,
}

/// `dapple compare`
#[derive(Debug, Args)]
pub(super) struct CompareArguments {
    /// A link of the older version; alone, a version or a model (its newest), compared with the one before
    pub from: String,
    /// A link of the newer version
    pub to: Option<String>,
    /// By which id an element is the same one in both
    #[arg(long, value_enum, default_value_t = MatchName::Application)]
    pub match_by: MatchName,
    /// Properties that do not count, between commas, as dapple objects --select has them
    #[arg(long, value_name = "COLUMN,…")]
    pub ignore: Vec<String>,
    /// Write FILE.meta.json beside it: server, project, versions, time, rows asked, received and written
    #[arg(long, requires = "output")]
    pub meta: bool,
    /// Only elements of this fate
    #[arg(long, value_enum)]
    pub only: Option<ChangeName>,
    /// The format; without it, the ending of the output file, else json
    #[arg(long, value_enum)]
    pub format: Option<TableFormatName>,
    /// Write to this file, which is replaced only when everything is written
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub place: PlaceArguments,
}

/// `dapple diff`
#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The older saved answer: JSON, or JSON lines
    pub before: PathBuf,
    /// The newer one
    pub after: PathBuf,
    /// By which key an item of a list is the same one in both, such as id or node.id
    ///
    /// Without it id or applicationId, whichever finds more. Lists without the key are matched by place, which is
    /// said.
    #[arg(long, value_name = "KEY", value_parser = key)]
    pub key: Option<dapple_data::document::Path>,
    /// Match items of lists by their place alone
    #[arg(long, conflicts_with = "key")]
    pub by_place: bool,
    /// Only differences of this kind
    #[arg(long, value_enum)]
    pub only: Option<DifferenceName>,
    /// The format; without it, the ending of the output file, else json
    #[arg(long, value_enum)]
    pub format: Option<TableFormatName>,
    /// Write to this file, which is replaced only when everything is written
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write FILE.meta.json beside it: both answers, time, rows asked, received and written
    #[arg(long, requires = "output")]
    pub meta: bool,
}

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DifferenceName {
    /// Another value stands there
    Changed,
    /// Only the second answer has it
    Added,
    /// Only the first answer has it
    Removed,
    /// It stands elsewhere in its list
    Moved,
}

/// By which id elements are matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MatchName {
    /// What Speckle's connectors keep from version to version
    #[value(name = "application-id")]
    Application,
    /// The number that people type into Revit
    #[value(name = "element-id")]
    Element,
    /// The id of an IFC element
    #[value(name = "global-id")]
    Global,
}

/// What became of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ChangeName {
    /// Some property differs
    Changed,
    /// Only the second version has it
    Added,
    /// Only the first version has it
    Removed,
    /// No property differs, its shape or a part does
    Shape,
}

/// A format of a table. None of them ever changes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormatName {
    /// A workbook of typed cells, with a sheet that says where it comes from
    Xlsx,
    /// For programs: comma, LF, lists as JSON
    Csv,
    /// One object on each line
    Ndjson,
    /// One array of objects
    Json,
    /// Typed columns, compressed, with units and source in its metadata
    Parquet,
    /// A table in Markdown
    #[value(alias = "md")]
    Markdown,
}

/// Which server is asked, and as whom.
#[derive(Debug, Args)]
pub(super) struct PlaceArguments {
    /// The account: its name, server or token id
    #[arg(long, value_name = "NAME|HOST|TOKENID", conflicts_with_all = ["server", "token_stdin", "demo"])]
    pub account: Option<String>,
    /// The account of this server
    #[arg(long)]
    pub server: Option<Origin>,
    /// Read the token from stdin, for this run only: for machines without a keyring
    #[arg(long, requires = "server")]
    pub token_stdin: bool,
    /// With --token-stdin: send the token without encryption
    #[arg(long, requires = "token_stdin")]
    pub allow_plain_http: bool,
    /// Ask the embedded sample server: no account, no network
    #[arg(long, conflicts_with_all = ["server", "token_stdin"])]
    pub demo: bool,
}

/// What is written, and where to.
#[derive(Debug, Default, Args)]
pub(super) struct OutputArguments {
    /// The format; without it, the ending of the output file, else json
    #[arg(long, value_enum)]
    pub format: Option<FormatName>,
    /// The list to write, such as data.project.models.items or /data/project/models/items
    ///
    /// Without it csv, ndjson, xlsx, parquet and markdown write the list that the window would show as a table.
    #[arg(long, value_name = "PATH")]
    pub list: Option<String>,
    /// Write to this file, which is replaced only when everything is written
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write FILE.meta.json beside it: server, operation hash, time, rows asked, received and written
    #[arg(long, requires = "output")]
    pub meta: bool,
}

impl OutputArguments {
    /// Whether anything is to be written at all.
    pub(super) fn is_given(&self) -> bool {
        self.format.is_some() || self.list.is_some() || self.output.is_some()
    }
}

#[derive(Debug, Args)]
pub(super) struct OpenArguments {
    /// The saved answer: JSON, or JSON lines
    pub file: PathBuf,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// A format of the command line. None of them ever changes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// As received; laid out with two blanks a level on a terminal
    Json,
    /// One item of the list on each line
    Ndjson,
    /// One item of the list on each line, for programs: comma, LF, objects as JSON
    Csv,
    /// Typed columns, compressed, with units and source in its metadata
    Parquet,
    /// A table in Markdown
    #[value(alias = "md")]
    Markdown,
    /// The list as a workbook of typed cells, with a sheet that says where it comes from
    Xlsx,
}

/// `name=value`, cut at the first `=`. A `$` before the name is allowed.
pub(super) fn assignment(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it as name=value")?;
    let name = name.strip_prefix('$').unwrap_or(name);
    if name.is_empty() {
        return Err("the name before = is missing".to_owned());
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// Names with dots between them.
fn key(text: &str) -> Result<dapple_data::document::Path, String> {
    match dapple_data::document::Path::parse(text) {
        Ok(path) if !path.steps().is_empty() => Ok(path),
        Ok(_) => Err("give the name of a key".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The last characters of a token, as servers show them. More of it must not be typed here.
fn ending(text: &str) -> Result<String, String> {
    match text.trim_start_matches('…') {
        shown if (1..=6).contains(&shown.chars().count()) => Ok(shown.to_owned()),
        _ => Err("give the last six characters, no more".to_owned()),
    }
}
