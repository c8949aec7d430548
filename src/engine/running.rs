//! One segment through the engine: ports, strips, buses and main in the order of their ranks, monitor.

use super::dynamics::KeyUser;
use super::io::Io;
use super::segment::Segment;
use super::tape::TapeSet;
use super::{Engine, MARK};
use crate::dsp::sample::{LANES, Lanes, Sample};

/// What lanes without a port hear.
const NO_SIGNAL: [f32; MARK] = [0.0; MARK];

impl Engine {
    /// Processes one segment; strips hear what is on tape in place of their ports.
    pub(crate) fn segment(&mut self, io: &mut impl Io, tape: Option<&TapeSet>, segment: Segment) {
        self.hold.run(segment);
        self.load_inputs(io, tape, segment);
        for bank in 0..self.wiring.strip_banks {
            self.run_bank(bank, io, segment);
        }
        for bank in self.wiring.strip_banks..self.wiring.banks {
            self.mix_into(bank, segment);
            self.run_bank(bank, io, segment);
            let output = &mut self.outputs[bank - self.wiring.strip_banks];
            let hold = self.hold.block();
            self.kernels
                .run_output(output, &mut self.banks[bank], hold, segment);
            output.write(segment, io);
        }
        self.run_monitor(io, segment);
        self.frame += segment.count as u64;
    }

    fn load_inputs(&mut self, io: &mut impl Io, tape: Option<&TapeSet>, segment: Segment) {
        self.oscillator.run(segment);
        let own = self.wiring.oscillator.place;
        for (number, ports) in self.wiring.inputs.iter().enumerate() {
            self.running = number;
            let mut signals = [&NO_SIGNAL[..segment.count]; LANES];
            for (signal, port) in signals.iter_mut().zip(ports) {
                if let Some(port) = port {
                    *signal = &io.input(*port)[segment.in_callback()];
                }
            }
            if let Some(tape) = tape {
                tape.replace(number, &mut signals, segment);
            }
            if number == own.bank {
                signals[own.lane] = &self.oscillator.block()[segment.in_block()];
            }
            let (bank, delays) = (&mut self.banks[number], &mut self.input_delays[number]);
            if delays.is_neutral() {
                self.kernels.load_bank(bank, &signals, segment);
            } else {
                let mut late = [[0.0; MARK]; LANES];
                delays.process(&mut signals, &mut late);
                self.kernels.load_bank(bank, &signals, segment);
            }
        }
    }

    fn mix_into(&mut self, bank: usize, segment: Segment) {
        self.running = bank;
        let (sources, rest) = self.banks.split_at_mut(bank);
        let Some(bank_state) = rest.first_mut() else {
            return;
        };
        let mix = &mut self.mixes[bank - self.wiring.strip_banks];
        self.kernels.run_mix(mix, sources, bank_state, segment);
    }

    fn run_bank(&mut self, bank: usize, io: &mut impl Io, segment: Segment) {
        self.running = bank;
        #[cfg(test)]
        if let Some(node) = self.broken
            && self.wiring.nodes[node].bank == bank
        {
            fail(node);
        }
        for user in KeyUser::ALL {
            self.gather_keys(bank, user, segment);
        }
        let bank = &mut self.banks[bank];
        if let Some(insert) = &mut bank.insert {
            insert.load(io, segment);
        }
        self.kernels.run_bank(bank, segment, &mut self.key);
        if let Some(insert) = &bank.insert {
            insert.write(segment, io);
        }
    }

    /// Nothing is mixed while nobody can hear it.
    fn run_monitor(&mut self, io: &mut impl Io, segment: Segment) {
        let bank = self.wiring.monitor_bank();
        if self.monitor.is_idle() {
            self.kernels.rest_monitor(&mut self.monitor, segment);
        } else {
            self.mix_monitor(bank, segment);
            self.run_bank(bank, io, segment);
            self.kernels
                .run_monitor(&mut self.monitor, &self.banks[bank], segment);
        }
        self.monitor.write(&self.hold, segment, io);
    }

    fn mix_monitor(&mut self, bank: usize, segment: Segment) {
        self.running = bank;
        let (sources, rest) = self.banks.split_at_mut(bank);
        let Some(bank_state) = rest.first_mut() else {
            return;
        };
        let mix = &mut self.mixes[bank - self.wiring.strip_banks];
        let reference = &self.monitor.reference;
        self.kernels
            .run_monitor_mix(mix, sources, bank_state, reference, segment);
    }

    fn gather_keys(&mut self, bank: usize, user: KeyUser, segment: Segment) {
        let keys = &mut self.key[user as usize];
        keys.any = self.banks[bank].has_external_keys[user as usize];
        if !keys.any {
            return;
        }
        keys.is_external = Lanes::splat(0.0);
        for (lane, key) in self.keys[bank][user as usize].iter().enumerate() {
            let Some(key) = key else { continue };
            keys.is_external[lane] = 1.0;
            let source = &self.banks[key.bank];
            let block = if key.late {
                source.late_tap()
            } else {
                source.input_as_it_comes()
            };
            for frame in segment.in_block() {
                keys.block[frame][lane] = block[frame][key.lane];
            }
        }
    }
}

/// The fault that tests order.
#[cfg(test)]
#[allow(clippy::panic)]
fn fail(node: usize) {
    // not real-time: this is the failure itself.
    panic!("ordered fault in node {node}");
}
