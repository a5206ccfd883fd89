//! File dialogs, the browser, a second instance: each behind a trait.
