//! The page of automation: what it shows, and what its keys ask.

use super::*;
use headroom::control::feed::{TimelineView, TransportStatus};
use headroom::control::intent::{LaneOrder, TransportOrder};
use headroom::param::lane::{Lane, Point, Shape};
use headroom::param::timeline::{Loop, Marker};

fn point(at: u64, value: f32, shape: Shape) -> Point {
    Point {
        at,
        value: Plain(value),
        shape,
    }
}

fn fader() -> ParamAddr {
    NodeId::strip(1).fader()
}

/// Two lanes, two markers, and the transport in the middle.
pub fn timeline() -> Update {
    let lane = Lane::new(vec![
        point(0, -60.0, Shape::Ramp),
        point(4_000_000, 0.0, Shape::Hold),
        point(8_000_000, -20.0, Shape::Smooth),
        point(12_000_000, 5.0, Shape::Ramp),
    ]);
    let pan = Lane::new(vec![point(1_000_000, -50.0, Shape::Ramp)]);
    let marker = |at, name: &str| Marker {
        at,
        name: name.to_owned(),
    };
    Update {
        news: vec![
            News::Timeline(Arc::new(TimelineView {
                markers: vec![marker(0, "Verse"), marker(8_000_000, "Chorus \u{1b}[31m")],
                lanes: vec![
                    (fader(), Arc::new(lane)),
                    (NodeId::strip(1).pan(), Arc::new(pan)),
                ],
            })),
            News::Transport(TransportStatus {
                is_playing: true,
                is_writing: false,
                at: 6_000_000,
                cycle: Some(Loop {
                    from: 4_000_000,
                    to: 8_000_000,
                    on: true,
                }),
            }),
        ],
        ..Update::default()
    }
}

fn screen() -> Screen {
    let mut screen = Screen::new(100, 30, [band::first_update(), band::mix(), timeline()]);
    screen.type_text("Z");
    screen
}

#[test]
fn it_shows_transport_lanes_modes_and_the_lane_over_time() {
    let screen = screen();
    let rows: Vec<String> = (0..30).map(|row| screen.row(row)).collect();
    let text = rows.join("\n");
    for part in [
        "▶ playing",
        "0:00:06:00",
        "4|1",
        "Verse",
        "loop 0:00:04.000–0:00:08.000",
        "▶ ch/1/fader",
        "4 points",
        "ch/1/pan",
        "▾Chorus [31m",
        "◆",
        "•",
        "0:00:00.000  -60.0 dB  ramp",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn its_keys_move_bend_copy_and_delete_points() {
    let replace =
        |at: u64, points: Vec<Point>| Intent::Lane(LaneOrder::Replace(fader(), (at, at), points));
    let mut screen = screen();
    screen.press(KeyCode::Right);
    screen.keys("E b");
    assert_eq!(
        screen.sent(),
        [replace(4_000_000, vec![point(4_000_000, 0.0, Shape::Ramp)])]
    );
    screen.type_text("y");
    assert_eq!(
        screen.sent(),
        [replace(6_000_000, vec![point(6_000_000, 0.0, Shape::Hold)])]
    );
    screen.type_text("K");
    assert_eq!(
        screen.sent(),
        [replace(4_000_000, vec![point(4_000_000, 0.4, Shape::Hold)])]
    );
    screen.press(KeyCode::Delete);
    assert_eq!(screen.sent(), [replace(4_000_000, vec![])]);
    screen.type_text("=-7");
    screen.press(KeyCode::Enter);
    assert_eq!(
        screen.sent(),
        [replace(
            4_000_000,
            vec![point(4_000_000, -7.0, Shape::Hold)]
        )]
    );
    screen.press(KeyCode::Enter);
    assert_eq!(
        screen.sent(),
        [Intent::Transport(TransportOrder::Locate(4_000_000))]
    );
    screen.press(KeyCode::F(9));
    assert_eq!(
        screen.sent(),
        [Intent::Transport(TransportOrder::PlayOrStop)]
    );
    // Clearing asks first.
    screen.keys("E x");
    assert_eq!(screen.sent(), []);
    screen.type_text("y");
    assert_eq!(screen.sent(), [Intent::Lane(LaneOrder::Clear(fader()))]);
    // A point moves in time, and takes its place along.
    let left = KeyEvent::new(KeyCode::Left, KeyModifiers::CONTROL);
    screen.handle(&Event::Key(left));
    let moved = vec![point(3_900_000, 0.0, Shape::Hold)];
    let order = LaneOrder::Replace(fader(), (3_900_000, 4_000_000), moved);
    assert_eq!(screen.sent(), [Intent::Lane(order)]);
}
