#!/usr/bin/env node
// The commands that scripts written for ATM use.
import { startProgram } from '../scripts/start-program.mjs';

await startProgram('atm/main.js');
