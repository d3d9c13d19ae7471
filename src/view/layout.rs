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

/// Smallest room in which the panels stand.
pub(super) const NEEDED: (u16, u16) = (40, 12);

/// The first line shown of a list of `total` in so many rows, if line `at` is to stand `above` rows below the top: as
/// near to that as leaves no row empty.
pub(super) fn first_row(at: usize, above: usize, rows: usize, total: usize) -> usize {
    at.saturating_sub(above.min(rows.saturating_sub(1))).min(total.saturating_sub(rows))
}

/// Takes rows off an area, from the top or the bottom.
struct Rows(Rect);

impl Rows {
    fn top(&mut self, rows: u16) -> Rect {
        let rows = rows.min(self.0.height);
        let taken = Rect { height: rows, ..self.0 };
        self.0 = Rect { y: self.0.y + rows, height: self.0.height - rows, ..self.0 };
        taken
    }

    fn bottom(&mut self, rows: u16) -> Rect {
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
        let lever_columns = if much_room { 62 } else { 48 };
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
