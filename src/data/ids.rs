//! Newtypes for the ids that Speckle and Dapple use.
