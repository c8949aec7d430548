//! Which lanes nodes have.

use crate::dsp::sample::LANES;
use crate::engine::plan::Plan;
use crate::engine::wiring::LanePlace;
use crate::param::{NodeId, Topology, TopologyError};
use std::collections::{BTreeMap, HashMap};

/// The first lane of each node that has any.
pub(super) type Places = HashMap<NodeId, LanePlace>;

/// Gives every node its lanes: banks hold nodes of one rank; main and isolated nodes have banks of
/// their own; a stereo node starts at an even lane. Also the number of strip banks, and of all.
pub(super) fn place_nodes(plan: &Plan) -> Result<(Places, usize, usize), TopologyError> {
    let topology = plan.layout.topology();
    let ranks = topology.ranks()?;
    let mut by_rank: BTreeMap<usize, Vec<NodeId>> = BTreeMap::new();
    for node in topology.audio_nodes() {
        by_rank.entry(ranks[&node]).or_default().push(node);
    }
    // They lie behind the strips, so that these keep their lanes.
    let own = [NodeId::TALKBACK, NodeId::OSCILLATOR];
    by_rank.entry(0).or_default().extend(own);
    let mut places = Places::new();
    let mut banks = 0;
    let mut strip_banks = 0;
    for (rank, nodes) in by_rank {
        let alone = |node: &&NodeId| **node == NodeId::MAIN || plan.isolated.contains(node);
        for node in nodes.iter().filter(alone) {
            places.insert(
                *node,
                LanePlace {
                    bank: banks,
                    lane: 0,
                },
            );
            banks += 1;
        }
        let together = nodes.iter().filter(|node| !alone(node)).copied();
        banks = pack(topology, together, banks, &mut places);
        if rank == 0 {
            strip_banks = banks;
        }
    }
    Ok((places, strip_banks, banks))
}

/// Packs nodes of one rank into banks from `first` on; the first free lanes are taken. The number
/// of the next bank.
fn pack(
    topology: &Topology,
    nodes: impl Iterator<Item = NodeId>,
    first: usize,
    places: &mut Places,
) -> usize {
    let mut taken: Vec<[bool; LANES]> = Vec::new();
    for node in nodes {
        let channels = topology
            .width(node)
            .map_or(1, crate::param::Width::channels);
        let fits = |lanes: &[bool; LANES]| {
            (0..LANES)
                .step_by(channels)
                .find(|lane| lanes[*lane..lane + channels].iter().all(|taken| !taken))
        };
        let found = taken
            .iter()
            .enumerate()
            .find_map(|(bank, lanes)| Some((bank, fits(lanes)?)));
        let (bank, lane) = found.unwrap_or_else(|| {
            taken.push([false; LANES]);
            (taken.len() - 1, 0)
        });
        taken[bank][lane..lane + channels].fill(true);
        places.insert(
            node,
            LanePlace {
                bank: first + bank,
                lane,
            },
        );
    }
    first + taken.len()
}
