//! The colours, each with its light and its dark value and the style sheet that chooses.
//!
//! Figures are drawn in the light values, written as plain attributes, so that a figure taken out
//! of its page still shows. Beside each colour stands a class, and the style sheet gives the class
//! the value of the theme. The hues are those of Okabe and Ito, which people with the common colour
//! deficiencies tell apart; no figure relies on hue alone, dashes and shapes go with it.

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Words that matter, and what was observed.
    Text,
    /// Labels of axes, notes.
    Muted,
    /// Grid lines and frames.
    Grid,
    /// The page itself: halos and gaps.
    Paper,
    /// The first series, solid.
    Blue,
    /// The second series, dashed.
    Slate,
    /// The third series, dotted.
    Green,
    /// The fourth series, dash and dot.
    Purple,
    /// What a reader should not overlook: refused, missed, beyond capacity.
    Alert,
    /// The lowest and darkest layer of a stack.
    LayerOne,
    /// The second layer of a stack.
    LayerTwo,
    /// The third layer of a stack.
    LayerThree,
    /// The highest and lightest layer of a stack.
    LayerFour,
}

impl Ink {
    /// Every ink, in the order of the style sheet.
    pub(crate) const ALL: [Self; 13] = [
        Self::Text,
        Self::Muted,
        Self::Grid,
        Self::Paper,
        Self::Blue,
        Self::Slate,
        Self::Green,
        Self::Purple,
        Self::Alert,
        Self::LayerOne,
        Self::LayerTwo,
        Self::LayerThree,
        Self::LayerFour,
    ];

    /// The word in class names and variables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Muted => "muted",
            Self::Grid => "grid",
            Self::Paper => "paper",
            Self::Blue => "blue",
            Self::Slate => "slate",
            Self::Green => "green",
            Self::Purple => "purple",
            Self::Alert => "alert",
            Self::LayerOne => "layer1",
            Self::LayerTwo => "layer2",
            Self::LayerThree => "layer3",
            Self::LayerFour => "layer4",
        }
    }

    /// Red, green and blue on a light page. Unique, because drawings are read back by it.
    pub(crate) fn light(self) -> u32 {
        match self {
            Self::Text => 0x1F_23_28,
            Self::Muted => 0x57_60_6A,
            Self::Grid => 0xD9_DE_E3,
            Self::Paper => 0xFF_FF_FF,
            Self::Blue => 0x00_72_B2,
            Self::Slate => 0x45_4C_54,
            Self::Green => 0x00_9E_73,
            Self::Purple => 0xCC_79_A7,
            Self::Alert => 0xD5_5E_00,
            Self::LayerOne => 0x00_72_B3,
            Self::LayerTwo => 0x00_9E_74,
            Self::LayerThree => 0x56_B4_E9,
            Self::LayerFour => 0xF0_E4_42,
        }
    }

    /// Red, green and blue on a dark page.
    fn dark(self) -> u32 {
        match self {
            Self::Text => 0xE6_EA_EE,
            Self::Muted => 0xA4_AD_B7,
            Self::Grid => 0x36_3D_45,
            Self::Paper => 0x14_18_1C,
            Self::Blue => 0x4F_A9_E6,
            Self::Slate => 0xC3_CA_D2,
            Self::Green => 0x2D_BE_94,
            Self::Purple => 0xE3_9A_C6,
            Self::Alert => 0xFF_8C_42,
            Self::LayerOne => 0x1F_6F_B0,
            Self::LayerTwo => 0x12_A0_78,
            Self::LayerThree => 0x74_C3_EF,
            Self::LayerFour => 0xF2_E7_6B,
        }
    }

    /// The pattern of a line in this ink, in pixels; none for a solid line.
    pub(crate) fn dashes(self) -> Option<&'static str> {
        match self {
            Self::Slate => Some("7 4"),
            Self::Green => Some("2 3"),
            Self::Purple => Some("9 3 2 3"),
            Self::Text
            | Self::Muted
            | Self::Grid
            | Self::Paper
            | Self::Blue
            | Self::Alert
            | Self::LayerOne
            | Self::LayerTwo
            | Self::LayerThree
            | Self::LayerFour => None,
        }
    }

    /// The ink of the line with this index; the fifth looks like the first.
    pub(crate) fn of_line(index: usize) -> Self {
        [Self::Blue, Self::Slate, Self::Green, Self::Purple][index % 4]
    }

    /// The ink of the layer with this index, from dark at the bottom to light at the top.
    pub(crate) fn of_layer(index: usize) -> Self {
        [Self::LayerOne, Self::LayerTwo, Self::LayerThree, Self::LayerFour][index % 4]
    }

    /// The ink drawn in exactly this light colour, `#RRGGBB`.
    pub(crate) fn of_hex(hex: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ink| ink.hex() == hex)
    }

    /// The light colour as an attribute holds it.
    pub(crate) fn hex(self) -> String {
        format!("#{:06X}", self.light())
    }
}

/// The attributes for a shape filled with one ink and outlined with another.
pub(crate) fn painted(fill: Option<Ink>, stroke: Option<Ink>) -> String {
    let mut classes = Vec::new();
    let mut written = String::new();
    match fill {
        Some(ink) => {
            classes.push(format!("f-{}", ink.name()));
            written.push_str(&format!(" fill=\"{}\"", ink.hex()));
        }
        None => written.push_str(" fill=\"none\""),
    }
    if let Some(ink) = stroke {
        classes.push(format!("s-{}", ink.name()));
        written.push_str(&format!(" stroke=\"{}\"", ink.hex()));
        if let Some(dashes) = ink.dashes() {
            written.push_str(&format!(" stroke-dasharray=\"{dashes}\""));
        }
    }
    if !classes.is_empty() {
        written.push_str(&format!(" class=\"{}\"", classes.join(" ")));
    }
    written
}

/// The rules that give every class the colour of the theme; print is always light.
pub(crate) fn style_sheet() -> String {
    let variables = |value: fn(Ink) -> u32| {
        Ink::ALL.iter().fold(String::new(), |mut written, &ink| {
            written.push_str(&format!("--{}:#{:06X};", ink.name(), value(ink)));
            written
        })
    };
    let (light, dark) = (variables(Ink::light), variables(Ink::dark));
    let mut written = format!(
        ":root{{color-scheme:light dark;{light}}}\n\
         @media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    );
    // A halo of paper keeps words readable where a line runs below them.
    written.push_str(
        "svg.figure text{paint-order:stroke;stroke:var(--paper);stroke-width:3px;\
         stroke-linejoin:round}\n",
    );
    for ink in Ink::ALL {
        let name = ink.name();
        written.push_str(&format!(".f-{name}{{fill:var(--{name})}}.s-{name}{{stroke:var(--{name})}}\n"));
    }
    written
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Ink, style_sheet};

    #[test]
    fn every_ink_has_its_own_light_colour() {
        let colours: BTreeSet<u32> = Ink::ALL.iter().map(|ink| ink.light()).collect();
        assert_eq!(colours.len(), Ink::ALL.len());
        for ink in Ink::ALL {
            assert_eq!(Ink::of_hex(&ink.hex()), Some(ink));
        }
    }

    #[test]
    fn every_variable_is_defined_for_light_and_for_dark() {
        for ink in Ink::ALL {
            let definition = format!("--{}:#", ink.name());
            assert_eq!(style_sheet().matches(&definition).count(), 2, "{ink:?}");
        }
    }
}
