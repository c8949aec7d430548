//! Two updates made one, for a client that is slower than the console.

use crate::control::feed::Update;
use std::collections::BTreeMap;

/// Notices that are kept for a client that does not look.
const NOTICES_KEPT: usize = 64;

/// Adds a later update to an earlier one that nobody has taken yet.
pub(super) fn merge(earlier: &mut Update, later: Update) {
    if later.show.is_some() {
        // Another layout: what the indices of before meant is gone.
        earlier.show = later.show;
        earlier.values.clear();
        earlier.goals.clear();
        earlier.mutes.clear();
        earlier.levels = None;
    }
    merge_latest(&mut earlier.values, later.values);
    merge_latest(&mut earlier.goals, later.goals);
    merge_latest(&mut earlier.mutes, later.mutes);
    match (&mut earlier.levels, later.levels) {
        (Some(levels), Some(later)) => levels.merge(&later),
        (levels, Some(later)) => *levels = Some(later),
        (_, None) => {}
    }
    for news in later.news {
        match earlier.news.iter_mut().find(|known| known.is_like(&news)) {
            Some(known) => known.replace(news),
            None => earlier.news.push(news),
        }
    }
    merge_last(&mut earlier.notices, later.notices);
    merge_last(&mut earlier.done, later.done);
    merge_last(&mut earlier.midi, later.midi);
}

/// Keeps the newest.
fn merge_last<T>(earlier: &mut Vec<T>, later: Vec<T>) {
    earlier.extend(later);
    let surplus = earlier.len().saturating_sub(NOTICES_KEPT);
    earlier.drain(..surplus);
}

/// Keeps the later value of each key.
fn merge_latest<K: Ord, V>(earlier: &mut Vec<(K, V)>, later: Vec<(K, V)>) {
    if later.is_empty() {
        return;
    }
    let mut all: BTreeMap<K, V> = std::mem::take(earlier).into_iter().collect();
    all.extend(later);
    earlier.extend(all);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::feed::{
        MuteCause, News, Notice, PresetName, PresetPlace, SceneEntry, SceneList, Severity,
        ShowInfo, Status,
    };
    use crate::param::{NodeId, ParamIndex, Plain, Topology};
    use crate::rt::meter_tap::Levels;
    use std::sync::Arc;

    fn values(pairs: &[(usize, f32)]) -> Vec<(ParamIndex, Plain)> {
        let pair = |(slot, value): &(usize, f32)| (ParamIndex::new(*slot), Plain(*value));
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn the_later_value_holds_and_peaks_are_kept() {
        let mut levels = Levels::silent(1);
        levels.channels[0].input_peak = 0.9;
        let status = |worst_permille| Status {
            worst_permille,
            ..Status::default()
        };
        let mut update = Update {
            values: values(&[(3, 1.0), (1, 2.0)]),
            mutes: vec![(NodeId::strip(1), vec![MuteCause::Own])],
            levels: Some(levels),
            news: vec![News::Status(status(900))],
            ..Update::default()
        };
        let later = Update {
            values: values(&[(3, 5.0), (2, 4.0)]),
            mutes: vec![(NodeId::strip(1), Vec::new())],
            levels: Some(Levels::silent(1)),
            news: vec![News::Status(status(100))],
            ..Update::default()
        };
        merge(&mut update, later);
        assert_eq!(update.values, values(&[(1, 2.0), (2, 4.0), (3, 5.0)]));
        assert_eq!(update.mutes, [(NodeId::strip(1), Vec::new())]);
        assert_eq!(update.levels.unwrap().channels[0].input_peak, 0.9);
        assert_eq!(update.news, [News::Status(status(900))]);
    }

    #[test]
    fn the_later_lists_hold_and_earlier_ones_are_not_lost() {
        let scenes = |name: &str| SceneList {
            list: vec![SceneEntry {
                name: name.to_owned(),
                ..SceneEntry::default()
            }],
            ..SceneList::default()
        };
        let presets = |name: &str| {
            vec![PresetName {
                name: name.to_owned(),
                place: PresetPlace::User,
            }]
        };
        let mut update = Update {
            news: vec![
                News::Scenes(scenes("Verse")),
                News::Presets(presets("Kick")),
            ],
            ..Update::default()
        };
        merge(&mut update, Update::default());
        assert_eq!(update.scenes(), Some(&scenes("Verse")));
        assert_eq!(update.presets(), Some(&presets("Kick")[..]));
        let later = Update {
            news: vec![
                News::Scenes(scenes("Chorus")),
                News::Presets(presets("Snare")),
            ],
            ..Update::default()
        };
        merge(&mut update, later.clone());
        assert_eq!(update, later);
    }

    #[test]
    fn another_layout_ends_the_indices_of_before() {
        let mut update = Update {
            values: values(&[(3, 1.0)]),
            levels: Some(Levels::silent(1)),
            ..Update::default()
        };
        let show = ShowInfo {
            name: String::new(),
            topology: Topology::default(),
            labels: Vec::new(),
        };
        let later = Update {
            show: Some(Arc::new(show)),
            values: values(&[(0, 7.0)]),
            ..Update::default()
        };
        merge(&mut update, later.clone());
        assert_eq!(update, later);
    }

    #[test]
    fn a_client_that_never_looks_keeps_the_last_notices_only() {
        let notice = |number: usize| Notice {
            severity: Severity::Info,
            text: number.to_string(),
        };
        let mut update = Update::default();
        for number in 0..100 {
            let later = Update {
                notices: vec![notice(number)],
                ..Update::default()
            };
            merge(&mut update, later);
        }
        assert_eq!(update.notices.len(), NOTICES_KEPT);
        assert_eq!(update.notices.last(), Some(&notice(99)));
    }
}
