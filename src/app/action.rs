//! What a key can do. The order of [`Action`] is the order in the help.

use strum::{EnumIter, EnumMessage, EnumString, IntoStaticStr};

/// Where a key is pressed, and so what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter)]
pub enum Context {
    /// Everywhere but in text fields.
    Everywhere,
    /// The screens on which levers move: explore and uncertainty.
    Explore,
    /// The same with the cross-hair out.
    CrossHair,
    /// Every number with its source.
    Assumptions,
    /// The scenario picker.
    Scenarios,
    /// The page of the backtest.
    Backtest,
    /// A story on stage.
    Stage,
    /// A story that goes on by itself.
    Auto,
    /// Off its script, with the explorer's keys.
    Detour,
    /// The speaker's notes, on a terminal of their own.
    Notes,
    /// The help.
    Help,
    /// A question that wants yes or no.
    Question,
    /// The same on stage, where a clicker must not answer it with yes.
    StageQuestion,
    /// A field in which one types: every key that is a letter is typed.
    Field,
    /// A list that narrows as one types.
    List,
}

impl Context {
    /// Heading in the help, and name in `keys.ron`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Explore => "exploring",
            Self::CrossHair => "cross-hair",
            Self::Assumptions => "assumptions",
            Self::Scenarios => "scenarios",
            Self::Backtest => "backtest",
            Self::Stage => "on stage",
            Self::Auto => "on stage, going on by itself",
            Self::Detour => "off the script",
            Self::Notes => "speaker notes",
            Self::Help => "help",
            Self::Question => "question",
            Self::StageQuestion => "question on stage",
            Self::Field => "field",
            Self::List => "list",
        }
    }
}

/// What a key can do; the message is its line in help, palette and man page.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, EnumMessage, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "each variant's message is its documentation, and is shown")]
pub enum Action {
    #[strum(message = "the lever above")]
    LeverUp,
    #[strum(message = "the lever below")]
    LeverDown,
    #[strum(message = "the group above")]
    GroupUp,
    #[strum(message = "the group below")]
    GroupDown,
    #[strum(message = "move the lever down a step")]
    StepDown,
    #[strum(message = "move the lever up a step")]
    StepUp,
    #[strum(message = "move the lever down a coarse step")]
    CoarseDown,
    #[strum(message = "move the lever up a coarse step")]
    CoarseUp,
    #[strum(message = "move the lever to its lower end")]
    ToLow,
    #[strum(message = "move the lever to its upper end")]
    ToHigh,
    #[strum(message = "type a value")]
    TypeValue,
    #[strum(message = "how uncertain the lever is")]
    TypeSpread,
    #[strum(message = "never, or the dated default")]
    ToggleNever,
    #[strum(message = "put this lever back")]
    ResetLever,
    #[strum(message = "put all decisions back")]
    ResetDecisions,
    #[strum(message = "put all assumptions back")]
    ResetAssumptions,
    #[strum(message = "undo")]
    Undo,
    #[strum(message = "redo")]
    Redo,
    #[strum(message = "the next firm in focus")]
    NextFirm,
    #[strum(message = "the firm before in focus")]
    PreviousFirm,
    #[strum(message = "levers move the firm in focus alone, or all")]
    ToggleAlone,
    #[strum(message = "the next target of the look-ahead")]
    NextTarget,
    #[strum(message = "other draws: the next seed")]
    NextSeed,
    #[strum(message = "type the seed of the draws")]
    TypeSeed,
    #[strum(message = "show all levers, or the first ones")]
    ToggleAll,
    #[strum(message = "find a lever")]
    FindLever,
    #[strum(message = "find a command")]
    Palette,
    #[strum(message = "the next panel")]
    NextPanel,
    #[strum(message = "the panel before")]
    PreviousPanel,
    #[strum(message = "pin the present decisions as reference")]
    PinReference,
    #[strum(message = "back to the file's reference")]
    FileReference,
    #[strum(message = "cross-hair: read values off the charts")]
    CrossHair,
    #[strum(message = "the week before")]
    WeekBefore,
    #[strum(message = "the week after")]
    WeekAfter,
    #[strum(message = "a quarter before")]
    QuarterBefore,
    #[strum(message = "a quarter after")]
    QuarterAfter,
    #[strum(message = "the explore screen")]
    Explore,
    #[strum(message = "the uncertainty: bands, probabilities, countable worlds")]
    Uncertainty,
    #[strum(message = "the source of what is in focus, and of every number")]
    Assumptions,
    #[strum(message = "its slider")]
    GoToSlider,
    #[strum(message = "narrow by typing")]
    Search,
    #[strum(message = "one grade alone: reported, doubtful, derived, estimates")]
    NextGrade,
    #[strum(message = "the numbers that costs are counted with")]
    GoToCosts,
    #[strum(message = "what dates rest on, what costs rest on, all numbers")]
    NextResults,
    #[strum(message = "the next number that is warned of")]
    NextWarning,
    #[strum(message = "the scenarios")]
    Scenarios,
    #[strum(message = "the backtest: what was predicted, against what came")]
    Backtest,
    #[strum(message = "keep this as the next step of the story")]
    KeepStep,
    #[strum(message = "present the story")]
    Present,
    #[strum(message = "replay the last change, before and after")]
    Replay,
    #[strum(message = "the next step")]
    StageNext,
    #[strum(message = "the step before")]
    StageBack,
    #[strum(message = "the first step")]
    StageFirst,
    #[strum(message = "the last step")]
    StageLast,
    #[strum(message = "a step's number; Enter goes there")]
    StageDigit,
    #[strum(message = "all steps")]
    StageIndex,
    #[strum(message = "black, and back")]
    StageBlack,
    #[strum(message = "white, and back")]
    StageWhite,
    #[strum(message = "the timer, and how far ahead or behind")]
    StageTimer,
    #[strum(message = "stop the timer, or let it run")]
    StageTimerStop,
    #[strum(message = "the timer of the notes, seen here alone")]
    NotesTimer,
    #[strum(message = "wait, or go on")]
    StagePause,
    #[strum(message = "go on faster")]
    StageFaster,
    #[strum(message = "go on slower")]
    StageSlower,
    #[strum(message = "the step, whatever covers it")]
    StageShow,
    #[strum(message = "take a lever: off the script")]
    TakeLever,
    #[strum(message = "back to the script")]
    ToScript,
    #[strum(message = "the row above")]
    RowUp,
    #[strum(message = "the row below")]
    RowDown,
    #[strum(message = "a page up")]
    PageUp,
    #[strum(message = "a page down")]
    PageDown,
    #[strum(message = "explore the chosen scenario")]
    OpenChosen,
    #[strum(message = "all about what is chosen, with its sources")]
    Details,
    #[strum(message = "take what is typed, or chosen")]
    Accept,
    #[strum(message = "the form of a spread before")]
    FormBefore,
    #[strum(message = "the next form of a spread")]
    FormAfter,
    #[strum(message = "a letter back")]
    LetterBefore,
    #[strum(message = "a letter on")]
    LetterAfter,
    #[strum(message = "to the start of the line")]
    LineStart,
    #[strum(message = "to its end")]
    LineEnd,
    #[strum(message = "delete the letter before")]
    DeleteBefore,
    #[strum(message = "delete the letter behind")]
    DeleteAfter,
    #[strum(message = "delete the word before")]
    DeleteWord,
    #[strum(message = "delete all before")]
    DeleteToStart,
    #[strum(message = "save")]
    Save,
    #[strum(message = "save under a name")]
    SaveAs,
    #[strum(message = "open by name or path")]
    Open,
    #[strum(message = "copy the command line that opens this")]
    CopyCommand,
    #[strum(message = "export the screen or the results")]
    Export,
    #[strum(message = "mouse: moves levers, or selects text")]
    ToggleMouse,
    #[strum(message = "paint the screen anew")]
    Repaint,
    #[strum(message = "suspend")]
    Suspend,
    #[strum(message = "help for where you are")]
    Help,
    #[strum(message = "the model: its equations, and what they leave out")]
    Model,
    #[strum(message = "back")]
    Back,
    #[strum(message = "yes")]
    Yes,
    #[strum(message = "no")]
    No,
    #[strum(message = "quit")]
    Quit,
}

impl Action {
    /// Its name in `keys.ron`.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Its line in help, palette and man page.
    pub fn label(self) -> &'static str {
        self.get_message().unwrap_or_default()
    }
}
