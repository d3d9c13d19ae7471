//! The command line: what can be asked for, and the help that says so. Nothing is done here.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::config::ThemeChoice;
use crate::view::{Depth, ThemeId, ThemeName};

const ABOUT: &str = "How long do the export-controlled AI chips last, and what does it cost to move to domestic ones?";

const AFTER: &str = "\
SCENARIO is an embedded name (stockout list), a path (with a / or ending in .ron or .json), or - for standard input.

LEVER=VALUE takes what a slider takes: 2026-02-14, never, +30d, 80%, +5%, 25k, ×1.25. LEVER@FIRM=VALUE is for one firm.
A sign moves the value from where it stands; = before it sets it (=-5%). stockout levers lists all levers.

Settings: config.ron and keys.ron, in the folder that `stockout config` tells. The command line goes before them; what is \
on there is turned off by =false, as in --ascii=false. --theme NAME takes themes/NAME.ron of that folder too.

Exit codes: 0 fine, 1 a check or a target failed, 2 wrong use or bad input.";

const SET: &str = "Set a lever first: LEVER=VALUE or LEVER@FIRM=VALUE; may be repeated, in order";

const TARGETS: &str = "Outcome that the look-ahead shows: stockout, gap, fill_rate, migration or shortfall";

const COLORS: &str =
    "How many colours there are [default: as NO_COLOR, CLICOLOR_FORCE, COLORTERM and TERM say; truecolor for frame]";

const MOTION: &str =
    "Show only what is final: no stages of the draws, no moving sliders [default: as REDUCED_MOTION says]";

/// What was asked for.
#[derive(Debug, Parser)]
#[command(
    name = "stockout",
    version,
    about = ABOUT,
    after_long_help = AFTER,
    args_conflicts_with_subcommands = true,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// The command; without one the explorer opens.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to explore.
    #[command(flatten)]
    pub explore: ExploreArgs,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a scenario and print its results
    Run(RunArgs),
    /// Print a scenario as resolved: everything inherited, every number that the model sees
    Show(ShowArgs),
    /// Validate scenario files and hold their results against what they expect
    Check(CheckArgs),
    /// List the embedded scenarios
    List(ListArgs),
    /// List the levers, with their limits and what they do
    Levers(LeversArgs),
    /// List the sources of the embedded numbers, or show one of them
    Sources(SourcesArgs),
    /// Hold the prediction of May 2025 against what came
    Backtest(BacktestArgs),
    /// Print a JSON Schema of what is read or written
    Schema(SchemaArgs),
    /// Write a commented template of a scenario
    New(NewArgs),
    /// Present the story of a scenario
    Present(PresentArgs),
    /// Record the story of a scenario as an asciicast, or its steps as pictures, without a terminal
    Record(RecordArgs),
    /// Render one frame of the explorer or of a story, without a terminal
    Frame(FrameArgs),
    /// Print a commented config.ron, keys.ron or theme, and say where it belongs
    Config(ConfigArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
}

/// A scenario, with changes.
#[derive(Debug, Clone, Args)]
pub struct ScenarioArgs {
    /// Embedded name, path, or - for standard input [default: baseline]
    #[arg(value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub scenario: Option<String>,
    /// What is set first, in order.
    #[arg(help = SET, long, value_name = "LEVER=VALUE")]
    pub set: Vec<String>,
}

impl ScenarioArgs {
    /// The scenario that is opened where none is named.
    pub const DEFAULT: &str = "baseline";

    /// The scenario that was named, or the one that is opened otherwise.
    pub fn name(&self) -> &str {
        self.scenario.as_deref().unwrap_or(Self::DEFAULT)
    }
}

/// How the explorer opens: on a terminal, or for one frame.
#[derive(Debug, Args)]
pub struct OpeningArgs {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Hold it against the decisions of this scenario, instead of nobody migrating
    #[arg(long, value_name = "NAME")]
    pub against: Option<String>,
    /// Firm in focus at the start, or all
    #[arg(long, value_name = "FIRM")]
    pub firm: Option<String>,
    /// Outcome that the look-ahead shows.
    #[arg(help = TARGETS, long, value_name = "OUTPUT")]
    pub target: Option<String>,
    /// Seed of the draws: the same seed gives the same draws [default: 1]
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Screen that it opens on
    #[arg(long, value_enum, default_value_t = ScreenName::Explore)]
    pub screen: ScreenName,
}

/// With what frames are painted.
#[derive(Debug, Clone, Default, Args)]
pub struct PaintArgs {
    /// Paint, and speak, with ASCII characters alone
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub ascii: Option<bool>,
    /// Columns that the terminal gives to characters of ambiguous width, such as lines and blocks [default: 1]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u8).range(1..=2))]
    pub ambiguous: Option<u8>,
    /// How many colours there are.
    #[arg(help = COLORS, long, value_enum, value_name = "COLORS")]
    pub color: Option<ColorArg>,
}

/// How a terminal is used, whatever is shown on it.
#[derive(Debug, Clone, Default, Args)]
pub struct TerminalArgs {
    /// With what frames are painted.
    #[command(flatten)]
    pub paint: PaintArgs,
    /// Colours of the theme: one of these, or one's own; auto is dark or light, as COLORFGBG and then the terminal
    /// itself say [default: auto]
    #[arg(long, value_name = "THEME", value_parser = theme_choice())]
    pub theme: Option<ThemeChoice>,
    /// Speak in lines of text instead of painting a screen: what changed, once, with numbers and units
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub screen_reader: Option<bool>,
    /// Take the mouse, to move levers with [default: true]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub mouse: Option<bool>,
    /// Leave the mouse to the terminal, to select text with; m takes it while exploring
    #[arg(long, overrides_with = "mouse")]
    pub no_mouse: bool,
    /// Show only what is final.
    #[arg(help = MOTION, long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub reduced_motion: Option<bool>,
    /// Read neither config.ron nor keys.ron, nor a theme of one's own
    #[arg(long)]
    pub no_config: bool,
    /// Write what happens, and how long it takes, at the end of this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub log: Option<PathBuf>,
}

impl TerminalArgs {
    /// Whether the mouse is taken, if that is said.
    pub fn takes_mouse(&self) -> Option<bool> {
        if self.no_mouse { Some(false) } else { self.mouse }
    }
}

/// Open the explorer.
#[derive(Debug, Args)]
pub struct ExploreArgs {
    /// How it opens.
    #[command(flatten)]
    pub opening: OpeningArgs,
    /// How the terminal is used.
    #[command(flatten)]
    pub terminal: TerminalArgs,
}

/// Run a scenario.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Hold it against the decisions of this scenario, instead of nobody migrating
    #[arg(long, value_name = "NAME")]
    pub against: Option<String>,
    /// Print this firm alone
    #[arg(long, value_name = "FIRM")]
    pub firm: Option<String>,
    /// Draws of the uncertain levers, rounded up to a power of two, at most 1048576; 1 is the central run alone, more
    /// print intervals and probabilities beside it
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub draws: u64,
    /// Seed of the draws: the same seed gives the same draws [default: 1]
    #[arg(long, value_name = "S", requires = "draws")]
    pub seed: Option<u64>,
    /// Print the weekly series as well (json), or instead (csv)
    #[arg(long)]
    pub series: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Print a scenario.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// ron, with spreads and sources explained; or json, which every command takes back bit by bit
    #[arg(long, value_enum, default_value_t = ShowFormat::Ron)]
    pub format: ShowFormat,
}

/// Check scenarios.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files to check; without one, the embedded library
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<String>,
    /// Sizes at which every step of a story must be whole, such as 80x24,100x30,120x40
    #[arg(long, value_name = "WxH", value_delimiter = ',', value_parser = size)]
    pub sizes: Vec<(u16, u16)>,
}

/// Present a story.
#[derive(Debug, Args)]
pub struct PresentArgs {
    /// Embedded name, path, or - for standard input, of a scenario that tells a story [default: that of config.ron]
    #[arg(value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub scenario: Option<String>,
    /// What is set first, in order.
    #[arg(help = SET, long, value_name = "LEVER=VALUE")]
    pub set: Vec<String>,
    /// Firm in focus where no step has named one yet, or all
    #[arg(long, value_name = "FIRM")]
    pub firm: Option<String>,
    /// Begin at this step: its number or its title
    #[arg(long, value_name = "STEP")]
    pub from: Option<String>,
    /// Go on by itself, so many times as fast as its steps are meant to (0.1 to 10); Space waits, > and < change it
    #[arg(long, value_name = "SPEED", num_args = 0..=1, require_equals = true, default_missing_value = "1", value_parser = speed)]
    pub auto: Option<f64>,
    /// Begin again at the end; goes on by itself
    #[arg(long = "loop")]
    pub loops: bool,
    /// For the stage: q asks, nothing is pasted, and the mouse is left alone
    #[arg(long)]
    pub stage: bool,
    /// Go on where a talk was cut off that did not end in its own way: the same step, and the time that was used
    #[arg(long, conflicts_with_all = ["from", "set"])]
    pub resume: bool,
    /// Follow a talk that is on, from a second terminal: notes, what comes next, the time; and keys that drive it. Of
    /// several the newest, or that of the process with this number
    #[arg(
        long,
        value_name = "PROCESS",
        num_args = 0..=1,
        require_equals = true,
        conflicts_with_all = [
            "scenario", "set", "firm", "from", "auto", "loops", "stage", "resume", "mouse", "no_mouse", "reduced_motion"
        ]
    )]
    pub notes: Option<Option<u32>>,
    /// How the terminal is used.
    #[command(flatten)]
    pub terminal: TerminalArgs,
}

/// Record a story.
#[derive(Debug, Args)]
pub struct RecordArgs {
    /// Embedded name, path, or - for standard input, of a scenario that tells a story
    #[arg(value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// What is set first, in order.
    #[arg(help = SET, long, value_name = "LEVER=VALUE")]
    pub set: Vec<String>,
    /// Firm in focus where no step has named one yet, or all
    #[arg(long, value_name = "FIRM")]
    pub firm: Option<String>,
    /// The file to write, or - for standard output; of pictures, the folder
    #[arg(short, long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub output: PathBuf,
    /// Columns and rows
    #[arg(long, value_name = "WxH", default_value = "120x40", value_parser = size)]
    pub size: (u16, u16),
    /// An asciicast, or a picture of every step
    #[arg(long, value_enum, default_value_t = RecordFormat::V2)]
    pub format: RecordFormat,
    /// Colours of the theme: one of these, or one's own
    #[arg(long, value_name = "THEME", default_value = "dark", value_parser = theme())]
    pub theme: ThemeId,
}

/// List scenarios.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// With what each shows and leaves out
    #[arg(long)]
    pub long: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// List levers.
#[derive(Debug, Args)]
pub struct LeversArgs {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// List sources.
#[derive(Debug, Args)]
pub struct SourcesArgs {
    /// One source, to be shown whole
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Hold the prediction against what came.
#[derive(Debug, Args)]
pub struct BacktestArgs {
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Print a schema.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Of what
    #[arg(value_name = "OF", value_enum, default_value_t = SchemaOf::Scenario)]
    pub of: SchemaOf,
}

/// Write a template.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The file to write; it must not be there yet
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The scenario that it starts from: an embedded name or a path
    #[arg(long, value_name = "NAME", default_value = "baseline")]
    pub extends: String,
}

/// Render a frame.
#[derive(Debug, Args)]
pub struct FrameArgs {
    /// How it opens.
    #[command(flatten)]
    pub opening: OpeningArgs,
    /// With what it is painted.
    #[command(flatten)]
    pub paint: PaintArgs,
    /// Columns and rows
    #[arg(long, value_name = "WxH", default_value = "120x40", value_parser = size)]
    pub size: (u16, u16),
    /// The story at this step instead: its number or its title
    #[arg(long, value_name = "STEP", conflicts_with = "screen")]
    pub step: Option<String>,
    /// What the speaker reads at that step, instead of what the audience sees
    #[arg(long, requires = "step", conflicts_with = "keys")]
    pub notes: bool,
    /// Colours of the theme: one of these, or one's own [default: dark]
    #[arg(long, value_name = "THEME", value_parser = theme())]
    pub theme: Option<ThemeId>,
    /// Keys to press first.
    #[arg(
        help = "Keys to press first, such as '<down><right*3>'",
        long,
        value_name = "MACRO",
        default_value = "",
        hide_default_value = true
    )]
    pub keys: String,
    /// What to print
    #[arg(long, value_enum, default_value_t = FrameFormat::Text)]
    pub format: FrameFormat,
}

/// Print settings.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// Which file
    #[arg(value_name = "FILE", value_enum, default_value_t = ConfigFile::Config)]
    pub file: ConfigFile,
    /// This theme instead, to start one's own from
    #[arg(long, value_name = "THEME", conflicts_with = "file", value_parser = embedded_theme())]
    pub theme: Option<ThemeName>,
}

/// A file of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ConfigFile {
    /// Theme, target, scenario and the like
    Config,
    /// What each key does
    Keys,
}

/// Print completions.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// How to print a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
    /// For documents
    Markdown,
}

/// How to print a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    /// A scenario file that extends nothing
    Ron,
    /// The resolved scenario
    Json,
}

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// A resolved scenario: show --format json, and every .json that is read
    Scenario,
    /// A scenario file, as if it were JSON
    File,
    /// Results: run --format json
    Run,
}

/// What a story is recorded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RecordFormat {
    /// An asciicast of version 2, for every player: times from the start
    V2,
    /// An asciicast of version 3, for new ones: times from one event to the next
    V3,
    /// A drawing a step
    Svg,
    /// A page a step, and index.html with all of them and their captions as text
    Html,
    /// A picture in pixels a step
    Png,
}

/// A screen of the explorer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScreenName {
    /// Sliders, timeline and costs
    Explore,
    /// Bands, probabilities and countable worlds
    Uncertainty,
    /// Every number that the model sees, with its source
    Assumptions,
    /// The picker
    Scenarios,
    /// What was predicted, against what came
    Backtest,
}

/// Depth of colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    /// 16 million colours
    Truecolor,
    /// 256 colours
    #[value(name = "256")]
    Indexed,
    /// The 16 colours of the terminal
    #[value(name = "16")]
    Basic,
    /// No colours: every theme looks like mono
    None,
}

impl ColorArg {
    /// The depth that it names.
    pub fn depth(self) -> Depth {
        match self {
            Self::Truecolor => Depth::Truecolor,
            Self::Indexed => Depth::Ansi256,
            Self::Basic => Depth::Ansi16,
            Self::None => Depth::None,
        }
    }
}

/// What a frame is printed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FrameFormat {
    /// Characters alone
    Text,
    /// Characters, and below them a letter for the style of each
    Styled,
    /// For a terminal
    Ansi,
    /// A drawing
    Svg,
    /// A page
    Html,
    /// A picture in pixels
    Png,
    /// The lines that --screen-reader would say
    Spoken,
}

/// How many times as fast; whether anything goes so fast is judged where it goes.
fn speed(text: &str) -> Result<f64, String> {
    text.trim().parse().map_err(|_| "a number is wanted, such as 1.5".to_owned())
}

/// Takes what a parser takes, and lists what may be typed without knowing more.
#[derive(Clone)]
struct Listing<P> {
    parser: P,
    listed: Vec<PossibleValue>,
}

impl<P: TypedValueParser> TypedValueParser for Listing<P> {
    type Value = P::Value;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, clap::Error> {
        self.parser.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.listed.iter().cloned()))
    }
}

/// The embedded themes.
fn embedded_themes() -> impl Iterator<Item = PossibleValue> {
    ThemeName::all().map(|name| PossibleValue::new(name.id()).help(name.about()))
}

/// Takes a theme's name or `auto`, and lists them all but one's own.
fn theme_choice() -> impl TypedValueParser<Value = ThemeChoice> {
    let auto = PossibleValue::new(ThemeChoice::AUTO).help("Dark or light, as the terminal says that it is");
    let parser = StringValueParser::new().try_map(|id| ThemeChoice::from_id(&id));
    Listing { parser, listed: [auto].into_iter().chain(embedded_themes()).collect() }
}

/// Takes a theme's name, and lists them all but one's own.
fn theme() -> impl TypedValueParser<Value = ThemeId> {
    let parser = StringValueParser::new().try_map(|id| ThemeId::from_id(&id));
    Listing { parser, listed: embedded_themes().collect() }
}

/// Takes the name of an embedded theme, and lists them all.
fn embedded_theme() -> impl TypedValueParser<Value = ThemeName> {
    PossibleValuesParser::new(embedded_themes()).map(|id| ThemeName::from_id(&id).unwrap_or_default())
}

/// Largest side of a frame: some ten times a large screen.
const LARGEST: u16 = 2000;

/// Reads `120x40`.
fn size(text: &str) -> Result<(u16, u16), String> {
    let side = |text: &str| text.trim().parse().ok().filter(|side| (1..=LARGEST).contains(side));
    let sides = text.split_once(['x', '×']).and_then(|(width, height)| Some((side(width)?, side(height)?)));
    sides.ok_or_else(|| format!("write columns x rows, such as 120x40, each from 1 to {LARGEST}"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_size_is_read() {
        assert_eq!(size("120x40"), Ok((120, 40)));
        assert_eq!(size("80×24"), Ok((80, 24)));
        for wrong in ["", "120", "x", "0x10", "-1x5", "1x1x1", "99999x1"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_theme_has_any_name_that_a_file_can_have() {
        let explored =
            |id: &str| Cli::try_parse_from(["stockout", "--theme", id]).map(|cli| cli.explore.terminal.theme);
        let framed = |id: &str| {
            Cli::try_parse_from(["stockout", "frame", "--theme", id]).map(|cli| match cli.command {
                Some(Command::Frame(args)) => args.theme,
                other => panic!("{other:?}"),
            })
        };
        let printed = |id: &str| Cli::try_parse_from(["stockout", "config", "--theme", id]).is_ok();
        for name in ThemeName::all() {
            let of = ThemeId::Embedded(name);
            assert_eq!(explored(name.id()).unwrap(), Some(ThemeChoice::Named(of.clone())));
            assert_eq!(framed(name.id()).unwrap(), Some(of));
            assert!(printed(name.id()));
        }
        let mine = ThemeId::Own("mine".to_owned());
        assert_eq!(explored("mine").unwrap(), Some(ThemeChoice::Named(mine.clone())));
        assert_eq!(explored("auto").unwrap(), Some(ThemeChoice::Auto));
        assert_eq!(framed("mine").unwrap(), Some(mine));
        assert!(!printed("mine"), "there is none to print");
        for wrong in ["", "../mine", "themes/mine", "a\\b"] {
            let message = |error: clap::Error| error.to_string();
            for refused in [explored(wrong).map(drop).map_err(message), framed(wrong).map(drop).map_err(message)] {
                assert!(refused.is_err_and(|message| message.contains("called as its file is")), "{wrong}");
            }
        }
    }

    #[test]
    fn without_a_command_a_scenario_is_explored() {
        let cli = Cli::try_parse_from(["stockout"]).unwrap();
        assert!(cli.command.is_none());
        assert_eq!(cli.explore.opening.scenario.name(), "baseline");
        let cli =
            Cli::try_parse_from(["stockout", "no-ban", "--set", "cost.pue=1.2", "--set", "policy.leakage=5%"]).unwrap();
        assert_eq!(cli.explore.opening.scenario.name(), "no-ban");
        assert_eq!(cli.explore.opening.scenario.set, ["cost.pue=1.2", "policy.leakage=5%"]);
    }
}
