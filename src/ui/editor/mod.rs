//! The code editor on the buffer of `dapple_data::text`.
