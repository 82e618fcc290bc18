import { Conflict } from './errors';

/** A table of the transitions that are allowed; nothing else may change a status. */
export interface StateMachine<S extends string> {
  readonly name: string;
  readonly initial: S;
  readonly states: readonly S[];
  isFinal(state: S): boolean;
  canMove(from: S, to: S): boolean;
  /** Returns `to`, or throws CONFLICT naming both states. */
  move(from: S, to: S): S;
}

export function stateMachine<S extends string>(name: string, initial: S, table: Record<S, readonly S[]>): StateMachine<S> {
  const states = Object.keys(table) as S[];
  const canMove = (from: S, to: S) => table[from].includes(to);
  return {
    name, initial, states, canMove,
    isFinal: (state) => table[state].length === 0,
    move(from, to) {
      if (!canMove(from, to)) throw new Conflict(`A ${name} that is ${from} cannot become ${to}.`, { from, to });
      return to;
    },
  };
}
