//! A growing list whose full chunks are shared: a copy of it costs the last chunk, not the list.

use std::sync::Arc;

/// Entries of a full chunk. 16 K nodes are 256 KB.
const CHUNK: usize = 1 << 14;

/// An append-mostly list in chunks of [`CHUNK`]. Full chunks are sealed behind an `Arc`; a clone shares
/// them. Changing a sealed entry copies its chunk only while a clone still shares it.
#[derive(Clone, Debug)]
pub(crate) struct Chunks<T> {
    sealed: Vec<Arc<Vec<T>>>,
    tail: Vec<T>,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { sealed: Vec::new(), tail: Vec::new() }
    }
}

impl<T: Copy> Chunks<T> {
    pub fn len(&self) -> usize {
        self.sealed.len() * CHUNK + self.tail.len()
    }

    #[inline]
    pub fn get(&self, index: usize) -> Option<T> {
        let chunk = match self.sealed.get(index / CHUNK) {
            Some(sealed) => sealed,
            None if index / CHUNK == self.sealed.len() => &self.tail,
            None => return None,
        };
        chunk.get(index % CHUNK).copied()
    }

    #[inline]
    pub fn push(&mut self, value: T) {
        self.tail.push(value);
        if self.tail.len() == CHUNK {
            let full = std::mem::replace(&mut self.tail, Vec::with_capacity(CHUNK));
            self.sealed.push(Arc::new(full));
        }
    }

    /// Changes an entry that exists; an index beyond the list does nothing.
    #[inline]
    pub fn change(&mut self, index: usize, change: impl FnOnce(&mut T)) {
        let last = self.sealed.len();
        let chunk = match self.sealed.get_mut(index / CHUNK) {
            Some(sealed) => Arc::make_mut(sealed),
            None if index / CHUNK == last => &mut self.tail,
            None => return,
        };
        if let Some(entry) = chunk.get_mut(index % CHUNK) {
            change(entry);
        }
    }

    /// Gives back what the last chunk reserved and does not use: for a list that grows no more.
    pub fn shrink(&mut self) {
        self.tail.shrink_to_fit();
        self.sealed.shrink_to_fit();
    }

    /// Bytes of memory the entries take.
    pub fn memory(&self) -> usize {
        (self.sealed.len() * CHUNK + self.tail.capacity()) * size_of::<T>()
    }

    /// The first index for which `before` is false, in a list where it is true first and false after.
    pub fn partition_point(&self, mut before: impl FnMut(T) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle) {
                Some(entry) if before(entry) => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_keeps_its_entries_while_the_list_grows_and_changes() {
        let mut list = Chunks::default();
        for n in 0..CHUNK as u32 + 5 {
            list.push(n);
        }
        let before = list.clone();
        list.change(3, |n| *n = 99);
        list.change(CHUNK + 1, |n| *n = 98);
        list.push(7);
        assert_eq!(
            (before.get(3), before.get(CHUNK + 1), before.len()),
            (Some(3), Some(CHUNK as u32 + 1), CHUNK + 5)
        );
        assert_eq!((list.get(3), list.get(CHUNK + 1), list.get(CHUNK + 5)), (Some(99), Some(98), Some(7)));
        assert_eq!(list.get(CHUNK + 6), None);
        assert_eq!(before.partition_point(|n| n < 70), 70);
        assert_eq!(before.partition_point(|_| true), CHUNK + 5);
    }
}
