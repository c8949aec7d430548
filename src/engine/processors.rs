//! The processors of strips, buses and main that have nothing but settings and a switch: one line each.

/// Hands the list to a macro: the section and the part of a node, the field of [`super::bank::Bank`] and of its
/// rows, the rows, what makes settings of their values, and which values: as they are, or a filter's, ahead.
macro_rules! processors {
    ($make:ident) => {
        $make! {
            /// High-pass filter: `hpf/…`
            HighPass(high_pass: HighPassParam) = cut_filter::high_pass, values_ahead;
            /// Low-pass filter: `lpf/…`
            LowPass(low_pass: LowPassParam) = cut_filter::low_pass, values_ahead;
            /// De-esser: `deess/…`
            DeEsser(de_esser: DeEsserParam) = de_esser::settings, values_of;
            /// Saturation: `sat/…`
            Saturation(saturation: SaturationParam) = saturation::settings, values_of;
        }
    };
}
pub(super) use processors;
