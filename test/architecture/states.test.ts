import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Conflict } from '../../src/core/errors';
import { classifierStates, componentStates, datarunStates, experimentStates, hyperpartitionStates, podPhases } from '../../src/core/states';
import type { StateMachine } from '../../src/core/state-machine';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'states.md'), 'utf8');
const machines = [datarunStates, hyperpartitionStates, classifierStates, experimentStates, componentStates, podPhases] as unknown as StateMachine<string>[];

test.each(machines.map((m) => [m.name, m] as const))('the picture of %s shows its table', (name, machine) => {
  const picture = new RegExp(`## ${name}\n\`\`\`mermaid\n(.*?)\`\`\``, 's').exec(page)![1]!;
  const drawn = [...picture.matchAll(/^ {2}(\S+) --> (\w+)/gm)].map(([, from, to]) => `${from} ${to}`).sort();
  const table = machine.states.flatMap((from) => machine.states.filter((to) => machine.canMove(from, to)).map((to) => `${from} ${to}`));
  expect(drawn).toEqual([`[*] ${machine.initial}`, ...table].sort());
});

test('a move is made exactly when the table has it, and nothing leaves a final state', () => {
  fc.assert(fc.property(fc.constantFrom(...machines), fc.nat(), fc.nat(), (machine, i, j) => {
    const from = machine.states[i % machine.states.length]!, to = machine.states[j % machine.states.length]!;
    if (machine.canMove(from, to)) expect(machine.move(from, to)).toBe(to);
    else expect(() => machine.move(from, to)).toThrow(Conflict);
    if (machine.isFinal(from)) expect(machine.canMove(from, to)).toBe(false);
  }));
});
