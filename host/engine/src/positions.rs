//! Which positions of a list of the manifest were named.

/// A set of positions in a list of the manifest, in ascending order.
pub(crate) struct Positions(Vec<u64>);

impl Positions {
    pub(crate) fn of(length: usize) -> Self {
        Self(vec![0; length.div_ceil(64)])
    }

    pub(crate) fn add(&mut self, position: u16) {
        self.0[usize::from(position / 64)] |= 1 << (position % 64);
    }

    pub(crate) fn has(&self, position: u16) -> bool {
        self.0[usize::from(position / 64)] & 1 << (position % 64) != 0
    }

    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        (0u16..).zip(&self.0).flat_map(|(word, &bits)| {
            let rest = std::iter::successors(Some(bits), |bits| Some(bits & (bits - 1)));
            rest.take_while(|bits| *bits != 0).map(move |bits| word * 64 + bits.trailing_zeros() as u16)
        })
    }
}
