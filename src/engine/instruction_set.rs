//! What the kernels are compiled for, as a value that is passed down to where it matters.

use crate::dsp::processor::{Keyed, Processor};
use crate::dsp::sample::{LANES, Lanes};

/// A way to compile: what it does in a way of its own, and processors as functions of their own.
///
/// All processors in one function took minutes to compile: the time grows faster than the function.
pub trait InstructionSet: Copy {
    /// The transpose of eight by eight numbers: rows become columns.
    fn transposed(self, rows: [Lanes; LANES]) -> [Lanes; LANES];

    /// [`Processor::mark`], where it is of any use.
    #[inline(always)]
    fn mark<S: Copy, P: Processor<S>>(self, processor: &mut P) {
        if !processor.is_idle() {
            self.call_mark(processor);
        }
    }

    /// [`Processor::process`], where it is of any use.
    #[inline(always)]
    fn process<S: Copy, P: Processor<S>>(self, processor: &mut P, run: &mut [S]) {
        if !processor.is_neutral() {
            self.call_process(processor, run);
        }
    }

    /// [`Processor::mark`], never inlined.
    fn call_mark<S: Copy, P: Processor<S>>(self, processor: &mut P);

    /// [`Processor::process`], never inlined.
    fn call_process<S: Copy, P: Processor<S>>(self, processor: &mut P, run: &mut [S]);

    /// [`Keyed::process_keyed`], never inlined.
    fn call_process_keyed<S: Copy, P: Keyed<S>>(self, processor: &mut P, run: &mut [S], key: &[S]);
}
