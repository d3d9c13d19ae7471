//! Where things stand: a pure function of the room.

use ratatui::layout::Rect;

use crate::app::SEVERAL_PANELS;

/// How much there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Below 40×12: the headline, the slider in focus, and the size that is needed.
    Tiny,
    /// One panel at a time.
    Narrow,
    /// Timeline above, sliders and ways below.
    Medium,
    /// Sliders left; timeline and ways right.
    Wide,
}

/// The places of the explore screen. Empty areas are not painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Regions {
    pub form: Form,
    pub header: Rect,
    pub headline: Rect,
    pub top_rule: Rect,
    pub levers: Rect,
    pub divider: Rect,
    pub timeline: Rect,
    /// The course of the stock, where there is much room.
    pub margin: Rect,
    pub middle_rule: Rect,
    pub ways: Rect,
    /// Costs firm by firm, where there is much room.
    pub firms: Rect,
    pub bottom_rule: Rect,
    pub moved: Rect,
    pub detail: Rect,
    pub keys: Rect,
}

const NONE: Rect = Rect { x: 0, y: 0, width: 0, height: 0 };

const NOWHERE: Regions = Regions {
    form: Form::Tiny,
    header: NONE,
    headline: NONE,
    top_rule: NONE,
    levers: NONE,
    divider: NONE,
    timeline: NONE,
    margin: NONE,
    middle_rule: NONE,
    ways: NONE,
    firms: NONE,
    bottom_rule: NONE,
    moved: NONE,
    detail: NONE,
    keys: NONE,
};

/// Columns of the list of sliders with whole names.
pub(super) const LIST_COLUMNS: u16 = 48;

/// Smallest room in which the panels stand.
pub(super) const NEEDED: (u16, u16) = (40, 12);

/// The first line shown of a list of `total` in so many rows, if line `at` is to stand `above` rows below the top: as
/// near to that as leaves no row empty.
pub(super) fn first_row(at: usize, above: usize, rows: usize, total: usize) -> usize {
    at.saturating_sub(above.min(rows.saturating_sub(1))).min(total.saturating_sub(rows))
}

/// Takes rows off an area, from the top or the bottom.
pub(super) struct Rows(Rect);

impl Rows {
    pub(super) fn of(area: Rect) -> Self {
        Self(area)
    }

    /// Rows that are left.
    pub(super) fn left(&self) -> u16 {
        self.0.height
    }

    /// All that is left.
    pub(super) fn rest(self) -> Rect {
        self.0
    }

    pub(super) fn top(&mut self, rows: u16) -> Rect {
        let rows = rows.min(self.0.height);
        let taken = Rect { height: rows, ..self.0 };
        self.0 = Rect { y: self.0.y + rows, height: self.0.height - rows, ..self.0 };
        taken
    }

    pub(super) fn bottom(&mut self, rows: u16) -> Rect {
        let rows = rows.min(self.0.height);
        self.0.height -= rows;
        Rect { y: self.0.bottom(), height: rows, ..self.0 }
    }
}

/// Splits an area at a column, with a divider of one column between.
fn split(area: Rect, left: u16) -> (Rect, Rect, Rect) {
    let left = left.min(area.width.saturating_sub(1));
    (
        Rect { width: left, ..area },
        Rect { x: area.x + left, width: 1, ..area },
        Rect { x: area.x + left + 1, width: area.width - left - 1, ..area },
    )
}

/// The places of a screen of charts over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ChartRegions {
    /// Header, headline, rules and the lines at the bottom.
    pub frame: Regions,
    /// The charts, on one axis.
    pub charts: Rect,
    pub divider: Rect,
    /// Numbers beside them, where there is room.
    pub table: Rect,
    /// The lever in focus.
    pub lever: Rect,
}

/// The places of a screen of charts, in a room of at least [`NEEDED`].
pub(super) fn chart_regions(area: Rect) -> ChartRegions {
    let mut rows = Rows(area);
    let wide = area.width >= 110 && area.height >= 30;
    let medium = has_several_panels(area);
    let mut frame = Regions { form: Form::Narrow, header: rows.top(1), ..NOWHERE };
    frame.headline = rows.top(if area.width < 66 { 3 } else { 2 });
    frame.top_rule = rows.top(1);
    frame.keys = rows.bottom(1);
    frame.detail = rows.bottom(1);
    if wide {
        frame.form = Form::Wide;
        frame.moved = rows.bottom(1);
    } else if medium {
        frame.form = Form::Medium;
    }
    let lever = rows.bottom(1);
    frame.bottom_rule = rows.bottom(1);
    if !wide {
        return ChartRegions { frame, charts: rows.0, divider: NONE, table: NONE, lever };
    }
    let table_columns = if area.width >= 160 { 52 } else { 46 };
    let (charts, divider, table) = split(rows.0, area.width - table_columns - 1);
    ChartRegions { frame, charts, divider, table, lever }
}

fn has_several_panels(area: Rect) -> bool {
    area.width >= SEVERAL_PANELS.0 && area.height >= SEVERAL_PANELS.1
}

/// The places for a room, a number of firms, and the rows that the ways need.
pub(super) fn regions(area: Rect, firms: u16, ways_rows: u16) -> Regions {
    let mut regions = NOWHERE;
    if area.width < NEEDED.0 || area.height < NEEDED.1 {
        return regions;
    }
    let mut rows = Rows(area);
    regions.header = rows.top(1);
    let wide = area.width >= 110 && area.height >= 30;
    let medium = has_several_panels(area);
    regions.headline = rows.top(if area.width < 66 { 3 } else { 2 });
    regions.keys = rows.bottom(1);
    regions.detail = rows.bottom(1);
    if wide {
        regions.form = Form::Wide;
        regions.moved = rows.bottom(1);
        regions.bottom_rule = rows.bottom(1);
        regions.top_rule = rows.top(1);
        let much_room = area.width >= 160;
        let lever_columns = if much_room { 62 } else { LIST_COLUMNS };
        let (levers, divider, right) = split(rows.0, lever_columns);
        regions.levers = levers;
        regions.divider = divider;
        let mut right = Rows(right);
        // Heading, axis, a row for labels, the firms, the legend; a blank row a firm and below, where there is room.
        let rows_left = right.0.height.saturating_sub(1 + ways_rows);
        let timeline_rows = [4 + 2 * firms + 1, 4 + 2 * firms, 4 + firms + 1, 4 + firms];
        let fitting = timeline_rows.into_iter().find(|rows| *rows <= rows_left);
        regions.timeline = right.top(fitting.unwrap_or(rows_left.clamp(6, 4 + firms)));
        // Much room below is for the course of the stock.
        let spare = rows_left.saturating_sub(regions.timeline.height);
        if spare >= 9 {
            regions.margin = right.top(spare.min(18));
        }
        regions.middle_rule = right.top(1);
        if much_room {
            let (ways, _, firms_area) = split(right.0, 76);
            regions.ways = ways;
            regions.firms = firms_area;
        } else {
            regions.ways = right.0;
        }
    } else if medium {
        regions.form = Form::Medium;
        // Axis, firms, legend.
        regions.timeline = rows.top(firms.min(8) + 2);
        regions.middle_rule = rows.top(1);
        regions.bottom_rule = rows.bottom(1);
        let (levers, divider, ways) = split(rows.0, if area.width >= 100 { 46 } else { 43 });
        regions.levers = levers;
        regions.divider = divider;
        regions.ways = ways;
    } else {
        regions.form = Form::Narrow;
        regions.top_rule = rows.top(1);
        regions.bottom_rule = rows.bottom(1);
        regions.levers = rows.0;
        regions.timeline = rows.0;
        regions.ways = rows.0;
    }
    regions
}

/// What a step brings forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Forward {
    /// The sliders.
    Levers,
    /// How long the stock lasts.
    Timeline,
    /// Three ways.
    Ways,
    /// The charts of the draws.
    Charts,
    /// A page: the numbers with their sources, or the backtest.
    Page,
}

/// The places of a story on stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StageRegions {
    /// Where one is, and the timer.
    pub bar: Rect,
    /// The step's title, where it has a row of its own; otherwise it stands in the bar.
    pub title: Rect,
    /// The number in large digits, each of their blocks so many cells wide and high; 0 where it stands in a line.
    pub figure: Rect,
    pub scale: u16,
    /// What the number is.
    pub label: Rect,
    pub caption: Rect,
    pub rule: Rect,
    /// The line below panels that stand side by side.
    pub closing: Rect,
    /// The explorer's panels.
    pub panels: Regions,
    /// The charts of the draws, where they are brought forward.
    pub charts: ChartRegions,
    /// The page below the caption, where one is.
    pub page: Rect,
    /// The slider that moved, where the sliders are not shown.
    pub slider: Rect,
    pub note: Rect,
}

/// Rows of large digits.
const DIGITS: u16 = 5;
/// Columns of the largest number at one cell a block: a date.
const DATE: u16 = 65;
/// Columns of a line that is read with ease.
const LONGEST_LINE: u16 = 110;

/// The places of a story in a room of at least [`NEEDED`], with `front` before the others. Where there is no number for
/// the back row, the caption has its place, and the title a row.
pub(super) fn stage_regions(area: Rect, front: Forward, has_figure: bool, firms: u16, ways_rows: u16) -> StageRegions {
    let mut rows = Rows(area);
    let mut places = StageRegions {
        bar: rows.top(1),
        title: NONE,
        figure: NONE,
        scale: 1,
        label: NONE,
        caption: NONE,
        rule: NONE,
        closing: NONE,
        panels: NOWHERE,
        charts: ChartRegions { frame: NOWHERE, charts: NONE, divider: NONE, table: NONE, lever: NONE },
        page: NONE,
        slider: NONE,
        note: NONE,
    };
    let wide = area.width >= 110 && area.height >= 30;
    let medium = area.width >= 66 && area.height >= 22;
    let inset = |area: Rect| Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if wide {
        // The number left, what is said of it right.
        places.scale = if area.width >= 2 * DATE + 50 && area.height >= 50 { 2 } else { 1 };
        let digits = DIGITS * places.scale;
        let airy = u16::from(area.height >= 36);
        rows.top(airy);
        let band = rows.top(digits + 4 + airy);
        places.title = inset(Rect { height: 1, ..band });
        let below = Rect { y: band.y + 2, height: band.height - 2, ..band };
        let left = DATE * places.scale;
        places.figure = Rect { x: band.x + 2, width: left, height: digits, ..below };
        places.label = Rect { y: below.y + digits + airy, height: 1, ..places.figure };
        let x = if has_figure { places.figure.right() + 3 } else { places.figure.x };
        places.caption = Rect { x, width: area.right().saturating_sub(x + 2).min(LONGEST_LINE), ..below };
    } else if medium && !has_figure {
        let band = rows.top(DIGITS + if area.height >= 28 { 5 } else { 4 });
        places.title = Rect { height: 1, ..band };
        places.caption = inset(Rect { y: band.y + 2, height: band.height - 2, ..band });
    } else if medium {
        let band = inset(rows.top(DIGITS));
        places.figure = Rect { x: band.x + 1, width: DATE.min(band.width - 1), ..band };
        let x = places.figure.right() + 2;
        places.label = Rect { x, width: band.right().saturating_sub(x), ..band };
        places.caption = inset(rows.top(if area.height >= 28 { 5 } else { 4 }));
    } else {
        places.scale = 0;
        let caption = if area.height >= 18 { 5 } else { 3 };
        if has_figure {
            places.figure = inset(rows.top(1));
            places.caption = inset(rows.top(caption));
        } else {
            places.caption = inset(rows.top(caption + 1));
        }
    }
    if !has_figure {
        (places.figure, places.label) = (NONE, NONE);
    }
    places.rule = rows.top(1);
    let bottom = rows.bottom(1);
    if wide {
        // The line between sliders and results ends on another.
        places.closing = rows.bottom(1);
    }
    // Where there is no room for the sliders, the one that moves has a row.
    let aside = front != Forward::Levers && (!wide || matches!(front, Forward::Charts | Forward::Page));
    let slider_columns = 46.min(bottom.width);
    places.slider = if aside { Rect { width: slider_columns, ..bottom } } else { NONE };
    places.note = Rect { x: places.slider.right().max(bottom.x), width: bottom.width - places.slider.width, ..bottom };
    if front == Forward::Charts {
        places.charts = ChartRegions { lever: places.slider, ..stage_charts(rows.0, places.rule, wide) };
        return places;
    }
    if front == Forward::Page {
        places.page = rows.0;
        let form = if wide { Form::Wide } else { Form::Medium };
        places.panels = Regions { form, ..NOWHERE };
        return places;
    }
    places.panels = if wide {
        stage_panels(rows.0, places.rule, front, firms, ways_rows)
    } else {
        let form = if medium { Form::Medium } else { Form::Narrow };
        let mut panels = Regions { form, ..NOWHERE };
        match front {
            Forward::Levers => panels.levers = rows.0,
            Forward::Ways => panels.ways = rows.0,
            Forward::Timeline | Forward::Charts | Forward::Page => panels.timeline = rows.0,
        }
        panels
    };
    places
}

/// Charts of the draws below a story's rule.
fn stage_charts(area: Rect, rule: Rect, wide: bool) -> ChartRegions {
    let frame = Regions { form: if wide { Form::Wide } else { Form::Medium }, top_rule: rule, ..NOWHERE };
    if !wide {
        return ChartRegions { frame, charts: area, divider: NONE, table: NONE, lever: NONE };
    }
    let (charts, divider, table) = split(area, area.width - 47);
    ChartRegions { frame, charts, divider, table, lever: NONE }
}

/// The sliders left, what is brought forward right.
fn stage_panels(area: Rect, rule: Rect, front: Forward, firms: u16, ways_rows: u16) -> Regions {
    let mut panels = Regions { form: Form::Wide, top_rule: rule, ..NOWHERE };
    let (levers, divider, right) = split(area, if area.width >= 160 { 62 } else { 48 });
    panels.levers = levers;
    panels.divider = divider;
    let mut right = Rows(right);
    let brief = 4 + firms;
    if front == Forward::Ways {
        if right.0.height > brief + ways_rows.saturating_sub(2) {
            let spare = right.0.height - brief - ways_rows.min(right.0.height - brief - 1) - 1;
            panels.timeline = right.top(brief + spare.min(firms + 1));
            panels.middle_rule = right.top(1);
        }
        panels.ways = right.0;
        return panels;
    }
    let room = right.0.height;
    let whole = [4 + 2 * firms + 1, 4 + 2 * firms, brief + 1].into_iter().find(|rows| *rows <= room).unwrap_or(room);
    panels.timeline = right.top(whole);
    // What is left shows the course of the stock, or the ways where they fit whole.
    if right.0.height > ways_rows + 9 {
        panels.margin = right.top((right.0.height - ways_rows - 1).min(18));
        panels.middle_rule = right.top(1);
        panels.ways = right.0;
    } else if right.0.height >= 8 {
        panels.margin = right.0;
    }
    panels
}
