//! Which order to a builder counts: the last one for each thing.

use std::collections::BTreeMap;

/// What has been ordered for each `K`.
#[derive(Debug)]
pub struct Orders<K> {
    /// Number of the last order.
    last: u64,
    /// The one that counts for each thing.
    of: BTreeMap<K, u64>,
}

impl<K> Default for Orders<K> {
    fn default() -> Self {
        Self {
            last: 0,
            of: BTreeMap::new(),
        }
    }
}

impl<K: Ord> Orders<K> {
    /// The number of a new order; an older one for the same thing is void.
    pub fn order(&mut self, of: K) -> u64 {
        self.last += 1;
        self.of.insert(of, self.last);
        self.last
    }

    /// True while that order counts.
    pub fn counts(&self, of: &K, number: u64) -> bool {
        self.of.get(of) == Some(&number)
    }

    /// Every order is void. Numbers go on: none is given twice.
    pub fn cancel_all(&mut self) {
        self.of.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_order_for_each_counts_and_none_from_before_a_cancel() {
        let mut orders = Orders::default();
        let (first, other, second) = (orders.order(1), orders.order(2), orders.order(1));
        assert!(!orders.counts(&1, first));
        assert!(orders.counts(&2, other) && orders.counts(&1, second));
        orders.cancel_all();
        assert!(!orders.counts(&2, other));
        orders.order(2);
        assert!(!orders.counts(&2, other) && !orders.counts(&1, second));
    }
}
