/** Description of the argument `after` of every subscription. */
export const AFTER = 'Go on after this cursor: what was missed is sent first, then what comes. CURSOR_EXPIRED when it is no longer kept. Null: a snapshot first.';
