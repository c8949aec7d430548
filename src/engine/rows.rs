//! Where the values of a section of one node come from: by row of its table.

use super::settings::values::Values;
use crate::param::{Layout, NodeId, Param, ParamIndex, Plain, Row, spec::Each};
use std::ops::Index;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    /// A parameter.
    Param(ParamIndex),
    /// The node lacks the row: it is as if it stood at its default.
    Fixed(Plain),
}

impl Origin {
    /// The parameter, where the node has it.
    pub fn index(self) -> Option<ParamIndex> {
        match self {
            Self::Param(index) => Some(index),
            Self::Fixed(_) => None,
        }
    }
}

/// The rows of a section on one node.
#[derive(Clone, Copy, Debug)]
pub struct Rows<R: Row>(R::Each<Origin>);

impl<R: Row> Rows<R>
where
    Param: From<R>,
{
    /// Those of a node; `each` stands for the `*` of rows that repeat, and does not matter for others.
    pub fn of(layout: &Layout, node: NodeId, each: u8) -> Self {
        Self(R::each(|row| {
            let spec = row.spec();
            let each = if spec.each == Each::Once { 0 } else { each };
            match layout.index(node.param_of(row.into(), each)) {
                Some(index) => Origin::Param(index),
                None => Origin::Fixed(spec.default),
            }
        }))
    }
}

impl<R: Row> Rows<R> {
    /// True where the node has a row.
    pub fn has(&self, row: R) -> bool {
        self[row].index().is_some()
    }
    /// True where the node has any row of the section.
    pub fn is_present(&self) -> bool {
        R::ALL.iter().any(|row| self.has(*row))
    }
    /// The values, as `read` finds them.
    #[inline]
    pub fn values(&self, read: impl Fn(ParamIndex) -> Plain) -> Values<R> {
        Values::read(|row| match self[row] {
            Origin::Param(index) => read(index),
            Origin::Fixed(value) => value,
        })
    }
}

impl<R: Row> Index<R> for Rows<R> {
    type Output = Origin;

    fn index(&self, row: R) -> &Origin {
        &self.0.as_ref()[row.position()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Topology;
    use crate::param::spec::{CompressorParam, EqParam, LimiterParam};

    #[test]
    fn rows_are_found_by_node_and_number_and_what_is_missing_is_at_its_default() {
        let layout = Layout::new(Topology::default());
        let strip = NodeId::strip(1);
        let band = Rows::<EqParam>::of(&layout, strip, 3);
        for (row, path) in [
            (EqParam::On, "ch/1/eq/on"),
            (EqParam::BandGain, "ch/1/eq/3/gain"),
        ] {
            assert_eq!(band[row].index(), layout.find(path).ok(), "{path}");
        }
        let limiter = Rows::<LimiterParam>::of(&layout, strip, 0);
        assert!(!limiter.is_present());
        assert!(Rows::<LimiterParam>::of(&layout, NodeId::MAIN, 0).is_present());
        let comp = Rows::<CompressorParam>::of(&layout, strip, 0);
        let values = comp.values(|index| layout.default(index));
        assert_eq!(values.number(CompressorParam::Ratio), 3.0);
        let missing = limiter.values(|_| unreachable!("a strip has no limiter"));
        assert!(missing.is_on(LimiterParam::On));
    }
}
