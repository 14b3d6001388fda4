//! From the SVG that plotters writes to the SVG that a page can theme.

use crate::canvas::{GRAIN, TEXT_PX};
use crate::ink::Ink;

/// The shapes inside a drawing by plotters, without its `svg` element, in pixels and with classes.
pub(crate) fn restyled(drawing: &str) -> String {
    let mut written = String::with_capacity(drawing.len() / 2);
    for piece in drawing.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("plotters closes its tags");
        match tag {
            "/svg" => {}
            _ if tag.starts_with("svg ") => {}
            "/text" => written.push_str("</text>\n"),
            _ => {
                written.push_str(&restyled_tag(tag));
                written.push_str(text.trim());
                if tag.ends_with('/') {
                    written.push('\n');
                }
            }
        }
    }
    written
}

fn restyled_tag(tag: &str) -> String {
    let (body, end) = match tag.strip_suffix('/') {
        Some(body) => (body, "/>"),
        None => (tag, ">"),
    };
    let (name, mut attributes) = body.split_once(' ').unwrap_or((body, ""));
    let mut written = format!("<{name}");
    let mut classes = Vec::new();
    while let Some((attribute, after)) = attributes.split_once("=\"") {
        let (value, rest) = after.split_once('"').expect("plotters closes its quotes");
        attributes = rest.trim_start();
        match attribute {
            "font-family" => {}
            "opacity" | "stroke-width" if is_default(attribute, value) => {}
            "font-size" => {
                let size_px = pixels(value);
                if size_px != TEXT_PX {
                    written.push_str(&format!(" font-size=\"{size_px}\""));
                }
            }
            // The middle of digits and capitals, rather than of the small letters.
            "dy" if value == "0.5ex" => written.push_str(" dy=\"0.35em\""),
            "fill" | "stroke" => match Ink::of_hex(value) {
                Some(ink) => {
                    written.push_str(&format!(" {attribute}=\"{value}\""));
                    classes.push(format!("{}-{}", &attribute[..1], ink.name()));
                    if let (true, Some(dashes)) = (attribute == "stroke", ink.dashes()) {
                        written.push_str(&format!(" stroke-dasharray=\"{dashes}\""));
                    }
                }
                None if (name, attribute, value) == ("rect", "stroke", "none") => {}
                None => written.push_str(&format!(" {attribute}=\"{value}\"")),
            },
            "x" | "y" | "x1" | "y1" | "x2" | "y2" | "cx" | "cy" | "r" | "width" | "height" | "stroke-width" => {
                written.push_str(&format!(" {attribute}=\"{}\"", pixels(value)));
            }
            "points" => written.push_str(&format!(" points=\"{}\"", points(value))),
            _ => written.push_str(&format!(" {attribute}=\"{value}\"")),
        }
    }
    if !classes.is_empty() {
        written.push_str(&format!(" class=\"{}\"", classes.join(" ")));
    }
    written + end
}

fn is_default(attribute: &str, value: &str) -> bool {
    match attribute {
        "opacity" => value == "1",
        _ => pixels(value) == 1.0,
    }
}

/// Drawn units as pixels, to a tenth.
fn pixels(value: &str) -> f64 {
    let units: f64 = value.parse().expect("plotters writes lengths as numbers");
    units.round() / GRAIN
}

/// The points in pixels, without repetitions.
fn points(value: &str) -> String {
    let mut written: Vec<String> = Vec::new();
    for point in value.split_whitespace() {
        let (x, y) = point.split_once(',').expect("plotters writes points as pairs");
        let point = format!("{},{}", pixels(x), pixels(y));
        if written.last() != Some(&point) {
            written.push(point);
        }
    }
    written.join(" ")
}

#[cfg(test)]
mod tests {
    use super::restyled;

    #[test]
    fn lengths_become_pixels_and_colours_get_their_class() {
        let drawing = "<svg width=\"10\">\n\
            <polyline fill=\"none\" opacity=\"1\" stroke=\"#454C54\" stroke-width=\"20\" \
            points=\"0,0 5,10 5,10 \"/>\n\
            <text x=\"15\" y=\"20\" dy=\"0.5ex\" font-family=\"sans-serif\" \
            font-size=\"119.99999\" opacity=\"0.5\" fill=\"#57606A\">\na &lt; b\n</text>\n</svg>\n";
        assert_eq!(
            restyled(drawing),
            "<polyline fill=\"none\" stroke=\"#454C54\" stroke-dasharray=\"7 4\" \
            stroke-width=\"2\" points=\"0,0 0.5,1\" class=\"s-slate\"/>\n\
            <text x=\"1.5\" y=\"2\" dy=\"0.35em\" font-size=\"12\" opacity=\"0.5\" \
            fill=\"#57606A\" class=\"f-muted\">a &lt; b</text>\n"
        );
    }
}
