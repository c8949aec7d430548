//! The command line of transport and automation.

use crate::param::lane::Shape;
use clap::Subcommand;

/// What the transport does.
#[derive(Debug, Subcommand)]
pub enum TransportCommand {
    /// Print where it stands, the loop and the markers
    Show,
    /// Play from where it stands
    Play,
    /// Stop where it is
    Stop,
    /// Go to a time or a marker: headroom transport locate 0:01:30
    Locate {
        /// A marker's name; or seconds, 1:30, 0:01:30.5, 0:01:30:12, or bar|beat
        place: String,
    },
    /// Play from one place to another again and again; on or off: turn the loop on or off
    Loop {
        /// Where it begins: a time or a marker; or on, or off
        from: String,
        /// Where it goes back
        to: Option<String>,
    },
    /// Drop a marker; one of that name moves
    Mark {
        /// The marker's name
        marker: String,
        /// A time instead of where the transport is
        #[arg(long)]
        at: Option<String>,
    },
    /// Remove a marker
    Unmark {
        /// The marker's name
        marker: String,
    },
}

/// What to do with automation.
#[derive(Debug, Subcommand)]
pub enum AutomationCommand {
    /// List the parameters that are automated
    List,
    /// Print the points of a lane
    Show {
        /// The parameter
        path: String,
    },
    /// Draw a point: headroom automation point ch/1/fader 0:01:30 -5dB
    Point {
        /// The parameter
        path: String,
        /// The time, or a marker's name
        at: String,
        /// The value
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// How it goes on: hold, ramp, slow, fast or smooth
        #[arg(long, value_parser = shape)]
        shape: Option<Shape>,
    },
    /// Remove the points from one time to another
    Cut {
        /// The parameter
        path: String,
        /// The time, or a marker's name
        from: String,
        /// The time, or a marker's name
        to: String,
    },
    /// Lay a stretch of a lane down again at another time
    Repeat {
        /// The parameter
        path: String,
        /// Where it begins: a time, or a marker's name
        from: String,
        /// Where it ends
        to: String,
        /// Where it goes
        at: String,
    },
    /// Copy a lane to a parameter of the same range
    Copy {
        /// The parameter whose lane it is
        from: String,
        /// The parameter that gets it
        to: String,
    },
    /// Remove a lane
    Clear {
        /// The parameter
        path: String,
    },
}

fn shape(word: &str) -> Result<Shape, String> {
    let words = Shape::ALL.map(Shape::word).join(", ");
    Shape::of_word(word).ok_or_else(|| format!("allowed: {words}"))
}
