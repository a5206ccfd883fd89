//! Lengths in points, from the tables of `docs/LOOK.md`.

/// Writes the struct of sizes and its values from one table.
macro_rules! sizes {
    ($($(#[$doc:meta])* $name:ident = $value:expr),+ $(,)?) => {
        /// Lengths in points; times end in `_seconds`, shares in `_share`.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct Sizes { $($(#[$doc])* pub $name: f32,)+ }

        impl Default for Sizes {
            fn default() -> Self { Sizes { $($name: $value,)+ } }
        }
    };
}

sizes! {
    // Gaps of the grid.
    /// 2: inside segments, around outer focus rings.
    gap_2 = 2.0,
    /// 4: the grid.
    gap_4 = 4.0,
    /// 8: between things of one row.
    gap_8 = 8.0,
    /// 12: side padding of rows, panels and alerts.
    gap_12 = 12.0,
    /// 16: inside dialogs, between groups.
    gap_16 = 16.0,
    /// 24: between blocks.
    gap_24 = 24.0,

    // Regions.
    /// Top bar.
    top_bar = 36.0,
    /// Rail of places.
    rail = 48.0,
    /// One place in the rail, square.
    rail_item = 36.0,
    /// Status line.
    status_line = 24.0,
    /// Panel title.
    panel_title = 32.0,
    /// Tab.
    tab = 32.0,
    /// Tab, at most.
    tab_most = 240.0,
    /// Underline of the open tab.
    tab_underline = 2.0,
    /// Row of tools over a view.
    tool_row = 40.0,
    /// A second row of tools.
    tool_row_second = 36.0,
    /// Side panel, at rest.
    side_panel = 248.0,
    /// Inspector.
    inspector = 304.0,
    /// The invisible grip over a splitting hairline.
    split_grip = 6.0,

    // Rows.
    /// Row of a list.
    list_row = 26.0,
    /// Row of a table or tree.
    table_row = 22.0,
    /// Column of a table, at least.
    column_least = 40.0,
    /// Row of a table, roomy.
    table_row_roomy = 30.0,
    /// Header of a table.
    table_header = 28.0,
    /// Header of a table with a second line.
    table_header_two = 40.0,
    /// Group row of a table.
    group_row = 26.0,
    /// Total row of a table.
    total_row = 28.0,
    /// Line of code.
    code_line = 20.0,
    /// Gutter with line numbers, at least.
    gutter = 44.0,
    /// Column with row numbers, at least.
    index_column = 34.0,
    /// Row of key and value.
    key_value_row = 24.0,
    /// Section label.
    section_label = 24.0,
    /// Section label that is not the first.
    section_label_next = 28.0,
    /// Row of an option: check boxes and radios under one another.
    option_row = 26.0,
    /// Row of the command palette.
    palette_row = 32.0,
    /// Row of a variable.
    variable_row = 36.0,
    /// Name of a variable.
    variable_name = 84.0,
    /// Type of a variable.
    variable_type = 64.0,
    /// Field of a variable that is a number.
    variable_number = 96.0,
    /// Row with a preview picture.
    preview_row = 60.0,

    // Padding.
    /// Left and right of a row.
    row_padding = 12.0,
    /// Left and right of a cell.
    cell_padding = 8.0,
    /// Right of the last cell, so that the scroll bar never touches a figure.
    cell_padding_last = 14.0,
    /// The square that says what became of something.
    change_mark = 16.0,
    /// One step of a tree.
    tree_indent = 14.0,
    /// Inside a popup, around its rows.
    popup_padding = 4.0,

    // Controls.
    /// Button.
    button = 28.0,
    /// Button in a tool row or alert.
    button_small = 24.0,
    /// Button in a strip.
    button_tiny = 20.0,
    /// Icon button, square.
    icon_button = 24.0,
    /// Text field.
    field = 32.0,
    /// Text field in a tool row, and with 28 in lists of settings.
    field_small = 24.0,
    /// Text field at the head of the command palette.
    field_large = 48.0,
    /// Text field of middle height, beside a button.
    field_medium = 28.0,
    /// Check box and radio.
    check_box = 14.0,
    /// Chip.
    chip = 24.0,
    /// The closing mark of a chip or tab, square.
    close_mark = 20.0,
    /// Round mark inside a radio.
    radio_mark = 6.0,
    /// Mark of something unsaved, and of the connection.
    dot = 7.0,
    /// One of the three dots of a wait.
    loading_dot = 5.0,
    /// A letter of a token.
    secret_dot = 3.5,
    /// Segmented control.
    segment = 24.0,
    /// Segmented control in a dialog.
    segment_dialog = 28.0,

    // Icons.
    /// Icon beside text.
    icon = 14.0,
    /// Icon of the top bar.
    icon_bar = 16.0,
    /// Icon of the rail.
    icon_rail = 18.0,
    /// Twist, chevron, close.
    icon_small = 12.0,
    /// Icon over an empty state.
    icon_empty = 24.0,
    /// The program's own mark on the first screen.
    app_mark = 44.0,
    /// Between an icon and the words of its button, chip or header.
    icon_gap = 6.0,
    /// Stroke of every icon, whatever its size.
    icon_stroke = 1.1,

    // Edges.
    /// Between regions.
    hairline = 1.0,
    /// Corner of a control.
    radius = 6.0,
    /// Corner of a tiny button and of a popup's row.
    radius_small = 5.0,
    /// Corner of a popup.
    radius_popup = 8.0,
    /// Corner of a dialog.
    radius_dialog = 10.0,
    /// Corner of a check box.
    radius_check = 4.0,
    /// Focus ring.
    focus_ring = 2.0,
    /// Between a button and its ring.
    focus_gap = 2.0,
    /// Corner of the ring inside a row or cell.
    focus_radius_row = 3.0,
    /// Blur of a popup's shadow.
    shadow_blur = 28.0,
    /// How far a popup's shadow falls.
    shadow_drop = 8.0,

    // Scrolling.
    /// Width of a scroll bar.
    scroll_bar = 6.0,
    /// Between scroll bar and edge.
    scroll_bar_margin = 2.0,
    /// Shortest thumb.
    scroll_thumb_min = 24.0,
    /// Strength of the thumb at rest.
    scroll_rest_share = 0.38,

    // Popups.
    /// Dialog.
    dialog = 420.0,
    /// Above and below what a dialog holds.
    dialog_padding = 14.0,
    /// Footer of a dialog.
    dialog_footer = 80.0,
    /// Menu, at least.
    menu_min = 224.0,
    /// Row of a menu.
    menu_row = 26.0,
    /// Toast.
    toast = 360.0,
    /// Toast row.
    toast_height = 42.0,
    /// Widest tooltip.
    tooltip_max = 400.0,
    /// Progress bar.
    progress_bar = 6.0,

    // Text.
    /// Line of interface text at 13.
    line = 18.0,
    /// Text caret.
    caret = 2.0,
    /// Line of secondary text at 12.
    line_secondary = 16.0,

    // Time.
    /// Length of every motion.
    motion_seconds = 0.12,
    /// Before a tooltip shows.
    tooltip_seconds = 0.4,
    /// Before a loading sign shows.
    loading_seconds = 0.2,
    /// How long a toast of success stays.
    toast_seconds = 4.0,
}
