//! A sheet to draw on, in pixels and inks.
//!
//! Plotters' SVG backend knows whole pixels and fixed colours. So everything is drawn ten times too
//! large in the light colours of [`Ink`], and [`restyled`] afterwards: lengths are divided by ten,
//! and every colour gets the class by which the page's style sheet can change it.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, ShapeStyle, TextStyle};

use crate::ink::Ink;
use crate::markup::escaped;
use crate::restyle::restyled;

/// Drawn units to a pixel.
pub(crate) const GRAIN: f64 = 10.0;
/// The size of ordinary text, in pixels.
pub(crate) const TEXT_PX: f64 = 13.0;
/// The size of labels on axes, in pixels.
pub(crate) const LABEL_PX: f64 = 12.0;
/// How strongly a band is filled.
pub(crate) const BAND_OPACITY: f64 = 0.2;
/// What plotters' SVG backend divides the size of a font by.
const FONT_RATIO: f64 = 1.24;
/// Why a drawing never fails.
pub(crate) const IN_MEMORY: &str = "drawing into a string cannot fail";

/// Plotters' drawing area over a string.
pub(crate) type Area<'text> = DrawingArea<SVGBackend<'text>, Shift>;
/// A place on the sheet, in pixels from its upper left corner.
pub(crate) type Place = (f64, f64);

/// Which side of its place a text stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A small shape at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Disc,
    Ring,
    Diamond,
    Triangle,
    Tick,
    Cross,
}

/// Draws on one sheet.
pub(crate) struct Pen<'text> {
    area: Area<'text>,
}

/// An SVG document of this size, with a title and a description for those who cannot see it.
pub(crate) fn document((width_px, height_px): (f64, f64), title: &str, description: &str, shapes: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" role=\"img\" \
         width=\"{width_px}\" height=\"{height_px}\" viewBox=\"0 0 {width_px} {height_px}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"{TEXT_PX}\">\n\
         <title>{}</title>\n<desc>{}</desc>\n{shapes}</svg>\n",
        escaped(title),
        escaped(description),
    )
}

/// The shapes that the function draws on a sheet of this size.
pub(crate) fn drawn((width_px, height_px): (f64, f64), draw: impl FnOnce(&Pen<'_>)) -> String {
    let mut text = String::new();
    let size = (grains(width_px) as u32, grains(height_px) as u32);
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        let pen = Pen { area };
        draw(&pen);
        pen.area.present().expect(IN_MEMORY);
    }
    restyled(&text)
}

/// Pixels in drawn units.
pub(crate) fn grains(length_px: f64) -> i32 {
    (length_px * GRAIN).round() as i32
}

/// The style of a line, for plotters.
pub(crate) fn stroke(ink: Ink, width_px: f64) -> ShapeStyle {
    colour(ink).stroke_width(grains(width_px) as u32)
}

/// The style of a text, for plotters.
pub(crate) fn lettering(ink: Ink, size_px: f64) -> TextStyle<'static> {
    ("sans-serif", size_px * GRAIN * FONT_RATIO).into_font().color(&colour(ink))
}

/// About how wide a text is, rather too wide than too narrow: the reader's font is not known.
pub(crate) fn text_width(text: &str, size_px: f64) -> f64 {
    let ems: f64 = text
        .chars()
        .map(|character| match character {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '\u{202f}' => 0.32,
            'f' | 'r' | 't' | '(' | ')' | '[' | ']' | ' ' | '\u{a0}' | '-' => 0.4,
            'm' | 'w' | 'M' | 'W' | '%' => 0.95,
            'A'..='Z' => 0.7,
            _ => 0.6,
        })
        .sum();
    ems * size_px
}

/// The words in as few lines as fit the width.
pub(crate) fn wrapped(text: &str, size_px: f64, width_px: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line} {word}"), size_px) <= width_px => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}

fn colour(ink: Ink) -> RGBColor {
    let [_, red, green, blue] = ink.light().to_be_bytes();
    RGBColor(red, green, blue)
}

fn unit((x, y): Place) -> (i32, i32) {
    (grains(x), grains(y))
}

impl<'text> Pen<'text> {
    /// The area for plotters' own charts.
    pub(crate) fn area(&self) -> &Area<'text> {
        &self.area
    }

    /// A line through the places.
    pub(crate) fn line(&self, places: &[Place], ink: Ink, width_px: f64) {
        let units: Vec<_> = places.iter().copied().map(unit).collect();
        self.area.draw(&PathElement::new(units, stroke(ink, width_px))).expect(IN_MEMORY);
    }

    /// A filled outline through the places; `opacity` from 0 to 1.
    pub(crate) fn fill(&self, places: &[Place], ink: Ink, opacity: f64) {
        let units: Vec<_> = places.iter().copied().map(unit).collect();
        self.area.draw(&Polygon::new(units, colour(ink).mix(opacity).filled())).expect(IN_MEMORY);
    }

    /// The band between an upper and a lower edge; a narrow bar where the edges are single places.
    pub(crate) fn band(&self, upper: &[Place], lower: &[Place], ink: Ink) {
        if let (&[(x, top)], &[(_, bottom)]) = (upper, lower) {
            self.rectangle((x - 2.0, top), (x + 2.0, bottom), ink, BAND_OPACITY);
        } else {
            let outline: Vec<Place> = upper.iter().chain(lower.iter().rev()).copied().collect();
            self.fill(&outline, ink, BAND_OPACITY);
        }
    }

    /// A filled rectangle between two opposite corners.
    pub(crate) fn rectangle(&self, corner: Place, opposite: Place, ink: Ink, opacity: f64) {
        let corners = [unit(corner), unit(opposite)];
        self.area.draw(&Rectangle::new(corners, colour(ink).mix(opacity).filled())).expect(IN_MEMORY);
    }

    /// A text whose middle line goes through the place.
    pub(crate) fn text(&self, text: &str, place: Place, anchor: Anchor, ink: Ink, size_px: f64) {
        let side = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = lettering(ink, size_px).pos(Pos::new(side, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), unit(place), style)).expect(IN_MEMORY);
    }

    /// A small shape around the place.
    pub(crate) fn mark(&self, mark: Mark, (x, y): Place, ink: Ink) {
        match mark {
            Mark::Disc => self.circle((x, y), 3.5, colour(ink).filled()),
            Mark::Ring => {
                self.circle((x, y), 4.0, colour(Ink::Paper).filled());
                self.circle((x, y), 4.0, stroke(ink, 1.6));
            }
            Mark::Diamond => {
                let places = [(x, y - 5.5), (x + 5.5, y), (x, y + 5.5), (x - 5.5, y)];
                self.fill(&places, ink, 1.0);
            }
            Mark::Triangle => {
                let places = [(x - 4.5, y - 7.0), (x + 4.5, y - 7.0), (x, y + 1.0)];
                self.fill(&places, ink, 1.0);
            }
            Mark::Tick => self.line(&[(x, y - 6.0), (x, y + 6.0)], ink, 1.6),
            Mark::Cross => {
                self.line(&[(x - 4.0, y - 4.0), (x + 4.0, y + 4.0)], ink, 1.8);
                self.line(&[(x - 4.0, y + 4.0), (x + 4.0, y - 4.0)], ink, 1.8);
            }
        }
    }

    fn circle(&self, place: Place, radius_px: f64, style: ShapeStyle) {
        self.area.draw(&Circle::new(unit(place), grains(radius_px), style)).expect(IN_MEMORY);
    }
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn words_go_to_the_next_line_where_the_width_ends() {
        let words = "% of accepted conversations answered";
        assert_eq!(wrapped(words, 12.0, 400.0), [words]);
        assert_eq!(wrapped(words, 12.0, 120.0), ["% of accepted", "conversations", "answered"]);
        assert_eq!(wrapped("", 12.0, 120.0), Vec::<String>::new());
    }
}
