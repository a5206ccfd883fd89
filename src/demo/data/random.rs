//! Numbers and ids that depend on nothing but a seed and a key: the same seed gives the same server.

/// FNV-1a: a small hash whose result is fixed for ever, unlike the standard library's.
fn fnv(start: u64, text: &str) -> u64 {
    text.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The finaliser of SplitMix64, which spreads every bit of the input over the whole output.
fn spread(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// 128 bits that stand for `key` under `seed`. Object ids are these bits as 32 hexadecimal digits.
pub fn bits(seed: u64, key: &str) -> u128 {
    let high = spread(fnv(0xcbf2_9ce4_8422_2325 ^ spread(seed), key));
    let low = spread(fnv(0x8422_2325_cbf2_9ce4 ^ spread(!seed), key).wrapping_add(high));
    (u128::from(high) << 64) | u128::from(low)
}

/// The ten hexadecimal digits of a project, model, version or user id.
pub fn short_id(seed: u64, key: &str) -> String {
    let mut id = format!("{:032x}", bits(seed, key));
    id.truncate(10);
    id
}

/// A stream of numbers (SplitMix64).
#[derive(Debug, Clone)]
pub struct Stream(u64);

impl Stream {
    /// The stream that belongs to `key` under `seed`.
    pub fn of(seed: u64, key: &str) -> Self {
        Self(spread(fnv(0xcbf2_9ce4_8422_2325 ^ spread(seed), key)))
    }

    /// The next 64 bits.
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        spread(self.0)
    }

    /// A number below `bound`; 0 for a bound of 0.
    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.word() % bound as u64) as usize }
    }

    /// A whole number from `low` to `high`, both included, as a float.
    pub fn between(&mut self, low: u32, high: u32) -> f64 {
        f64::from(low) + self.below((high - low) as usize + 1) as f64
    }

    /// One of `choices`, which must not be empty.
    pub fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}
