//! A report: one question, its answer, what shows it, how it was made, and where it ends.

use crate::figure::{Figure, Width};
use crate::ink::style_sheet;
use crate::markup::escaped;
use crate::table::{Cell, Table};

const PAGE_STYLE: &str = include_str!("page.css");

/// A page in one file: no script, nothing loaded from elsewhere, light and dark and print.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    question: String,
    answer: Vec<String>,
    facts: Vec<Fact>,
    sections: Vec<Section>,
    made: Provenance,
    limits: Vec<String>,
}

/// A number that answers, with its name.
#[derive(Clone, Debug, PartialEq)]
struct Fact {
    name: String,
    value: Cell,
    note: String,
}

/// One thing to look at: words, figures, tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    heading: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Words(String),
    Figure(Picture),
    Table(Table),
    Code(String),
    List(Vec<String>),
}

/// A figure drawn for both widths.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Picture {
    wide: String,
    narrow: String,
    caption: String,
}

/// How a report was made, so that somebody else can make it again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The scenario or the log.
    pub scenario: String,
    /// The seed of the random streams; none if nothing was random.
    pub seed: Option<u64>,
    /// The version of the tool.
    pub version: String,
    /// The command line that makes the same page again.
    pub command: String,
    /// What else matters: replications, warm-up, the policy. Name and value.
    pub more: Vec<(String, String)>,
}

impl Section {
    /// A section without content.
    pub fn new(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), parts: Vec::new() }
    }

    /// The section with one more paragraph.
    pub fn words(mut self, paragraph: impl Into<String>) -> Self {
        self.parts.push(Part::Words(paragraph.into()));
        self
    }

    /// The section with one more figure; the caption says what to see in it.
    pub fn figure(mut self, figure: &dyn Figure, caption: impl Into<String>) -> Self {
        self.parts.push(Part::Figure(Picture {
            wide: figure.svg(Width::Wide),
            narrow: figure.svg(Width::Narrow),
            caption: caption.into(),
        }));
        self
    }

    /// The section with one more table.
    pub fn table(mut self, table: Table) -> Self {
        self.parts.push(Part::Table(table));
        self
    }

    /// The section with text to copy: a command, a patch.
    pub fn code(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Code(text.into()));
        self
    }

    /// The section with a list.
    pub fn list(mut self, entries: impl IntoIterator<Item = String>) -> Self {
        self.parts.push(Part::List(entries.into_iter().collect()));
        self
    }
}

impl Page {
    /// A page that asks a question and answers it in a sentence.
    pub fn new(question: impl Into<String>, answer: impl Into<String>, made: Provenance) -> Self {
        Self {
            question: question.into(),
            answer: vec![answer.into()],
            facts: Vec::new(),
            sections: Vec::new(),
            made,
            limits: Vec::new(),
        }
    }

    /// The page with one more paragraph of the answer.
    pub fn answer(mut self, paragraph: impl Into<String>) -> Self {
        self.answer.push(paragraph.into());
        self
    }

    /// The page with one more number under the answer; the note holds its denominator.
    pub fn fact(mut self, name: impl Into<String>, value: Cell, note: impl Into<String>) -> Self {
        self.facts.push(Fact { name: name.into(), value, note: note.into() });
        self
    }

    /// The page with one more section.
    pub fn section(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    /// The page with one more thing that it does not say.
    pub fn limit(mut self, limit: impl Into<String>) -> Self {
        self.limits.push(limit.into());
        self
    }

    /// The page as the text of an HTML file.
    pub fn html(&self) -> String {
        let mut written = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{0}</title>\n<style>\n{1}{PAGE_STYLE}</style>\n</head>\n<body>\n<main>\n\
             <h1>{0}</h1>\n",
            escaped(&self.question),
            style_sheet(),
        );
        for paragraph in &self.answer {
            written.push_str(&format!("<p class=\"answer\">{}</p>\n", escaped(paragraph)));
        }
        written.push_str(&self.facts_html());
        let (mut figures, mut tables) = (0, 0);
        for section in &self.sections {
            written.push_str(&format!("<section>\n<h2>{}</h2>\n", escaped(&section.heading)));
            for part in &section.parts {
                written.push_str(&match part {
                    Part::Words(words) => format!("<p>{}</p>\n", escaped(words)),
                    Part::Figure(picture) => {
                        figures += 1;
                        picture.html(figures)
                    }
                    Part::Table(table) => {
                        tables += 1;
                        table.html(tables)
                    }
                    Part::Code(text) => format!("<pre><code>{}</code></pre>\n", escaped(text)),
                    Part::List(entries) => listed(entries),
                });
            }
            written.push_str("</section>\n");
        }
        written.push_str(&self.made.html());
        if !self.limits.is_empty() {
            written.push_str(&format!("<section>\n<h2>Limits</h2>\n{}</section>\n", listed(&self.limits)));
        }
        written.push_str("</main>\n</body>\n</html>\n");
        written
    }

    fn facts_html(&self) -> String {
        if self.facts.is_empty() {
            return String::new();
        }
        let facts: String = self
            .facts
            .iter()
            .map(|fact| {
                let note = if fact.note.is_empty() {
                    String::new()
                } else {
                    format!("<dd class=\"note\">{}</dd>", escaped(&fact.note))
                };
                format!(
                    "<div><dt>{}</dt><dd class=\"value\">{}</dd>{note}</div>\n",
                    escaped(&fact.name),
                    fact.value.html(),
                )
            })
            .collect();
        format!("<dl class=\"facts\">\n{facts}</dl>\n")
    }
}

fn listed(entries: &[String]) -> String {
    let entries: String = entries.iter().map(|entry| format!("<li>{}</li>\n", escaped(entry))).collect();
    format!("<ul>\n{entries}</ul>\n")
}

impl Picture {
    fn html(&self, number: usize) -> String {
        format!(
            "<figure>\n<div class=\"wide\">\n{}</div>\n<div class=\"narrow\">\n{}</div>\n\
             <figcaption><b>Figure {number}.</b> {}</figcaption>\n</figure>\n",
            self.wide,
            self.narrow,
            escaped(&self.caption),
        )
    }
}

impl Provenance {
    fn html(&self) -> String {
        let mut entries = vec![("Source", self.scenario.clone())];
        if let Some(seed) = self.seed {
            entries.push(("Seed", seed.to_string()));
        }
        entries.push(("Version", self.version.clone()));
        for (name, value) in &self.more {
            entries.push((name, value.clone()));
        }
        let entries: String = entries
            .iter()
            .map(|(name, value)| format!("<dt>{}</dt><dd>{}</dd>\n", escaped(name), escaped(value)))
            .collect();
        format!(
            "<section>\n<h2>How it was made</h2>\n<dl class=\"made\">\n{entries}</dl>\n\
             <p>The same page comes from:</p>\n<pre><code>{}</code></pre>\n</section>\n",
            escaped(&self.command),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{PAGE_STYLE, Page, Provenance, Section};
    use crate::figure::tests::{SHARP, one_of_each};
    use crate::figure::{Figure, StateDiagram, Width};
    use crate::ink::style_sheet;
    use crate::markup::tests::first_fault;
    use crate::number::Estimate;
    use crate::table::{Cell, Column, Table};

    fn full_page() -> Page {
        let mut section = Section::new(SHARP).words(SHARP);
        for figure in one_of_each(49) {
            section = section.figure(&*figure, SHARP);
        }
        let table = Table::new(SHARP, [Column::defined(SHARP, SHARP)]).row([Cell::text(SHARP)]);
        Page::new(
            SHARP,
            SHARP,
            Provenance {
                scenario: SHARP.to_owned(),
                seed: Some(7),
                version: SHARP.to_owned(),
                command: SHARP.to_owned(),
                more: vec![(SHARP.to_owned(), SHARP.to_owned())],
            },
        )
        .answer(SHARP)
        .fact(SHARP, Cell::Percent(Estimate::exact(0.5)), SHARP)
        .section(section.table(table).code(SHARP).list([SHARP.to_owned()]))
        .limit(SHARP)
    }

    /// What stands between an opening and a closing text, each time.
    fn between<'page>(page: &'page str, opening: &str, closing: &str) -> BTreeSet<&'page str> {
        page.split(opening).skip(1).filter_map(|after| after.split(closing).next()).collect()
    }

    #[test]
    fn a_page_tells_its_story_in_order() {
        let figure = StateDiagram { title: "Chart".to_owned(), transitions: Vec::new() };
        let page = Page::new(
            "Enough agents?",
            "Yes.",
            Provenance {
                scenario: "launch-day".to_owned(),
                seed: Some(42),
                version: "0.1.0".to_owned(),
                command: "switchboard simulate --seed 42".to_owned(),
                more: vec![("Replications".to_owned(), "20".to_owned())],
            },
        )
        .fact("Offered", Cell::Count(1204), "all channels")
        .section(
            Section::new("Where do they go?")
                .words("Home & away.")
                .figure(&figure, "Nowhere.")
                .table(Table::new("Counts", [Column::new("State")])),
        )
        .limit("One day only.");
        let style = style_sheet();
        let (wide, narrow) = (figure.svg(Width::Wide), figure.svg(Width::Narrow));
        assert_eq!(
            page.html(),
            format!(
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
                 <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
                 <title>Enough agents?</title>\n<style>\n{style}{PAGE_STYLE}</style>\n</head>\n\
                 <body>\n<main>\n<h1>Enough agents?</h1>\n<p class=\"answer\">Yes.</p>\n\
                 <dl class=\"facts\">\n<div><dt>Offered</dt>\
                 <dd class=\"value\">1\u{202f}204</dd><dd class=\"note\">all channels</dd></div>\n\
                 </dl>\n<section>\n<h2>Where do they go?</h2>\n<p>Home &amp; away.</p>\n\
                 <figure>\n<div class=\"wide\">\n{wide}</div>\n<div class=\"narrow\">\n{narrow}\
                 </div>\n<figcaption><b>Figure 1.</b> Nowhere.</figcaption>\n</figure>\n\
                 <figure class=\"table short\">\n<figcaption><b>Table 1.</b> Counts</figcaption>\n\
                 <div class=\"scroll\" role=\"region\" aria-label=\"Table 1: Counts\" \
                 tabindex=\"0\">\n<table>\n<thead>\n\
                 <tr><th scope=\"col\" class=\"words\">State</th></tr>\n</thead>\n<tbody>\n\
                 </tbody>\n</table>\n</div>\n</figure>\n</section>\n\
                 <section>\n<h2>How it was made</h2>\n<dl class=\"made\">\n\
                 <dt>Source</dt><dd>launch-day</dd>\n<dt>Seed</dt><dd>42</dd>\n\
                 <dt>Version</dt><dd>0.1.0</dd>\n<dt>Replications</dt><dd>20</dd>\n</dl>\n\
                 <p>The same page comes from:</p>\n\
                 <pre><code>switchboard simulate --seed 42</code></pre>\n</section>\n\
                 <section>\n<h2>Limits</h2>\n<ul>\n<li>One day only.</li>\n</ul>\n</section>\n\
                 </main>\n</body>\n</html>\n"
            )
        );
    }

    #[test]
    fn a_page_is_well_formed_whatever_the_words() {
        assert_eq!(first_fault(&full_page().html()), None);
        assert_eq!(first_fault(&Page::new("", "", Provenance::default()).html()), None);
    }

    #[test]
    fn the_same_page_gives_the_same_bytes() {
        assert_eq!(full_page().html(), full_page().html());
    }

    #[test]
    fn every_variable_and_every_class_of_a_drawing_is_defined_by_the_page() {
        let page = full_page().html();
        for variable in between(&page, "var(", ")") {
            assert!(page.contains(&format!("{variable}:#")), "{variable}");
        }
        let (_, body) = page.split_once("</style>").expect("a page has a style");
        for class in between(body, "class=\"", "\"").into_iter().flat_map(str::split_whitespace) {
            assert!(page.contains(&format!(".{class}")), "{class}");
        }
    }

    /// A browser repeats the foot of a table at the end of every printed page, which is wrong for a total.
    #[test]
    fn in_print_a_total_stands_once_and_nothing_is_cut() {
        let (_, print) = PAGE_STYLE.split_once("@media print{").expect("the style has rules for print");
        for rule in [
            "tfoot{display:table-row-group}",
            "figure:not(.table),.short,figcaption,tr,li,.facts div{break-inside:avoid}",
            ".scroll,.long .scroll{max-height:none;overflow:visible;background:none}",
        ] {
            assert!(print.contains(rule), "{rule}");
        }
    }

    #[test]
    fn a_page_needs_nothing_from_elsewhere() {
        let page = full_page().html();
        for foreign in ["<script", "<link", "<img", "src=", "href=", "url(", "@import", "onload"] {
            assert!(!page.contains(foreign), "{foreign}");
        }
    }
}
