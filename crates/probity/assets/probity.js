// What pages can do a little better with a script. Nothing depends on it.
