//! Colours, sizes, fonts and icons, named by job.
