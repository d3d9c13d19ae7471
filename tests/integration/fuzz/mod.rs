//! Whatever comes in, a session goes on. The short forms run with every suite, the long ones by `.ci/long`.

mod bytes;
mod events;
mod room;
