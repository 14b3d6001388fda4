//! Tables of typed cells: numbers are aligned and written in one way everywhere.

use crate::markup::escaped;
use crate::number::{
    Estimate, TimeOfDay, amount, amount_interval, count, percent, percent_interval, seconds, seconds_interval,
};

/// A table of more rows is shown in a box that scrolls, and says so.
const ROWS_WHOLE_MAX: usize = 60;
/// A table of more rows may be printed on two pages.
const ROWS_TOGETHER_MAX: usize = 16;
/// A table of more columns does not fit a phone, and says so there.
const COLUMNS_PHONE_MAX: usize = 4;

/// A table with one row for each thing and one column for each quantity.
///
/// Invariant: every row has as many cells as there are columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    total: Option<Vec<Cell>>,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    name: String,
    definition: Option<String>,
}

/// What stands in one place of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number already written, where the decimals depend on more than itself.
    Written(String),
    /// A time of the day, `HH:MM`.
    Time(TimeOfDay),
    /// How many.
    Count(u64),
    /// An amount with its interval, and the decimals to write.
    Amount(Estimate, usize),
    /// A share from 0 to 1 with its interval, written in percent.
    Percent(Estimate),
    /// A duration in seconds with its interval.
    Seconds(Estimate),
    /// Nothing to say, such as a rate without a denominator.
    Nothing,
}

impl Column {
    /// A column with a name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), definition: None }
    }

    /// A column with its definition under the name: "accepted ÷ offered".
    pub fn defined(name: impl Into<String>, definition: impl Into<String>) -> Self {
        Self { name: name.into(), definition: Some(definition.into()) }
    }
}

impl Cell {
    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// The estimate as a share, or nothing.
    pub fn percent(share: Option<Estimate>) -> Self {
        share.map_or(Self::Nothing, Self::Percent)
    }

    /// The estimate as a duration in seconds, or nothing.
    pub fn seconds(duration_s: Option<Estimate>) -> Self {
        duration_s.map_or(Self::Nothing, Self::Seconds)
    }

    /// The cell's content as HTML.
    pub(crate) fn html(&self) -> String {
        match self {
            Self::Text(words) | Self::Written(words) => escaped(words),
            Self::Time(time) => time.to_string(),
            Self::Count(number) => count(*number),
            Self::Amount(estimate, decimals) => {
                with_interval(&amount(estimate.value, *decimals), amount_interval(*estimate, *decimals))
            }
            Self::Percent(share) => with_interval(&percent(share.value), percent_interval(*share)),
            Self::Seconds(duration) => with_interval(&seconds(duration.value), seconds_interval(*duration)),
            Self::Nothing => "<span class=\"none\">–</span>".to_owned(),
        }
    }

    fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}

impl Table {
    /// A table without rows.
    pub fn new(caption: impl Into<String>, columns: impl IntoIterator<Item = Column>) -> Self {
        Self { caption: caption.into(), columns: columns.into_iter().collect(), rows: Vec::new(), total: None }
    }

    /// The table with one more row.
    pub fn row(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        let cells = self.checked(cells);
        self.rows.push(cells);
        self
    }

    /// The table with a last row that sums it up.
    pub fn total(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.total = Some(self.checked(cells));
        self
    }

    fn checked(&self, cells: impl IntoIterator<Item = Cell>) -> Vec<Cell> {
        let cells: Vec<Cell> = cells.into_iter().collect();
        assert_eq!(cells.len(), self.columns.len(), "a row of `{}` has a cell for each column", self.caption);
        cells
    }

    /// The table as HTML, with its number in front of the caption.
    pub(crate) fn html(&self, number: usize) -> String {
        let caption = escaped(&self.caption);
        let (class, hints) = self.hints();
        let mut written = format!(
            "<figure class=\"{class}\">\n<figcaption><b>Table {number}.</b> {caption}{hints}</figcaption>\n\
             <div class=\"scroll\" role=\"region\" aria-label=\"Table {number}: {caption}\" \
             tabindex=\"0\">\n<table>\n<thead>\n<tr>"
        );
        for (index, column) in self.columns.iter().enumerate() {
            let definition = column
                .definition
                .as_ref()
                .map_or(String::new(), |definition| format!(" <small>{}</small>", escaped(definition)));
            written.push_str(&format!(
                "<th scope=\"col\"{}>{}{definition}</th>",
                self.alignment(index),
                escaped(&column.name),
            ));
        }
        written.push_str("</tr>\n</thead>\n<tbody>\n");
        for row in &self.rows {
            written.push_str(&self.row_html(row));
        }
        written.push_str("</tbody>\n");
        if let Some(total) = &self.total {
            written.push_str(&format!("<tfoot>\n{}</tfoot>\n", self.row_html(total)));
        }
        written.push_str("</table>\n</div>\n</figure>\n");
        written
    }

    /// The class of the figure, and what the caption says of rows and columns that are out of sight.
    fn hints(&self) -> (&'static str, String) {
        let rows = self.rows.len() + usize::from(self.total.is_some());
        let mut hints = String::new();
        if rows > ROWS_WHOLE_MAX {
            hints.push_str(&format!(
                " <span class=\"hint\">{rows} rows: scroll inside the table for all of them.</span>"
            ));
        }
        if self.columns.len() > COLUMNS_PHONE_MAX {
            hints.push_str(&format!(
                " <span class=\"hint sideways\">{} columns: scroll the table sideways for all of them.</span>",
                self.columns.len()
            ));
        }
        let class = match rows {
            rows if rows > ROWS_WHOLE_MAX => "table long",
            rows if rows > ROWS_TOGETHER_MAX => "table",
            _ => "table short",
        };
        (class, hints)
    }

    fn row_html(&self, row: &[Cell]) -> String {
        let cells: String = row
            .iter()
            .enumerate()
            .map(|(index, cell)| {
                let (content, alignment) = (cell.html(), self.alignment(index));
                match index {
                    0 => format!("<th scope=\"row\"{alignment}>{content}</th>"),
                    _ => format!("<td{alignment}>{content}</td>"),
                }
            })
            .collect();
        format!("<tr>{cells}</tr>\n")
    }

    /// The class of a column: words stand left, and so does what names the row; numbers stand right.
    fn alignment(&self, index: usize) -> &'static str {
        let holds_words = match self.rows.first() {
            Some(row) => row[index].is_text(),
            None => false,
        };
        if index == 0 || holds_words { " class=\"words\"" } else { "" }
    }
}

fn with_interval(value: &str, interval: Option<String>) -> String {
    match interval {
        Some(interval) => format!("{value} <span class=\"interval\">{interval}</span>"),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Column, Table};
    use crate::number::{Estimate, TimeOfDay};

    #[test]
    fn cells_are_written_by_their_type() {
        let table = Table::new(
            "Calls & chats",
            [
                Column::new("Channel"),
                Column::new("From"),
                Column::new("Offered"),
                Column::defined("Abandoned rate", "abandoned ÷ offered"),
                Column::new("Wait"),
                Column::new("Busy"),
            ],
        )
        .row([
            Cell::text("<voice>"),
            Cell::Time(TimeOfDay::at(8, 0)),
            Cell::Count(1204),
            Cell::Percent(Estimate::between(0.041, 0.03, 0.052)),
            Cell::Seconds(Estimate::exact(12.4)),
            Cell::Amount(Estimate::exact(7.25), 1),
        ])
        .total([
            Cell::text("all"),
            Cell::Nothing,
            Cell::Count(1204),
            Cell::Nothing,
            Cell::Nothing,
            Cell::Nothing,
        ]);
        let none = "<span class=\"none\">–</span>";
        assert_eq!(
            table.html(2),
            format!(
                "<figure class=\"table short\">\n\
                 <figcaption><b>Table 2.</b> Calls &amp; chats <span class=\"hint sideways\">6 columns: scroll \
                 the table sideways for all of them.</span></figcaption>\n\
                 <div class=\"scroll\" role=\"region\" aria-label=\"Table 2: Calls &amp; chats\" \
                 tabindex=\"0\">\n<table>\n<thead>\n\
                 <tr><th scope=\"col\" class=\"words\">Channel</th><th scope=\"col\">From</th>\
                 <th scope=\"col\">Offered</th><th scope=\"col\">Abandoned rate \
                 <small>abandoned ÷ offered</small></th><th scope=\"col\">Wait</th>\
                 <th scope=\"col\">Busy</th></tr>\n</thead>\n<tbody>\n\
                 <tr><th scope=\"row\" class=\"words\">&lt;voice&gt;</th><td>08:00</td>\
                 <td>1\u{202f}204</td>\
                 <td>4.1\u{a0}% <span class=\"interval\">[3.0, 5.2]</span></td>\
                 <td>12.4\u{a0}s</td><td>7.2</td></tr>\n</tbody>\n<tfoot>\n\
                 <tr><th scope=\"row\" class=\"words\">all</th><td>{none}</td>\
                 <td>1\u{202f}204</td><td>{none}</td><td>{none}</td><td>{none}</td></tr>\n\
                 </tfoot>\n</table>\n</div>\n</figure>\n"
            )
        );
    }

    /// The caption, up to its end.
    fn caption(table: &Table) -> String {
        let html = table.html(1);
        html.split("</figcaption>").next().map(str::to_owned).unwrap_or_default()
    }

    #[test]
    fn a_table_with_rows_or_columns_out_of_sight_says_so() {
        let columns = |number: usize| (0..number).map(|index| Column::new(index.to_string()));
        let table = |rows: usize, number: usize| {
            let cells = || (0..number).map(|_| Cell::Count(1));
            (0..rows).fold(Table::new("t", columns(number)), |table, _| table.row(cells())).total(cells())
        };
        let head = "<figcaption><b>Table 1.</b> t";
        assert_eq!(caption(&table(59, 4)), format!("<figure class=\"table\">\n{head}"));
        assert_eq!(
            caption(&table(60, 5)),
            format!(
                "<figure class=\"table long\">\n{head} <span class=\"hint\">61 rows: scroll inside the table for all \
                 of them.</span> <span class=\"hint sideways\">5 columns: scroll the table sideways for all of \
                 them.</span>"
            )
        );
    }

    #[test]
    #[should_panic(expected = "a row of `short` has a cell for each column")]
    fn a_row_with_a_cell_too_few_is_our_own_mistake() {
        let _ = Table::new("short", [Column::new("a"), Column::new("b")]).row([Cell::Count(1)]);
    }
}
