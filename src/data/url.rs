//! Server origins and every form of Speckle link.
